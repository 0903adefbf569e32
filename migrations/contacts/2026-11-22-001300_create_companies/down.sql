DROP TABLE companies
