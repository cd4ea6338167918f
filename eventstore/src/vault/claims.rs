//! Who has something that only one may have, such as an identity: found by a keyed digest, so that
//! nobody without the vault's secret can try out values. Claims lie beside the keys, never in the
//! log, and go with the key of their subject.
//!
//! The log and the key store commit apart: whoever looks at a claim asks the log whether it is true.

use chrono::{DateTime, Utc};
use hmac::{Hmac, KeyInit as _, Mac as _};
use secrecy::{ExposeSecret as _, zeroize::Zeroizing};
use sha2::Sha256;

use super::{Key, Vault, VaultError};
use crate::{Cursor, StreamId};

/// The keyed digest of a value (HMAC-SHA-256, RFC 2104). Never printed.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct ClaimDigest(pub(super) [u8; 32]);

/// A claim of somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// Whose.
    pub subject: StreamId,
    /// When it was last made.
    pub claimed_at: DateTime<Utc>,
}

/// A claim to make.
#[derive(Clone, Copy, Debug)]
pub struct NewClaim<'a> {
    /// Of what.
    pub digest: &'a ClaimDigest,
    /// For whom.
    pub subject: &'a StreamId,
    /// Beside others who have it.
    pub shared: bool,
    /// Now.
    pub at: DateTime<Utc>,
}

/// What became of a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Claimed {
    /// It is theirs.
    Held,
    /// Another has it.
    Taken,
}

impl Vault {
    /// The digest of a value, for claims on it.
    ///
    /// # Errors
    /// For a vault without keys.
    pub fn claim_digest(&self, of: &StreamId, value: &[u8]) -> Result<ClaimDigest, VaultError> {
        Ok(ClaimDigest(keyed(&self.inner(of)?.claims, value)))
    }

    /// Claims something, in the place of these claims if they are as they were; made before, it is
    /// made anew.
    ///
    /// # Errors
    /// When the subject is erased, or the key store fails.
    pub async fn claim(
        &self,
        claim: NewClaim<'_>,
        instead_of: &[Claim],
    ) -> Result<Claimed, VaultError> {
        let erased = || VaultError::Erased { subject: claim.subject.clone() };
        let claimed = self.inner(claim.subject)?.store.claim(claim, instead_of).await?;
        claimed.ok_or_else(erased)
    }

    /// Who claims something.
    ///
    /// # Errors
    /// When the key store fails.
    pub async fn claims(
        &self,
        of: &StreamId,
        digest: &ClaimDigest,
    ) -> Result<Vec<Claim>, VaultError> {
        let claims = self.inner(of)?.store.claims(digest).await?.into_iter();
        let claim = |(subject, claimed_at): (String, _)| {
            Some(Claim { subject: StreamId::parse(&subject).ok()?, claimed_at })
        };
        Ok(claims.filter_map(claim).collect())
    }

    /// Gives up a claim that was last made before this moment.
    ///
    /// # Errors
    /// When the key store fails.
    pub async fn release(
        &self,
        subject: &StreamId,
        digest: &ClaimDigest,
        before: DateTime<Utc>,
    ) -> Result<(), VaultError> {
        Ok(self.inner(subject)?.store.release(subject.as_str(), digest, before).await?)
    }

    /// How far the log was read for claims; nothing for a vault without keys.
    ///
    /// # Errors
    /// When the key store fails.
    pub async fn claims_read(&self) -> Result<Option<Cursor>, VaultError> {
        let Some(inner) = &self.0 else { return Ok(None) };
        let cursor = inner.store.claims_read().await?;
        Ok(cursor.and_then(|cursor| cursor.parse().ok()))
    }

    /// Makes the claims that are missing, beside others where there are any, and notes that the log
    /// was read so far. Nothing for the erased.
    ///
    /// # Errors
    /// When the key store fails.
    pub async fn fill_claims(
        &self,
        missing: &[(ClaimDigest, Claim)],
        read: &Cursor,
    ) -> Result<u64, VaultError> {
        let Some(inner) = &self.0 else { return Ok(0) };
        Ok(inner.store.fill_claims(missing, &read.to_string()).await?)
    }
}

/// HMAC-SHA-256 under a secret.
pub(super) fn keyed(secret: &Key, value: &[u8]) -> [u8; 32] {
    // HMAC fills a short key up with zeros.
    let mut key = Zeroizing::new([0; 64]);
    key[..32].copy_from_slice(secret.expose_secret());
    let mut mac = Hmac::<Sha256>::new((&*key).into());
    mac.update(value);
    mac.finalize().into_bytes().into()
}

impl ClaimDigest {
    /// The bytes, as the key store holds them.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

/// Says nothing of it.
impl std::fmt::Debug for ClaimDigest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ClaimDigest")
    }
}

#[cfg(test)]
mod tests {
    use secrecy::SecretBox;

    use super::*;

    /// RFC 4231, test case 1, whose key of 20 bytes is filled up with zeros as ours are.
    #[test]
    fn a_digest_is_hmac_sha_256_as_the_rfc_has_it() {
        let mut key = [0; 32];
        key[..20].fill(0x0b);
        let digest = keyed(&SecretBox::new(Box::new(key)), b"Hi There");
        let expected = "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7";
        assert_eq!(hex::encode(digest), expected);
        assert_ne!(hex::encode(keyed(&SecretBox::new(Box::new([0; 32])), b"Hi There")), expected);
        assert_eq!(format!("{:?}", ClaimDigest(digest)), "ClaimDigest");
    }
}
