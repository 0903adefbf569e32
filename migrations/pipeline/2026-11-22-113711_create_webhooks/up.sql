-- Addresses that are told of what happens to deals. With whose rights: those of the API key, where there is one, otherwise
-- those of the user in the role. The secrets are kept as they are, since deliveries are signed with them.
CREATE TABLE webhooks (
    id BINARY(16) NOT NULL,
    version INT UNSIGNED NOT NULL DEFAULT 1,
    name VARCHAR(100) NOT NULL,
    url VARCHAR(2000) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
    event_types LONGTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
    filter LONGTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
    is_active BOOLEAN NOT NULL,
    user_id BINARY(16) NOT NULL,
    role VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    api_key_id BINARY(16) NULL,
    created_by BINARY(16) NOT NULL,
    secret BINARY(32) NOT NULL,
    old_secret BINARY(32) NULL,
    old_secret_until DATETIME(6) NULL,
    from_seq BIGINT UNSIGNED NOT NULL,
    problem VARCHAR(500) NULL,
    created_at DATETIME(6) NOT NULL,
    updated_at DATETIME(6) NOT NULL,
    PRIMARY KEY (id),
    KEY webhooks_created_by (created_by, id),
    KEY webhooks_is_active (is_active, id),
    CONSTRAINT webhooks_api_key FOREIGN KEY (api_key_id) REFERENCES api_keys (id) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci
