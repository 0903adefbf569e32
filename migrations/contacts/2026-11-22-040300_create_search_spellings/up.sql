-- Words of names by the keys under which a misspelt word meets them: hashes of the word with some letters left out. A word
-- is here as long as a living record has it in a name.
CREATE TABLE search_spellings (
    spelling BIGINT NOT NULL,
    word VARCHAR(64) NOT NULL,
    PRIMARY KEY (spelling, word)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin
