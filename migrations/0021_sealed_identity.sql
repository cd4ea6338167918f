-- Read models keep names as the log does: sealed. So nothing of an erased person is left in them,
-- nor in any copy of them. And rows say how far the data may be used.
alter table journeys drop column first_name;
alter table journeys drop column last_name;
alter table journeys add column identity text;
alter table journeys add column rights text not null default 'open';
alter table journeys_next drop column first_name;
alter table journeys_next drop column last_name;
alter table journeys_next add column identity text;
alter table journeys_next add column rights text not null default 'open';
alter table supporters drop column first_name;
alter table supporters drop column last_name;
alter table supporters add column identity text;
alter table supporters add column rights text not null default 'open';
alter table supporters_next drop column first_name;
alter table supporters_next drop column last_name;
alter table supporters_next add column identity text;
alter table supporters_next add column rights text not null default 'open';
