CREATE TABLE holidays (
    calendar_id BINARY(16) NOT NULL,
    day DATE NOT NULL,
    name VARCHAR(100) NULL,
    PRIMARY KEY (calendar_id, day),
    CONSTRAINT holidays_calendar FOREIGN KEY (calendar_id) REFERENCES holiday_calendars (id) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci
