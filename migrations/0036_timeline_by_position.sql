-- A corrected event is found by its position. Positions only grow, so this index grows at its end.
create unique index timeline_by_position on timeline (position);
create unique index timeline_next_by_position on timeline_next (position);
