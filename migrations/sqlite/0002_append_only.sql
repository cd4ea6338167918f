-- Events are for ever.
create trigger events_are_never_updated before update on events begin
    select raise(abort, 'the log is append-only: update of events is refused');
end;

create trigger events_are_never_deleted before delete on events begin
    select raise(abort, 'the log is append-only: delete of events is refused');
end;

create trigger commands_are_never_updated before update on commands begin
    select raise(abort, 'the log is append-only: update of commands is refused');
end;

create trigger commands_are_never_deleted before delete on commands begin
    select raise(abort, 'the log is append-only: delete of commands is refused');
end;

-- The head is moved, never removed.
create trigger log_head_stays before delete on log_head begin
    select raise(abort, 'the log is append-only: delete of log_head is refused');
end;
