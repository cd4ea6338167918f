create trigger tree_nodes_are_never_updated before update on tree_nodes begin
    select raise(abort, 'the log is append-only: update of tree_nodes is refused');
end;

create trigger tree_nodes_are_never_deleted before delete on tree_nodes begin
    select raise(abort, 'the log is append-only: delete of tree_nodes is refused');
end;

create trigger tree_leaves_are_never_updated before update on tree_leaves begin
    select raise(abort, 'the log is append-only: update of tree_leaves is refused');
end;

create trigger tree_leaves_are_never_deleted before delete on tree_leaves begin
    select raise(abort, 'the log is append-only: delete of tree_leaves is refused');
end;

create trigger log_checkpoints_are_never_updated before update on log_checkpoints begin
    select raise(abort, 'the log is append-only: update of log_checkpoints is refused');
end;

create trigger log_checkpoints_are_never_deleted before delete on log_checkpoints begin
    select raise(abort, 'the log is append-only: delete of log_checkpoints is refused');
end;
