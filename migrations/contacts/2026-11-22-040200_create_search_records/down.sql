DROP TABLE search_records
