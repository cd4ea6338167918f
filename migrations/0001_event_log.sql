-- The event log. One file for both databases: SQLite reads PostgreSQL's type names as affinities.
-- What the log promises and how it keeps it is told in eventstore/src/writer.rs.

-- The one row every append takes first and holds to its commit: that is what makes positions
-- gapless, and visible in order, for all processes.
create table log_head (
    id integer not null primary key check (id = 1),
    -- Names this log for ever; a cursor of another log is refused.
    log_id uuid not null,
    -- Bumped after a promotion that may have lost events.
    epoch bigint not null,
    -- Of the last event; 0 before the first.
    position bigint not null,
    -- Of the last event: the next one is not recorded earlier.
    recorded_at timestamptz not null
);

create table events (
    -- From 1, without gaps, over all streams. "integer primary key" is the order in which SQLite
    -- stores the rows themselves; PostgreSQL's is widened to bigint in its own 0002.
    position integer not null primary key,
    -- <category>-<id>
    stream text not null,
    category text not null,
    -- From 0, without gaps, within the stream.
    revision bigint not null,
    event_id uuid not null,
    -- For example journey.v1.BeneficiaryRegistered; never renamed.
    type text not null,
    -- JSON objects, byte for byte as hashed: jsonb would rewrite them (and costs a third more).
    data text not null,
    metadata text not null,
    command_id uuid not null,
    -- The civil date it happened on.
    occurred_on date not null,
    -- When it was appended, in microseconds; never earlier than the event before.
    recorded_at timestamptz not null,
    -- SHA-256, see eventstore/src/leaf.rs.
    leaf_hash bytea not null,
    unique (stream, revision)
);

-- A feed of one category or of some types reads what it needs and nothing else.
create index events_by_category on events (category, position);
create index events_by_type on events (type, position);

-- Every command ever appended, so that the same one again appends nothing. Its events are exactly
-- those between the two positions: the revisions it was answered with can be read from there.
create table commands (
    command_id uuid not null primary key,
    -- SHA-256 of the command's payload.
    fingerprint bytea not null,
    first_position bigint not null,
    last_position bigint not null
);

-- How far each reader of the log has come; moves in the transaction that writes what it made.
create table checkpoints (
    projection text not null primary key,
    -- Of the fold: another one means that its rows have to be made again.
    version bigint not null,
    position bigint not null,
    status text,
    error text
);
