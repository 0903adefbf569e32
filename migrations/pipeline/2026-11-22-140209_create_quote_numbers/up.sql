-- The last number that was given to a quote in a year.
CREATE TABLE quote_numbers (
    year INT UNSIGNED NOT NULL,
    last INT UNSIGNED NOT NULL,
    PRIMARY KEY (year)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci
