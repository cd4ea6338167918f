-- Triggers that hold also where a session switches the others off (session_replication_role).
alter table events enable always trigger events_are_append_only;
alter table commands enable always trigger commands_are_append_only;
alter table log_head enable always trigger log_head_stays;
alter table tree_nodes enable always trigger tree_nodes_are_append_only;
alter table tree_leaves enable always trigger tree_leaves_are_append_only;
alter table log_checkpoints enable always trigger log_checkpoints_are_append_only;

-- A read model that was made again takes the place of the old one. To change names takes the owner
-- of the tables, and the right to create others beside the log: the service has neither, but this.
-- It can change no other table, because only read models have a twin.
do $migration$ begin
    execute format($create$
        create function swap_read_model(name text) returns void language plpgsql
        security definer set search_path = pg_catalog, pg_temp as $body$
        begin
            if to_regclass(format('%%I.%%I', %1$L, name || '_next')) is null then
                raise exception '%% is no read model', name using errcode = 'undefined_table';
            end if;
            execute format('alter table %%I.%%I rename to %%I', %1$L, name, name || '_old');
            execute format('alter table %%I.%%I rename to %%I', %1$L, name || '_next', name);
            execute format('alter table %%I.%%I rename to %%I', %1$L, name || '_old', name || '_next');
        end
        $body$
    $create$, current_schema());
    revoke all on function swap_read_model(text) from public;
end $migration$;
