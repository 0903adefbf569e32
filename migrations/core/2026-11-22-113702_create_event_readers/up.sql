-- Who reads the log from start to end whatever node it runs on, and how far each has come. No event is removed that one of
-- them has not read.
CREATE TABLE event_readers (
    name VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    seq BIGINT UNSIGNED NOT NULL,
    PRIMARY KEY (name)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci
