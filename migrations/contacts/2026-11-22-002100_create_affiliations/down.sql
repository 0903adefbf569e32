DROP TABLE affiliations
