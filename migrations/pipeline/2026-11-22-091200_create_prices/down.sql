DROP TABLE prices
