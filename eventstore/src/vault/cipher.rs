//! How keys and values are sealed: AES-256-GCM-SIV (RFC 8452) with a random nonce.
//!
//! A sealed value is base64url without padding of
//!
//! | field | bytes |
//! | --- | --- |
//! | version | 1: `1` |
//! | key id | 16 |
//! | nonce | 12 |
//! | ciphertext and tag | as long as the value in JSON, and 16 |
//!
//! Associated data are, each preceded by its length (4 bytes, big endian): `parcours/seal/1`, log
//! id (16), stream, revision (8, big endian), event type, JSON pointer of the field within the data
//! (RFC 6901), key id (16). So a sealed value opens in its own place and nowhere else.
//!
//! A wrapped key is nonce and ciphertext with tag; associated data are, in the same way,
//! `parcours/wrap/1`, log id, subject or name of the secret, key id (nil for a secret).

use aes_gcm_siv::{
    Aes256GcmSiv, KeyInit as _, Nonce,
    aead::{Aead as _, Payload},
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use secrecy::{ExposeSecret as _, SecretBox, zeroize::Zeroizing};
use uuid::Uuid;

use super::{VaultError, master::MasterKey};
use crate::{LogId, Revision};

/// A key of 256 bits: zeroed when dropped, never printed.
pub(super) type Key = SecretBox<[u8; 32]>;

const VERSION: u8 = 1;
const NONCE: usize = 12;
const HEADER: usize = 1 + 16 + NONCE;

/// Where a value is sealed.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    pub log_id: LogId,
    pub stream: &'a str,
    pub revision: Revision,
    pub kind: &'a str,
}

/// A sealed value, apart.
pub(super) struct Token {
    pub key_id: Uuid,
    bytes: Vec<u8>,
}

impl Token {
    pub(super) fn parse(text: &str) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        if bytes.len() < HEADER || bytes[0] != VERSION {
            return None;
        }
        let key_id = Uuid::from_slice(&bytes[1..17]).ok()?;
        Some(Self { key_id, bytes })
    }

    /// The value; `None` when it was not sealed so, with this key, in this place.
    pub(super) fn open(&self, key: &Key, place: Place<'_>, path: &str) -> Option<String> {
        let aad = place.associated(path, self.key_id);
        let value = decrypt(key, &self.bytes[17..], &aad)?;
        String::from_utf8(value).ok()
    }
}

/// Seals a value in JSON.
pub(super) fn seal(
    key: &Key,
    key_id: Uuid,
    place: Place<'_>,
    path: &str,
    value: &str,
) -> Result<String, VaultError> {
    let mut bytes = vec![VERSION];
    bytes.extend(key_id.as_bytes());
    bytes.extend(encrypt(key, value.as_bytes(), &place.associated(path, key_id))?);
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}

impl Place<'_> {
    fn associated(&self, path: &str, key_id: Uuid) -> Vec<u8> {
        associated(&[
            b"parcours/seal/1",
            self.log_id.0.as_bytes(),
            self.stream.as_bytes(),
            &self.revision.get().to_be_bytes(),
            self.kind.as_bytes(),
            path.as_bytes(),
            key_id.as_bytes(),
        ])
    }
}

/// What a wrapped key is the key of.
#[derive(Clone, Copy)]
pub(super) struct Wrapped<'a> {
    pub log_id: LogId,
    pub name: &'a str,
    pub key_id: Uuid,
}

impl Wrapped<'_> {
    fn associated(&self) -> Vec<u8> {
        let (log_id, key_id) = (self.log_id.0, self.key_id);
        let name = self.name.as_bytes();
        associated(&[b"parcours/wrap/1", log_id.as_bytes(), name, key_id.as_bytes()])
    }

    pub(super) fn wrap(&self, master: &MasterKey, key: &Key) -> Result<Vec<u8>, VaultError> {
        encrypt(&master.key, key.expose_secret(), &self.associated())
    }

    pub(super) fn unwrap(&self, master: &MasterKey, wrapped: &[u8]) -> Option<Key> {
        let bytes = Zeroizing::new(decrypt(&master.key, wrapped, &self.associated())?);
        let valid = bytes.len() == 32;
        valid.then(|| SecretBox::init_with_mut(|key: &mut [u8; 32]| key.copy_from_slice(&bytes)))
    }
}

/// A new key.
pub(super) fn new_key() -> Result<Key, getrandom::Error> {
    let mut drawn = Ok(());
    let key = SecretBox::init_with_mut(|key: &mut [u8; 32]| drawn = getrandom::fill(key));
    drawn.map(|()| key)
}

/// A new key id.
pub(super) fn new_key_id() -> Result<Uuid, getrandom::Error> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes)?;
    Ok(uuid::Builder::from_random_bytes(bytes).into_uuid())
}

/// Nonce, ciphertext, tag.
fn encrypt(key: &Key, value: &[u8], aad: &[u8]) -> Result<Vec<u8>, VaultError> {
    let mut nonce = [0; NONCE];
    getrandom::fill(&mut nonce).map_err(VaultError::Random)?;
    let payload = Payload { msg: value, aad };
    let sealed = cipher(key).encrypt(&Nonce::from(nonce), payload);
    let sealed = sealed.map_err(|_| VaultError::TooLarge)?;
    Ok([nonce.as_slice(), &sealed].concat())
}

fn decrypt(key: &Key, sealed: &[u8], aad: &[u8]) -> Option<Vec<u8>> {
    let (nonce, msg) = sealed.split_first_chunk::<NONCE>()?;
    cipher(key).decrypt(&Nonce::from(*nonce), Payload { msg, aad }).ok()
}

fn cipher(key: &Key) -> Aes256GcmSiv {
    Aes256GcmSiv::new(key.expose_secret().into())
}

fn associated(parts: &[&[u8]]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(160);
    for part in parts {
        bytes.extend(u32::try_from(part.len()).unwrap_or(u32::MAX).to_be_bytes());
        bytes.extend_from_slice(part);
    }
    bytes
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const PLACE: Place<'static> = Place {
        log_id: LogId(Uuid::from_u128(1)),
        stream: "journey-1",
        revision: Revision::START,
        kind: "journey.v1.Happened",
    };

    fn sealed(key: &Key, value: &str) -> Token {
        let text = seal(key, Uuid::from_u128(7), PLACE, "/name", value).unwrap();
        Token::parse(&text).unwrap()
    }

    proptest! {
        #[test]
        fn what_is_sealed_opens_as_it_was(value in ".*") {
            let key = new_key().unwrap();
            let opened = sealed(&key, &value).open(&key, PLACE, "/name");
            prop_assert_eq!(opened.as_deref(), Some(value.as_str()));
        }

        #[test]
        fn a_byte_changed_anywhere_is_found(byte in 0usize..200, by in 1u8..) {
            let key = new_key().unwrap();
            let mut token = sealed(&key, "\"Ada\"");
            let byte = byte % token.bytes.len();
            token.bytes[byte] ^= by;
            token.key_id = Uuid::from_slice(&token.bytes[1..17]).unwrap();
            if byte == 0 {
                prop_assert!(Token::parse(&URL_SAFE_NO_PAD.encode(&token.bytes)).is_none());
            } else {
                prop_assert_eq!(token.open(&key, PLACE, "/name"), None);
            }
        }
    }

    #[test]
    fn what_is_sealed_opens_nowhere_else() {
        let key = new_key().unwrap();
        let token = sealed(&key, "\"Ada\"");
        assert!(token.open(&key, PLACE, "/name").is_some());
        assert_eq!(token.open(&new_key().unwrap(), PLACE, "/name"), None);
        assert_eq!(token.open(&key, PLACE, "/other"), None);
        let others = [
            Place { log_id: LogId(Uuid::from_u128(2)), ..PLACE },
            Place { stream: "journey-2", ..PLACE },
            Place { revision: Revision::new(1), ..PLACE },
            Place { kind: "journey.v2.Happened", ..PLACE },
        ];
        for other in others {
            assert_eq!(token.open(&key, other, "/name"), None);
        }
    }

    #[test]
    fn a_wrapped_key_unwraps_for_its_subject_only() {
        use super::super::MasterKeys;
        let masters = MasterKeys::generate().unwrap();
        let (master, key) = (masters.current(), new_key().unwrap());
        let of = Wrapped { log_id: LogId(Uuid::nil()), name: "journey-1", key_id: Uuid::nil() };
        let wrapped = of.wrap(master, &key).unwrap();
        let unwrapped = of.unwrap(master, &wrapped).unwrap();
        assert_eq!(unwrapped.expose_secret(), key.expose_secret());
        assert!(Wrapped { name: "journey-2", ..of }.unwrap(master, &wrapped).is_none());
        assert!(of.unwrap(MasterKeys::generate().unwrap().current(), &wrapped).is_none());
    }
}
