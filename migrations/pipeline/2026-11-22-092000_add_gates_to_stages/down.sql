ALTER TABLE pipeline_stages DROP COLUMN gates
