-- One row per key and actor, written in the transaction of the change. `outcome` is what the service returned,
-- `response` the answer as it was sent; the second is missing when the server ended in between. Both may hold values
-- about a person, `subject_id`, and go when that person is forgotten, or after a day.
CREATE TABLE idempotency_keys (
    actor VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    idempotency_key VARCHAR(128) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    body_hash BINARY(32) NOT NULL,
    outcome LONGTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
    response LONGTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
    subject_id BINARY(16) NULL,
    created_at DATETIME(6) NOT NULL,
    PRIMARY KEY (actor, idempotency_key),
    KEY idempotency_keys_subject (subject_id),
    KEY idempotency_keys_created_at (created_at)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci
