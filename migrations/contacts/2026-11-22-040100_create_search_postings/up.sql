-- Under which word a living person or company is found. `place` is the kind of record and the field in one (see the crate
-- search-words). The key is the index: a word and all that begin with it are one range, what is the very word comes first.
-- `owner_id` is set for people alone: whoever sees only some people's records searches in theirs.
CREATE TABLE search_postings (
    place TINYINT UNSIGNED NOT NULL,
    word VARCHAR(64) NOT NULL,
    record_id BINARY(16) NOT NULL,
    owner_id BINARY(16) NULL,
    PRIMARY KEY (place, word, record_id),
    KEY search_postings_by_owner (owner_id, place, word, record_id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin
