-- The read models: disposable, made of the log by the crate projections, which owns their content.
--
-- Each table is there twice. `<table>_next` is where it is made again from the first event, beside
-- the one that answers queries; then the two change names. A column is added to both.

-- Read model of projections/src/journeys.rs: one row per beneficiary.
create table journeys (
    id uuid not null primary key,
    first_name text,
    last_name text,
    standing text not null,
    registered_on date not null,
    registered_position bigint not null,
    age_years bigint not null,
    entry_stage text not null,
    verdict text,
    cohort bigint,
    admitted_on date,
    phase text,
    school_year bigint,
    niveau text,
    specialites text not null,
    numerique text,
    territory_year bigint,
    academie text,
    region text,
    interrupted text,
    project_version bigint not null,
    project_confidence bigint,
    wishes_submitted bigint not null,
    wishes_confirmed bigint not null,
    proposals bigint not null,
    proposals_accepted bigint not null,
    highest_diploma text,
    boursiere text not null,
    bourses text not null,
    tutorat_id uuid,
    mentorat_id uuid,
    end_reason text,
    outcome text,
    last_event_on date not null,
    revision bigint not null,
    position bigint not null
);
create index journeys_by_registration on journeys (registered_position);
create index journeys_by_standing on journeys (standing, registered_position);
create table journeys_next (
    id uuid not null primary key,
    first_name text,
    last_name text,
    standing text not null,
    registered_on date not null,
    registered_position bigint not null,
    age_years bigint not null,
    entry_stage text not null,
    verdict text,
    cohort bigint,
    admitted_on date,
    phase text,
    school_year bigint,
    niveau text,
    specialites text not null,
    numerique text,
    territory_year bigint,
    academie text,
    region text,
    interrupted text,
    project_version bigint not null,
    project_confidence bigint,
    wishes_submitted bigint not null,
    wishes_confirmed bigint not null,
    proposals bigint not null,
    proposals_accepted bigint not null,
    highest_diploma text,
    boursiere text not null,
    bourses text not null,
    tutorat_id uuid,
    mentorat_id uuid,
    end_reason text,
    outcome text,
    last_event_on date not null,
    revision bigint not null,
    position bigint not null
);
create index journeys_next_by_registration on journeys_next (registered_position);
create index journeys_next_by_standing on journeys_next (standing, registered_position);

-- Read model of projections/src/timeline.rs: one row per event of a journey. They are only ever
-- inserted, by position; the key is the order in which they are read.
create table timeline (
    position bigint not null,
    journey uuid not null,
    occurred_on date not null,
    recorded_at timestamptz not null,
    revision bigint not null,
    kind text not null,
    summary text not null,
    actor_kind text,
    primary key (journey, occurred_on, position)
);
create table timeline_next (
    position bigint not null,
    journey uuid not null,
    occurred_on date not null,
    recorded_at timestamptz not null,
    revision bigint not null,
    kind text not null,
    summary text not null,
    actor_kind text,
    primary key (journey, occurred_on, position)
);

-- Read model of projections/src/pairs.rs: one row per pair.
create table pairs (
    id uuid not null primary key,
    journey uuid not null,
    supporter uuid not null,
    kind text not null,
    status text not null,
    by_beneficiary boolean not null,
    by_supporter boolean not null,
    minor boolean,
    proposed_on date not null,
    proposed_position bigint not null,
    started_on date,
    ended_on date,
    end_reason text,
    sessions bigint not null,
    minutes bigint not null,
    last_session_on date,
    revision bigint not null,
    position bigint not null
);
create index pairs_by_proposal on pairs (proposed_position);
create index pairs_by_journey on pairs (journey);
create index pairs_by_supporter on pairs (supporter);
create table pairs_next (
    id uuid not null primary key,
    journey uuid not null,
    supporter uuid not null,
    kind text not null,
    status text not null,
    by_beneficiary boolean not null,
    by_supporter boolean not null,
    minor boolean,
    proposed_on date not null,
    proposed_position bigint not null,
    started_on date,
    ended_on date,
    end_reason text,
    sessions bigint not null,
    minutes bigint not null,
    last_session_on date,
    revision bigint not null,
    position bigint not null
);
create index pairs_next_by_proposal on pairs_next (proposed_position);
create index pairs_next_by_journey on pairs_next (journey);
create index pairs_next_by_supporter on pairs_next (supporter);

-- Read model of projections/src/supporters.rs: one row per tutor or mentor.
create table supporters (
    id uuid not null primary key,
    first_name text,
    last_name text,
    kind text not null,
    academie text not null,
    region text not null,
    charter bigint,
    check_valid_until date,
    max_live bigint not null,
    live bigint not null,
    registered_on date not null,
    registered_position bigint not null,
    revision bigint not null,
    position bigint not null
);
create index supporters_by_registration on supporters (registered_position);
create table supporters_next (
    id uuid not null primary key,
    first_name text,
    last_name text,
    kind text not null,
    academie text not null,
    region text not null,
    charter bigint,
    check_valid_until date,
    max_live bigint not null,
    live bigint not null,
    registered_on date not null,
    registered_position bigint not null,
    revision bigint not null,
    position bigint not null
);
create index supporters_next_by_registration on supporters_next (registered_position);

-- Read model of projections/src/statistics.rs: what statistics know of a journey, as JSON by
-- school year …
create table journey_facts (
    id uuid not null primary key,
    cohort bigint,
    admitted_on date,
    years text not null,
    bourses text not null,
    position bigint not null
);
create table journey_facts_next (
    id uuid not null primary key,
    cohort bigint,
    admitted_on date,
    years text not null,
    bourses text not null,
    position bigint not null
);

-- … and the counts these rows give.
create table cohort_cells (
    school_year bigint not null,
    cohort bigint not null,
    niveau text not null,
    academie text not null,
    region text not null,
    boursiere text not null,
    count bigint not null,
    primary key (school_year, cohort, niveau, academie, region, boursiere)
);
create index cohort_cells_empty on cohort_cells (count) where count = 0;
create table cohort_cells_next (
    school_year bigint not null,
    cohort bigint not null,
    niveau text not null,
    academie text not null,
    region text not null,
    boursiere text not null,
    count bigint not null,
    primary key (school_year, cohort, niveau, academie, region, boursiere)
);
create index cohort_cells_next_empty on cohort_cells_next (count) where count = 0;

create table impact_cells (
    admitted_on date not null,
    region text not null,
    niveau text not null,
    count bigint not null,
    primary key (admitted_on, region, niveau)
);
create index impact_cells_empty on impact_cells (count) where count = 0;
create table impact_cells_next (
    admitted_on date not null,
    region text not null,
    niveau text not null,
    count bigint not null,
    primary key (admitted_on, region, niveau)
);
create index impact_cells_next_empty on impact_cells_next (count) where count = 0;

-- Read model of projections/src/targets.rs: one row per target.
create table targets (
    id text not null primary key,
    metric text not null,
    due date not null,
    value bigint not null,
    set_on date not null
);
create table targets_next (
    id text not null primary key,
    metric text not null,
    due date not null,
    value bigint not null,
    set_on date not null
);
