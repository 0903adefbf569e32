ALTER TABLE price_books
    DROP COLUMN is_automatic,
    DROP COLUMN priority,
    DROP COLUMN valid_from,
    DROP COLUMN valid_until,
    DROP COLUMN customer_tag,
    DROP COLUMN customer_country,
    DROP COLUMN customer_industry
