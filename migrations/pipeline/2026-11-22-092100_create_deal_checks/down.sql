DROP TABLE deal_checks
