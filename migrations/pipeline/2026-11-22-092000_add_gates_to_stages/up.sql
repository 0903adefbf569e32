-- What a deal must have to come into a stage, as JSON; NULL for nothing.
ALTER TABLE pipeline_stages ADD COLUMN gates LONGTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL
