-- Whoever captures a lead holds the row of its e-mail address and that of its phone number: of two who capture the same
-- person at once, the second finds what the first has written. Some hundred rows, shared by all addresses.
CREATE TABLE lead_locks (
    slot SMALLINT UNSIGNED NOT NULL,
    PRIMARY KEY (slot)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci
