-- How many customers have deals in a cell: the rows of snapshot_customers, counted.
CREATE TABLE snapshot_customer_counts (
    pipeline_id BINARY(16) NOT NULL,
    owner_id BINARY(16) NOT NULL,
    cell BINARY(16) NOT NULL,
    customers BIGINT NOT NULL,
    PRIMARY KEY (pipeline_id, owner_id, cell)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci
