-- The one log that history, subscriptions, webhooks and triggers read. A row is written without a number, in the
-- transaction of its change; the sequencer gives it `seq` once it is committed.
CREATE TABLE events (
    position BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
    seq BIGINT UNSIGNED NULL,
    id BINARY(16) NOT NULL,
    kind VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    schema_version SMALLINT UNSIGNED NOT NULL,
    record_type VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    record_id BINARY(16) NOT NULL,
    record_version INT UNSIGNED NOT NULL,
    actor_id BINARY(16) NOT NULL,
    actor_role VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    transaction_id BINARY(16) NOT NULL,
    cause VARCHAR(128) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    changes LONGTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
    occurred_at DATETIME(6) NOT NULL,
    PRIMARY KEY (position),
    UNIQUE KEY events_id (id),
    UNIQUE KEY events_seq (seq),
    KEY events_record (record_id, position)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci
