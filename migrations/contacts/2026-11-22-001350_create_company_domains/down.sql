DROP TABLE company_domains
