-- Who is who: a keyed digest of something only one subject may have, and whose it is. Beside the
-- keys and not in the log, so that it can be erased: it goes with the key of its subject.

create table claims (
    -- HMAC-SHA-256 under the secret `claims`.
    digest bytea not null,
    -- The stream it is of, as in journey-<uuid>.
    subject text not null,
    -- Somebody said that this one is not the other: any number of those.
    shared boolean not null,
    -- When it was last made: younger than a moment, what it is made for may be on its way.
    claimed_at timestamptz not null,
    primary key (digest, subject)
);
-- Whoever does not say so has it alone.
create unique index claims_alone on claims (digest) where not shared;
create index claims_by_subject on claims (subject);

-- How far the log was read for what it holds: a cursor of the log.
create table claims_read (
    id integer not null primary key check (id = 1),
    cursor text not null
);
