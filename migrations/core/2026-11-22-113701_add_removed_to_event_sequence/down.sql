ALTER TABLE event_sequence DROP COLUMN removed_seq
