create trigger tree_nodes_are_append_only before update or delete or truncate on tree_nodes
    for each statement execute function refuse_change();

create trigger tree_leaves_are_append_only before update or delete or truncate on tree_leaves
    for each statement execute function refuse_change();

create trigger log_checkpoints_are_append_only
    before update or delete or truncate on log_checkpoints
    for each statement execute function refuse_change();
