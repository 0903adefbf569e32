-- By which API key a change was made, where a machine made it: `actor_id` is for whom it acted.
ALTER TABLE events ADD COLUMN api_key_id BINARY(16) NULL
