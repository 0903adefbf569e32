DROP TABLE cadences
