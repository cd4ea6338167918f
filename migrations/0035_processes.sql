-- Process managers: how far each has read the log, and what each waits for. Both can be made again
-- from the first event: commands of theirs that were run before have no second effect.
create table process_checkpoints (
    process text not null primary key,
    position bigint not null
);
create table process_timers (
    process text not null,
    subject uuid not null,
    step text not null,
    topic text not null,
    due date not null,
    cause bigint not null,
    primary key (process, subject, step)
);
create index process_timers_by_due on process_timers (process, due);

-- Read model of projections/src/journeys.rs: the school year she has to be contacted about.
alter table journeys add column to_contact bigint;
alter table journeys_next add column to_contact bigint;
alter table journeys add column of_age boolean not null default false;
alter table journeys add column project_targets text not null default '';
alter table journeys_next add column of_age boolean not null default false;
alter table journeys_next add column project_targets text not null default '';

-- What people are matched on, and why they were.
alter table supporters add column fields text not null default '';
alter table supporters add column languages text not null default '';
alter table supporters add column niveau text;
alter table supporters_next add column fields text not null default '';
alter table supporters_next add column languages text not null default '';
alter table supporters_next add column niveau text;
alter table pairs add column score bigint;
alter table pairs add column algorithm_version bigint;
alter table pairs_next add column score bigint;
alter table pairs_next add column algorithm_version bigint;
