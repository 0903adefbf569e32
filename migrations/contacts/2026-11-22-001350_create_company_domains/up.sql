-- Unique among living companies, as `released_at` is set together with the company's deletion.
CREATE TABLE company_domains (
    company_id BINARY(16) NOT NULL,
    place SMALLINT UNSIGNED NOT NULL,
    domain VARCHAR(253) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
    released_at DATETIME(6) NULL,
    living_domain VARCHAR(253) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin GENERATED ALWAYS AS (IF(released_at IS NULL, domain, NULL)) STORED,
    PRIMARY KEY (company_id, place),
    UNIQUE KEY company_domains_living_domain (living_domain),
    KEY company_domains_domain (domain),
    CONSTRAINT company_domains_company FOREIGN KEY (company_id) REFERENCES companies (id) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci
