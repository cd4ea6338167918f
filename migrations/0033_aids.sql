-- Read model of projections/src/aids.rs: one row per request for aid.
create table aids (
    id uuid not null primary key,
    journey uuid not null,
    kind text not null,
    item text,
    asked_cents bigint,
    status text not null,
    need text,
    budget_line text,
    awarded_cents bigint not null,
    delivered_cents bigint not null,
    freed_cents bigint not null,
    delivered_on date,
    condition text,
    refusal text,
    review_on date,
    cancellation text,
    requested_on date not null,
    requested_position bigint not null,
    revision bigint not null,
    position bigint not null
);
create index aids_by_request on aids (requested_position);
create index aids_by_journey on aids (journey);
create index aids_by_line on aids (budget_line);
create table aids_next (
    id uuid not null primary key,
    journey uuid not null,
    kind text not null,
    item text,
    asked_cents bigint,
    status text not null,
    need text,
    budget_line text,
    awarded_cents bigint not null,
    delivered_cents bigint not null,
    freed_cents bigint not null,
    delivered_on date,
    condition text,
    refusal text,
    review_on date,
    cancellation text,
    requested_on date not null,
    requested_position bigint not null,
    revision bigint not null,
    position bigint not null
);
create index aids_next_by_request on aids_next (requested_position);
create index aids_next_by_journey on aids_next (journey);
create index aids_next_by_line on aids_next (budget_line);
