-- The RFC 6962 Merkle tree over the log: leaf n is the leaf hash of the event at position n + 1.
-- eventstore/src/tree.rs tells what is kept where and why.

-- The tree up to the last event: its size (8 bytes, big endian), then the hash of each complete
-- subtree it falls into, the largest first. Written by the append that moves the head.
alter table log_head add column tree bytea;

-- Complete subtrees of 256 leaves and more, so that a proof reads a few rows and no long ranges.
create table tree_nodes (
    -- Place of the node in the dense order of all nodes (tlog_tiles::stored_hash_index).
    number bigint not null primary key,
    -- Of the event that completed it.
    position bigint not null,
    hash bytea not null
);

-- Copies of the leaf hashes, made before a checkpoint is signed: the checkpoint's root covers
-- them, so that they tell which event was altered even when its hash was made again.
create table tree_leaves (
    -- Of the first event of the piece.
    first_position bigint not null primary key,
    -- Of the last one.
    last_position bigint not null,
    -- 32 bytes each.
    hashes bytea not null,
    -- The tree after them, in the form of log_head.tree.
    tree bytea not null
);

-- Signed checkpoints (c2sp.org/tlog-checkpoint), one per size of the log.
create table log_checkpoints (
    -- Events covered.
    size bigint not null primary key,
    -- The signed note, byte for byte.
    note text not null,
    signed_at timestamptz not null
);
