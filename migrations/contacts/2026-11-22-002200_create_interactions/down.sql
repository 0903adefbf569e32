DROP TABLE interactions
