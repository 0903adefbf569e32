DROP TABLE contacts
