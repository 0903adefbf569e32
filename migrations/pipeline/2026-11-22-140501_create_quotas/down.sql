DROP TABLE quotas
