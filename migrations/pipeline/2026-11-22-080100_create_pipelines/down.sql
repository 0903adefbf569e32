DROP TABLE pipelines
