INSERT INTO event_sequence (id, last_seq) VALUES (1, 0)
