-- How many units of a currency one unit of the base was worth from a day on, until the next.
CREATE TABLE exchange_rates (
    id BINARY(16) NOT NULL,
    currency CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    day DATE NOT NULL,
    rate DECIMAL(30, 15) NOT NULL,
    set_at DATETIME(6) NOT NULL,
    PRIMARY KEY (id),
    UNIQUE KEY exchange_rates_of_currency (currency, day),
    KEY exchange_rates_by_day (day, id),
    KEY exchange_rates_by_currency (currency, day, id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci
