-- What models said of open deals, each time that they were asked to score all of them.
CREATE TABLE deal_scores (
    deal_id BINARY(16) NOT NULL,
    scored_at DATETIME(6) NOT NULL,
    model_id BINARY(16) NOT NULL,
    probability DOUBLE NOT NULL,
    PRIMARY KEY (deal_id, scored_at, model_id),
    KEY deal_scores_model (model_id),
    CONSTRAINT deal_scores_deal FOREIGN KEY (deal_id) REFERENCES deals (id) ON DELETE CASCADE,
    CONSTRAINT deal_scores_model FOREIGN KEY (model_id) REFERENCES scoring_models (id) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci
