-- What somebody has open elsewhere is noted under her journey, and found by it when she leaves.
create index process_timers_by_topic on process_timers (process, topic);
