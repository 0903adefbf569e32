CREATE TABLE lead_assignment_members (
    rule_id BINARY(16) NOT NULL,
    place SMALLINT UNSIGNED NOT NULL,
    user_id BINARY(16) NOT NULL,
    PRIMARY KEY (rule_id, place),
    KEY lead_assignment_members_user (user_id),
    CONSTRAINT lead_assignment_members_rule FOREIGN KEY (rule_id) REFERENCES lead_assignment_rules (id) ON DELETE CASCADE,
    CONSTRAINT lead_assignment_members_user FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci
