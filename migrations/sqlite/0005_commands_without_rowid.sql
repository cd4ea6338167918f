-- One tree instead of two: the row lies under its key.
create table commands_by_id (
    command_id uuid not null primary key,
    fingerprint bytea not null,
    first_position bigint not null,
    last_position bigint not null
) without rowid;

insert into commands_by_id select command_id, fingerprint, first_position, last_position
from commands;

drop table commands;

alter table commands_by_id rename to commands;

create trigger commands_are_never_updated before update on commands begin
    select raise(abort, 'the log is append-only: update of commands is refused');
end;

create trigger commands_are_never_deleted before delete on commands begin
    select raise(abort, 'the log is append-only: delete of commands is refused');
end;
