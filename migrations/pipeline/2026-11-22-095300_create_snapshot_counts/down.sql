DROP TABLE snapshot_counts
