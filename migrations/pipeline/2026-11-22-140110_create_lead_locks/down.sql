DROP TABLE lead_locks
