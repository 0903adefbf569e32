-- The last number whose event was removed, as those up to it were: nobody goes on from below.
ALTER TABLE event_sequence ADD COLUMN removed_seq BIGINT UNSIGNED NOT NULL DEFAULT 0
