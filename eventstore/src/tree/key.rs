use base64::{Engine as _, prelude::BASE64_STANDARD};
use ed25519_dalek::SigningKey;
use signed_note::{
    Note, Signer as _, StandardSigner, StandardVerifier, VerifierList, generate_key,
    new_ed25519_verifier_key,
};

use super::TreeError;
use crate::LogId;

/// What the checkpoints of a log call it, and its key's name.
#[must_use]
pub fn origin(log_id: LogId) -> String {
    format!("parcours.log/{log_id}")
}

/// The Ed25519 key that signs the checkpoints of one log, in the signed-note form.
pub struct LogKey {
    signer: StandardSigner,
    verifier: VerifierKey,
}

/// The public half: what auditors keep to recognise the log by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifierKey(String);

impl std::fmt::Debug for LogKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("LogKey").field(&self.verifier.0).finish()
    }
}

impl LogKey {
    /// A new key for a log, and the text to keep secret that [`LogKey::parse`] reads.
    ///
    /// # Errors
    /// Never in practice: the key was just made.
    pub fn generate(log_id: LogId) -> Result<(Self, String), TreeError> {
        let (secret, _) = generate_key(&mut rand_core::OsRng, &origin(log_id));
        Ok((Self::parse(&secret)?, secret))
    }

    /// Reads `PRIVATE+KEY+name+id+base64`.
    ///
    /// # Errors
    /// [`TreeError::Key`], which does not repeat the text.
    pub fn parse(text: &str) -> Result<Self, TreeError> {
        let text = text.trim();
        let signer = StandardSigner::new(text).map_err(|_| TreeError::Key)?;
        // The base64 may hold a plus itself.
        let secret = text.splitn(5, '+').nth(4).unwrap_or_default();
        let secret = BASE64_STANDARD.decode(secret).map_err(|_| TreeError::Key)?;
        let key = secret.get(1..).and_then(|key| SigningKey::try_from(key).ok());
        let key = key.ok_or(TreeError::Key)?.verifying_key();
        let verifier = VerifierKey(new_ed25519_verifier_key(signer.name(), &key));
        Ok(Self { signer, verifier })
    }

    /// The public half.
    #[must_use]
    pub fn verifier(&self) -> &VerifierKey {
        &self.verifier
    }

    /// Whether it is the key of this log.
    pub(crate) fn check(&self, log_id: LogId) -> Result<(), TreeError> {
        let (name, expected) = (self.signer.name().to_owned(), origin(log_id));
        if name == expected { Ok(()) } else { Err(TreeError::OtherLog { name, expected }) }
    }

    pub(crate) fn sign(&self, text: &[u8]) -> Result<String, TreeError> {
        let refused = |why: String| TreeError::Checkpoint { why };
        let mut note = Note::new(text, &[]).map_err(|error| refused(error.to_string()))?;
        note.add_sigs(&[&self.signer]).map_err(|error| refused(error.to_string()))?;
        String::from_utf8(note.to_bytes()).map_err(|error| refused(error.to_string()))
    }
}

impl VerifierKey {
    /// Reads `name+id+base64`.
    ///
    /// # Errors
    /// [`TreeError::VerifierKey`].
    pub fn parse(text: &str) -> Result<Self, TreeError> {
        let text = text.trim();
        StandardVerifier::new(text).map_err(|_| TreeError::VerifierKey)?;
        Ok(Self(text.to_owned()))
    }

    /// `name+id+base64`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whose key it is: the [`origin`] of its log.
    #[must_use]
    pub fn name(&self) -> &str {
        self.0.split('+').next().unwrap_or_default()
    }

    /// Whether it signed the note.
    pub(crate) fn signed(&self, note: &Note) -> Result<(), TreeError> {
        let verifier = StandardVerifier::new(&self.0).map_err(|_| TreeError::VerifierKey)?;
        let known = VerifierList::new(vec![Box::new(verifier)]);
        let signed = note.verify(&known).is_ok_and(|(verified, _)| !verified.is_empty());
        let why = || format!("it is not signed by {}", self.0);
        if signed { Ok(()) } else { Err(TreeError::Checkpoint { why: why() }) }
    }
}
