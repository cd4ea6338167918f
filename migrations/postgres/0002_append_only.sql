-- See 0001: there will be more events than fit into 32 bits.
alter table events alter column position type bigint;

-- Bytes are compared as bytes: the same order as on SQLite whatever the locale, and faster.
alter table events
    alter column stream type text collate "C",
    alter column category type text collate "C",
    alter column type type text collate "C";

-- Events are for ever, also for the owner of the table.
create function refuse_change() returns trigger language plpgsql as $$
begin
    raise exception 'the log is append-only: % of % is refused', lower(tg_op), tg_table_name
        using errcode = 'restrict_violation';
end
$$;

create trigger events_are_append_only before update or delete or truncate on events
    for each statement execute function refuse_change();

create trigger commands_are_append_only before update or delete or truncate on commands
    for each statement execute function refuse_change();

-- The head is moved, never removed.
create trigger log_head_stays before delete or truncate on log_head
    for each statement execute function refuse_change();
