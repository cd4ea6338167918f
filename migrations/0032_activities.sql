-- Read model of projections/src/activities.rs: one row per collective action.
create table activities (
    id uuid not null primary key,
    kind text not null,
    mode text not null,
    academie text,
    region text,
    starts date not null,
    minutes bigint not null,
    seats bigint not null,
    host_partner uuid,
    component text not null,
    theme text not null,
    status text not null,
    cancel_reason text,
    booked bigint not null,
    offered bigint not null,
    waiting bigint not null,
    present bigint not null,
    absent bigint not null,
    excused bigint not null,
    attended_minutes bigint not null,
    ratings bigint not null,
    rating_sum bigint not null,
    planned_position bigint not null,
    revision bigint not null,
    position bigint not null
);
create index activities_by_start on activities (starts, planned_position);
create table activities_next (
    id uuid not null primary key,
    kind text not null,
    mode text not null,
    academie text,
    region text,
    starts date not null,
    minutes bigint not null,
    seats bigint not null,
    host_partner uuid,
    component text not null,
    theme text not null,
    status text not null,
    cancel_reason text,
    booked bigint not null,
    offered bigint not null,
    waiting bigint not null,
    present bigint not null,
    absent bigint not null,
    excused bigint not null,
    attended_minutes bigint not null,
    ratings bigint not null,
    rating_sum bigint not null,
    planned_position bigint not null,
    revision bigint not null,
    position bigint not null
);
create index activities_next_by_start on activities_next (starts, planned_position);

-- Read model of projections/src/seats.rs: one row per beneficiary and activity.
create table seats (
    id text not null primary key,
    activity uuid not null,
    journey uuid not null,
    kind text not null,
    status text not null,
    offered_until date,
    minor boolean,
    presence text,
    minutes bigint not null,
    rating bigint,
    since_position bigint not null,
    first_position bigint not null,
    position bigint not null
);
create index seats_by_activity on seats (activity, first_position);
create index seats_by_journey on seats (journey, first_position);
create index seats_offered on seats (offered_until) where offered_until is not null;
create table seats_next (
    id text not null primary key,
    activity uuid not null,
    journey uuid not null,
    kind text not null,
    status text not null,
    offered_until date,
    minor boolean,
    presence text,
    minutes bigint not null,
    rating bigint,
    since_position bigint not null,
    first_position bigint not null,
    position bigint not null
);
create index seats_next_by_activity on seats_next (activity, first_position);
create index seats_next_by_journey on seats_next (journey, first_position);
create index seats_next_offered on seats_next (offered_until) where offered_until is not null;
