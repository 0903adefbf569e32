DROP TABLE quote_numbers
