-- How likely a deal was said to be won by the end of the period in which it was said. No foreign key to the deals: the
-- forecast of a day would lock thousands of them until it is kept, in the way of whoever changes one.
CREATE TABLE forecast_snapshot_deals (
    pipeline_id BINARY(16) NOT NULL,
    taken_on DATE NOT NULL,
    deal_id BINARY(16) NOT NULL,
    ends_before DATE NOT NULL,
    probability DOUBLE NOT NULL,
    PRIMARY KEY (pipeline_id, taken_on, deal_id),
    KEY forecast_snapshot_deals_by_deal (deal_id),
    CONSTRAINT forecast_snapshot_deals_pipeline FOREIGN KEY (pipeline_id) REFERENCES pipelines (id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci
