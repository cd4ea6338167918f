-- The sourcing campaign a beneficiary quoted: what a partner's campaigns brought.
alter table journeys add column campaign text;
create index journeys_by_campaign on journeys (campaign);
alter table journeys_next add column campaign text;
create index journeys_next_by_campaign on journeys_next (campaign);

-- Read model of projections/src/partners.rs: one row per organisation.
create table partners (
    id uuid not null primary key,
    name text not null,
    kind text not null,
    legal_id text not null,
    academie text,
    region text,
    status text not null,
    joined_on date,
    left_on date,
    convention_from date,
    convention_until date,
    sourcing_actions bigint not null,
    sourcing_audience bigint not null,
    sourcing_minutes bigint not null,
    committed text not null,
    implemented text not null,
    assessed_on date,
    instrument text,
    scores text not null,
    first_position bigint not null,
    revision bigint not null,
    position bigint not null
);
create index partners_by_first on partners (first_position);
create table partners_next (
    id uuid not null primary key,
    name text not null,
    kind text not null,
    legal_id text not null,
    academie text,
    region text,
    status text not null,
    joined_on date,
    left_on date,
    convention_from date,
    convention_until date,
    sourcing_actions bigint not null,
    sourcing_audience bigint not null,
    sourcing_minutes bigint not null,
    committed text not null,
    implemented text not null,
    assessed_on date,
    instrument text,
    scores text not null,
    first_position bigint not null,
    revision bigint not null,
    position bigint not null
);
create index partners_next_by_first on partners_next (first_position);

-- Read model of projections/src/contributions.rs: one row per contribution of a partner.
create table contributions (
    id text not null primary key,
    partner uuid not null,
    contribution uuid not null,
    kind text not null,
    unit text not null,
    pledged bigint not null,
    delivered bigint not null,
    written_off bigint not null,
    pledged_cents bigint not null,
    delivered_cents bigint not null,
    pledged_on date not null,
    delivered_on date,
    pledged_position bigint not null,
    position bigint not null
);
create index contributions_by_partner on contributions (partner, pledged_position);
create table contributions_next (
    id text not null primary key,
    partner uuid not null,
    contribution uuid not null,
    kind text not null,
    unit text not null,
    pledged bigint not null,
    delivered bigint not null,
    written_off bigint not null,
    pledged_cents bigint not null,
    delivered_cents bigint not null,
    pledged_on date not null,
    delivered_on date,
    pledged_position bigint not null,
    position bigint not null
);
create index contributions_next_by_partner on contributions_next (partner, pledged_position);

-- Read model of projections/src/campaigns.rs: one row per sourcing campaign of a partner.
create table campaigns (
    id text not null primary key,
    partner uuid not null,
    code text not null,
    opened_on date not null,
    closed_on date,
    actions bigint not null,
    audience bigint not null,
    opened_position bigint not null,
    position bigint not null
);
create index campaigns_by_partner on campaigns (partner, opened_position);
create table campaigns_next (
    id text not null primary key,
    partner uuid not null,
    code text not null,
    opened_on date not null,
    closed_on date,
    actions bigint not null,
    audience bigint not null,
    opened_position bigint not null,
    position bigint not null
);
create index campaigns_next_by_partner on campaigns_next (partner, opened_position);
