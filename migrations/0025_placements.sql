-- Pupil, student or apprentice, in the latest school year.
alter table journeys add column statut text;
alter table journeys_next add column statut text;

-- Read model of projections/src/placements.rs: one row per offer and what becomes of it.
create table placements (
    id uuid not null primary key,
    partner uuid not null,
    siret text not null,
    kind text not null,
    starts_on date not null,
    weeks bigint,
    academie text not null,
    region text not null,
    remote text not null,
    status text not null,
    published_on date not null,
    published_position bigint not null,
    applications bigint not null,
    journey uuid,
    signed text not null,
    started_on date,
    ended_on date,
    interruption text,
    rating bigint,
    revision bigint not null,
    position bigint not null
);
create index placements_by_publication on placements (published_position);
create index placements_by_journey on placements (journey);
create index placements_by_partner on placements (partner);
create table placements_next (
    id uuid not null primary key,
    partner uuid not null,
    siret text not null,
    kind text not null,
    starts_on date not null,
    weeks bigint,
    academie text not null,
    region text not null,
    remote text not null,
    status text not null,
    published_on date not null,
    published_position bigint not null,
    applications bigint not null,
    journey uuid,
    signed text not null,
    started_on date,
    ended_on date,
    interruption text,
    rating bigint,
    revision bigint not null,
    position bigint not null
);
create index placements_next_by_publication on placements_next (published_position);
create index placements_next_by_journey on placements_next (journey);
create index placements_next_by_partner on placements_next (partner);

-- Read model of projections/src/applications.rs: one row per application to an offer.
create table applications (
    id text not null primary key,
    placement uuid not null,
    journey uuid not null,
    answer text,
    sent_on date not null,
    answered_on date,
    sent_position bigint not null,
    position bigint not null
);
create index applications_by_placement on applications (placement, sent_position);
create index applications_by_journey on applications (journey, sent_position);
create table applications_next (
    id text not null primary key,
    placement uuid not null,
    journey uuid not null,
    answer text,
    sent_on date not null,
    answered_on date,
    sent_position bigint not null,
    position bigint not null
);
create index applications_next_by_placement on applications_next (placement, sent_position);
create index applications_next_by_journey on applications_next (journey, sent_position);
