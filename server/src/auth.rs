//! Bearer tokens: a JWT signed with this installation's key says who asks.
//!
//! `parcours token` makes them for development and for services. The algorithm, issuer and
//! audience are pinned; a token without an expiry is refused.

use std::{fs, io::Write as _, path::Path, str::FromStr as _};

use anyhow::{Context as _, bail};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use commands::{Actor, Role};
use domain::{Vocabulary as _, codes::Academie};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Issuer and audience of our tokens.
const NAME: &str = "parcours";
/// Bytes of a new key: the length of an HMAC-SHA-256.
const KEY_BYTES: usize = 32;

/// What a token says.
#[derive(Debug, Serialize, Deserialize)]
struct Claims {
    iss: String,
    aud: String,
    sub: String,
    iat: i64,
    exp: i64,
    role: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    subject: Option<Uuid>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    academies: Vec<String>,
}

/// Why a token is not accepted.
#[derive(Debug, thiserror::Error)]
pub enum TokenError {
    /// Expired, of another installation, or not a token.
    #[error("the token is not valid: {0}")]
    Invalid(#[from] jsonwebtoken::errors::Error),
    /// Well signed, and saying something this version does not know.
    #[error("the token names an unknown {0}")]
    Unknown(&'static str),
}

/// Makes and checks tokens.
#[derive(Clone)]
pub struct Tokens {
    encoding: EncodingKey,
    decoding: DecodingKey,
    validation: Validation,
}

impl Tokens {
    /// With a secret of at least 32 bytes.
    ///
    /// # Errors
    /// When it is shorter.
    pub fn new(secret: &[u8]) -> anyhow::Result<Self> {
        if secret.len() < KEY_BYTES {
            bail!("the token key has {} bytes; it needs at least {KEY_BYTES}", secret.len());
        }
        let mut validation = Validation::new(Algorithm::HS256);
        validation.set_issuer(&[NAME]);
        validation.set_audience(&[NAME]);
        validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
        validation.leeway = 30;
        Ok(Self {
            encoding: EncodingKey::from_secret(secret),
            decoding: DecodingKey::from_secret(secret),
            validation,
        })
    }

    /// With the key of a file, made on first use for its owner only.
    ///
    /// # Errors
    /// When the file cannot be read or made.
    pub fn from_file(path: &Path) -> anyhow::Result<Self> {
        let shown = path.display();
        match fs::read_to_string(path) {
            Ok(text) => Self::new(text.trim().as_bytes()),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                let key = new_key()?;
                write_private(path, &key).with_context(|| format!("cannot make {shown}"))?;
                Self::new(key.as_bytes())
            }
            Err(error) => Err(error).with_context(|| format!("cannot read {shown}")),
        }
        .with_context(|| format!("the token key of {shown}"))
    }

    /// A token for an actor, valid from now for some seconds.
    ///
    /// # Errors
    /// When signing fails.
    pub fn issue(&self, actor: &Actor, now: i64, seconds: i64) -> anyhow::Result<String> {
        let claims = Claims {
            iss: NAME.to_owned(),
            aud: NAME.to_owned(),
            sub: actor.id.clone(),
            iat: now,
            exp: now + seconds,
            role: actor.role.code().to_owned(),
            subject: actor.subject,
            academies: actor.academies.iter().map(ToString::to_string).collect(),
        };
        Ok(jsonwebtoken::encode(&Header::new(Algorithm::HS256), &claims, &self.encoding)?)
    }

    /// Who a token stands for.
    ///
    /// # Errors
    /// See [`TokenError`].
    pub fn check(&self, token: &str) -> Result<Actor, TokenError> {
        let claims =
            jsonwebtoken::decode::<Claims>(token, &self.decoding, &self.validation)?.claims;
        let academies = claims.academies.iter().map(|code| Academie::from_str(code));
        Ok(Actor {
            id: claims.sub,
            role: Role::from_code(&claims.role).ok_or(TokenError::Unknown("role"))?,
            subject: claims.subject,
            academies: academies
                .collect::<Result<_, _>>()
                .map_err(|_| TokenError::Unknown("académie"))?,
        })
    }
}

/// From the operating system's generator.
fn new_key() -> anyhow::Result<String> {
    let mut random = [0; KEY_BYTES];
    getrandom::fill(&mut random).context("the system gives no random bytes")?;
    Ok(URL_SAFE_NO_PAD.encode(random))
}

fn write_private(path: &Path, text: &str) -> anyhow::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)?.write_all(text.as_bytes())?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens() -> Tokens {
        Tokens::new(&[7; 32]).unwrap()
    }

    fn actor() -> Actor {
        Actor {
            id: "c-1".into(),
            role: Role::Coordinator,
            subject: None,
            academies: vec!["10".parse().unwrap()],
        }
    }

    fn now() -> i64 {
        crate::clock::now().timestamp()
    }

    #[test]
    fn a_token_gives_back_its_actor() {
        let token = tokens().issue(&actor(), now(), 60).unwrap();
        assert_eq!(tokens().check(&token).unwrap(), actor());
    }

    #[test]
    fn an_expired_token_is_refused() {
        let token = tokens().issue(&actor(), now() - 3_600, 60).unwrap();
        assert!(matches!(tokens().check(&token), Err(TokenError::Invalid(_))));
    }

    #[test]
    fn a_token_of_another_key_is_refused() {
        let token = Tokens::new(&[8; 32]).unwrap().issue(&actor(), now(), 60).unwrap();
        assert!(tokens().check(&token).is_err());
    }

    #[test]
    fn a_token_without_signature_is_refused() {
        let token = tokens().issue(&actor(), now(), 60).unwrap();
        let claims = token.split('.').nth(1).unwrap();
        let header = URL_SAFE_NO_PAD.encode(r#"{"alg":"none","typ":"JWT"}"#);
        assert!(tokens().check(&format!("{header}.{claims}.")).is_err());
    }

    #[test]
    fn a_short_key_is_refused() {
        assert!(Tokens::new(b"secret").is_err());
    }

    #[test]
    fn a_key_file_is_made_once_and_kept() {
        let folder = std::env::temp_dir().join(format!("parcours-key-{}", Uuid::from_u128(7)));
        let path = folder.join("token.key");
        let token = Tokens::from_file(&path).unwrap().issue(&actor(), now(), 60).unwrap();
        assert!(Tokens::from_file(&path).unwrap().check(&token).is_ok());
        fs::remove_dir_all(folder).unwrap();
    }
}
