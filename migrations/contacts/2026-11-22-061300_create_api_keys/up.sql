-- Keys by which machines act. Of the key itself only its SHA-256 is kept: it is 256 bits of chance, which nobody finds by
-- trying. `permissions` is a JSON list of names, NULL for all of the role; `maker_role` is what the maker was when the
-- key was made. A key that is called back stays, since events tell of it.
CREATE TABLE api_keys (
    id BINARY(16) NOT NULL,
    version INT UNSIGNED NOT NULL DEFAULT 1,
    name VARCHAR(100) NOT NULL,
    prefix CHAR(19) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    secret_hash BINARY(32) NOT NULL,
    user_id BINARY(16) NOT NULL,
    role VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    permissions LONGTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
    row_scope VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    created_by BINARY(16) NOT NULL,
    maker_role VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    expires_at DATETIME(6) NULL,
    last_used_at DATETIME(6) NULL,
    revoked_at DATETIME(6) NULL,
    created_at DATETIME(6) NOT NULL,
    PRIMARY KEY (id),
    UNIQUE KEY api_keys_prefix (prefix),
    KEY api_keys_by_name (name, id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci
