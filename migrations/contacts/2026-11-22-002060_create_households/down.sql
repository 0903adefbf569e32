DROP TABLE households
