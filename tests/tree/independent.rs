//! A verifier written from docs/audit.md alone: SHA-256, base64, JSON and Ed25519, and no code of
//! the log.

use base64::{Engine as _, prelude::BASE64_STANDARD as BASE64};
use ed25519_dalek::{Signature, VerifyingKey};
use eventstore::tree::{Start, export, prove_inclusion};
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use tests::{TestDb, on_both};

use super::signed_log;

pub type Hash = [u8; 32];

fn sha256(parts: &[&[u8]]) -> Hash {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update(part);
    }
    hasher.finalize().into()
}

pub fn leaf_hash(canonical: &[u8]) -> Hash {
    sha256(&[&[0], canonical])
}

/// The root over leaf hashes.
pub fn root(leaves: &[Hash]) -> Hash {
    match leaves {
        [] => sha256(&[]),
        [leaf] => *leaf,
        _ => {
            let (left, right) = leaves.split_at(1 << (leaves.len() - 1).ilog2());
            sha256(&[&[1], &root(left), &root(right)])
        }
    }
}

fn text(out: &mut Vec<u8>, text: &str) {
    out.extend(u32::try_from(text.len()).unwrap().to_be_bytes());
    out.extend(text.as_bytes());
}

/// The canonical bytes of an exported event.
fn canonical(event: &Value, data: &str, metadata: &str) -> Vec<u8> {
    let field = |name: &str| event[name].as_str().unwrap();
    let uuid = |name: &str| *uuid::Uuid::parse_str(field(name)).unwrap().as_bytes();
    let mut out = Vec::new();
    out.extend(event["position"].as_i64().unwrap().to_be_bytes());
    text(&mut out, field("stream"));
    out.extend(event["revision"].as_i64().unwrap().to_be_bytes());
    out.extend(uuid("event_id"));
    text(&mut out, field("type"));
    text(&mut out, data);
    text(&mut out, metadata);
    out.extend(uuid("command_id"));
    out.extend(field("occurred_on").as_bytes());
    let at: chrono::DateTime<chrono::Utc> = field("recorded_at").parse().unwrap();
    out.extend(at.timestamp_micros().to_be_bytes());
    out
}

/// Size and root of a checkpoint that the key has signed.
fn checkpoint(note: &str, key: &str) -> (usize, Hash) {
    let (text, signatures) = note.split_once("\n\n").unwrap();
    let text = format!("{text}\n");
    let (name, key) = key.split_once('+').unwrap();
    let (id, key) = key.split_once('+').unwrap();
    let key = BASE64.decode(key).unwrap();
    assert_eq!(key[0], 1, "Ed25519");
    let line = signatures.lines().find(|line| line.starts_with(&format!("— {name} "))).unwrap();
    let signature = BASE64.decode(line.rsplit(' ').next().unwrap()).unwrap();
    assert_eq!(signature[..4], sha256(&[name.as_bytes(), b"\n", &key])[..4]);
    assert_eq!(u32::from_str_radix(id, 16).unwrap().to_be_bytes(), signature[..4]);
    let key = VerifyingKey::from_bytes(key[1..].try_into().unwrap()).unwrap();
    let signature = Signature::from_slice(&signature[4..]).unwrap();
    key.verify_strict(text.as_bytes(), &signature).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines[0], name);
    (lines[1].parse().unwrap(), BASE64.decode(lines[2]).unwrap().try_into().unwrap())
}

/// RFC 9162, section 2.1.3.2.
fn includes(leaf: Hash, index: u64, size: u64, path: &[Hash], root: Hash) -> bool {
    let (mut n, mut last, mut hash) = (index, size - 1, leaf);
    for sibling in path {
        if last == 0 {
            return false;
        }
        if n & 1 == 1 || n == last {
            hash = sha256(&[&[1], sibling, &hash]);
            while n & 1 == 0 && n != 0 {
                (n, last) = (n >> 1, last >> 1);
            }
        } else {
            hash = sha256(&[&[1], &hash, sibling]);
        }
        (n, last) = (n >> 1, last >> 1);
    }
    last == 0 && hash == root
}

/// Verifies an export and returns how many events and checkpoints it has.
fn verify(export: &str, key: &str) -> (usize, usize) {
    let (mut leaves, mut checkpoints) = (Vec::new(), 0);
    let mut lines = export.lines();
    let head: Value = serde_json::from_str(lines.next().unwrap()).unwrap();
    assert_eq!(head["format"], "parcours-log-1");
    for line in lines {
        let value: Value = serde_json::from_str(line).unwrap();
        if let Some(note) = value["checkpoint"].as_str() {
            let (size, signed) = checkpoint(note, key);
            assert_eq!((size, signed), (leaves.len(), root(&leaves)));
            checkpoints += 1;
            continue;
        }
        assert_eq!(value["position"].as_u64().unwrap(), leaves.len() as u64 + 1);
        let leaf = BASE64.decode(value["leaf"].as_str().unwrap()).unwrap();
        // Data and metadata byte for byte as they stand in the line.
        let raw = |from: &str, to: &str| {
            let start = line.find(from).unwrap() + from.len();
            &line[start..start + line[start..].find(to).unwrap()]
        };
        let data = raw(r#","data":"#, r#","metadata":"#);
        let metadata = raw(r#","metadata":"#, r#","leaf":"#);
        assert_eq!(leaf, canonical(&value, data, metadata));
        leaves.push(leaf_hash(&leaf));
    }
    (leaves.len(), checkpoints)
}

on_both! {
    async fn a_verifier_of_somebody_else_comes_to_the_same(test: TestDb) {
        let (key, _) = signed_log(&test).await;
        let key = key.verifier().as_str();
        let mut file = Vec::new();
        let start = Start::After(eventstore::Position::START);
        export(&test.db, start, None, &mut file, |_, _| {}).await.unwrap();
        let file = String::from_utf8(file).unwrap();
        assert_eq!(verify(&file, key), (300, 3));

        for position in [1, 100, 257, 270] {
            let proof = prove_inclusion(&test.db, eventstore::Position::new(position), None).await;
            let proof = proof.unwrap();
            let (size, root) = checkpoint(&proof.checkpoint, key);
            let hash = |text: &String| -> Hash { BASE64.decode(text).unwrap().try_into().unwrap() };
            let path: Vec<Hash> = proof.path.iter().map(hash).collect();
            let (leaf, n) = (hash(&proof.leaf_hash), position.unsigned_abs() - 1);
            assert!(includes(leaf, n, size as u64, &path, root));
            assert!(!includes(leaf, (n + 1) % 270, size as u64, &path, root));
        }
    }
}
