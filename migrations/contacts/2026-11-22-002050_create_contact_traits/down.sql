DROP TABLE contact_traits
