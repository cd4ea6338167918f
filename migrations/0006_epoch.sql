-- Which server, database and timeline of PostgreSQL appended last; null where nobody can tell. When
-- it is another one, a standby was promoted or a backup restored: the epoch is bumped.
alter table log_head add column incarnation text;
