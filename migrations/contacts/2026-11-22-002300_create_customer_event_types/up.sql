-- The types of customer events are data. `fields` is a JSON list of the fields that a payload of the type may have.
CREATE TABLE customer_event_types (
    id BINARY(16) NOT NULL,
    version INT UNSIGNED NOT NULL DEFAULT 1,
    name VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    label VARCHAR(100) NOT NULL,
    description VARCHAR(1000) NULL,
    fields LONGTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
    retired_at DATETIME(6) NULL,
    created_at DATETIME(6) NOT NULL,
    updated_at DATETIME(6) NOT NULL,
    PRIMARY KEY (id),
    UNIQUE KEY customer_event_types_name (name)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci
