DROP TABLE search_spellings
