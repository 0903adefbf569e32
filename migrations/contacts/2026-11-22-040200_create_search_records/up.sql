-- All words of a living person or company side by side, each between two spaces: whether a record has the other words of a
-- query is read from one row, and a change knows from it which postings to take back.
CREATE TABLE search_records (
    record_id BINARY(16) NOT NULL,
    is_company BOOLEAN NOT NULL,
    owner_id BINARY(16) NULL,
    names MEDIUMTEXT NOT NULL,
    domains MEDIUMTEXT NOT NULL,
    emails MEDIUMTEXT NOT NULL,
    phones MEDIUMTEXT NOT NULL,
    PRIMARY KEY (record_id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin
