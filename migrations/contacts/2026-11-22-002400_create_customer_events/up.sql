-- What customers did. A sender's own id of an event, `external_id`, makes it one record however often it is sent.
CREATE TABLE customer_events (
    id BINARY(16) NOT NULL,
    type_id BINARY(16) NOT NULL,
    contact_id BINARY(16) NOT NULL,
    external_id VARCHAR(200) CHARACTER SET ascii COLLATE ascii_bin NULL,
    payload LONGTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
    occurred_at DATETIME(6) NOT NULL,
    recorded_by BINARY(16) NULL,
    created_at DATETIME(6) NOT NULL,
    PRIMARY KEY (id),
    UNIQUE KEY customer_events_external_id (type_id, external_id),
    KEY customer_events_contact (contact_id, occurred_at, id),
    KEY customer_events_contact_type (contact_id, type_id, occurred_at, id),
    CONSTRAINT customer_events_type FOREIGN KEY (type_id) REFERENCES customer_event_types (id),
    CONSTRAINT customer_events_contact FOREIGN KEY (contact_id) REFERENCES contacts (id) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci
