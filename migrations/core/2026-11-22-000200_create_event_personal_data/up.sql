-- Values that identify a person, kept apart from the log by subject: erasing the person leaves the log whole.
CREATE TABLE event_personal_data (
    event_id BINARY(16) NOT NULL,
    subject_id BINARY(16) NOT NULL,
    changes LONGTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
    PRIMARY KEY (event_id),
    KEY event_personal_data_subject (subject_id),
    CONSTRAINT event_personal_data_event FOREIGN KEY (event_id) REFERENCES events (id) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci
