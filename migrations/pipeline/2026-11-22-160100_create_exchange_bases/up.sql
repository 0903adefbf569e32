-- The currency of which one unit is what all exchange rates are for: one row, once a rate was set.
CREATE TABLE exchange_bases (
    slot TINYINT UNSIGNED NOT NULL,
    id BINARY(16) NOT NULL,
    version INT UNSIGNED NOT NULL,
    currency CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    created_at DATETIME(6) NOT NULL,
    updated_at DATETIME(6) NOT NULL,
    PRIMARY KEY (slot)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci
