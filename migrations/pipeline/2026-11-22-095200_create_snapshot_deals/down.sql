DROP TABLE snapshot_deals
