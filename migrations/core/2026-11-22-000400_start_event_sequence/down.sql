DELETE FROM event_sequence
