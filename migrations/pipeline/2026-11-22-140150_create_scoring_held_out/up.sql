-- The deals that a model has not seen as it learned, with what it says of them and what they came to.
CREATE TABLE scoring_held_out (
    model_id BINARY(16) NOT NULL,
    deal_id BINARY(16) NOT NULL,
    probability DOUBLE NOT NULL,
    is_won BOOLEAN NOT NULL,
    PRIMARY KEY (model_id, deal_id),
    KEY scoring_held_out_deal (deal_id),
    CONSTRAINT scoring_held_out_model FOREIGN KEY (model_id) REFERENCES scoring_models (id) ON DELETE CASCADE,
    CONSTRAINT scoring_held_out_deal FOREIGN KEY (deal_id) REFERENCES deals (id) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci
