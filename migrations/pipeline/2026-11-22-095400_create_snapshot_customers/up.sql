-- How many deals a customer has in a cell: in a stage, or in all stages of one kind, whose name the cell then is. A customer
-- without any has no row.
CREATE TABLE snapshot_customers (
    pipeline_id BINARY(16) NOT NULL,
    owner_id BINARY(16) NOT NULL,
    cell BINARY(16) NOT NULL,
    customer_id BINARY(16) NOT NULL,
    deals BIGINT NOT NULL,
    PRIMARY KEY (pipeline_id, owner_id, cell, customer_id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci
