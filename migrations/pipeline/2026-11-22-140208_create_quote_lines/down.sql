DROP TABLE quote_lines
