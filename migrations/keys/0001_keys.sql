-- The vault's keys: a database of its own, so that no backup of the log holds them. One file for
-- both databases, as ../0001_event_log.sql. No key lies here in the clear: each is wrapped by a
-- master key that is in no database.

-- Which log these keys are of: they open no other.
create table key_store (
    id integer not null primary key check (id = 1),
    log_id uuid not null,
    created_at timestamptz not null
);

-- One row per subject, for ever. Of a key that is destroyed nothing is left but that it was: the
-- same row says so, so that nobody makes the subject a new one by chance or in a race.
create table subject_keys (
    -- The stream the data is of, as in journey-<uuid>.
    subject text not null primary key,
    key_id uuid not null unique,
    -- Nonce and AES-256-GCM-SIV of the key; null once it is destroyed.
    wrapped bytea,
    -- The master key that wraps it: the first 8 hex digits of its SHA-256.
    master_id text,
    created_at timestamptz not null,
    destroyed_at timestamptz,
    -- Why, as a code: so that a log older than the erasure can be told.
    reason text,
    check ((wrapped is null) = (destroyed_at is not null)),
    check ((wrapped is null) = (master_id is null))
);
create index subject_keys_by_master on subject_keys (master_id, key_id);

-- Secrets of the log itself: `fingerprint` keys the fingerprints of commands.
create table secrets (
    name text not null primary key,
    wrapped bytea not null,
    master_id text not null,
    created_at timestamptz not null
);
