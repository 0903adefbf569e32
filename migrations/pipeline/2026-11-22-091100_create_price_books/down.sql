DROP TABLE price_books
