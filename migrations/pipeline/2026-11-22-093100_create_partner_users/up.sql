-- Who acts for a partner: users, and the API keys that act for them.
CREATE TABLE partner_users (
    user_id BINARY(16) NOT NULL,
    partner_id BINARY(16) NOT NULL,
    PRIMARY KEY (user_id, partner_id),
    KEY partner_users_by_partner (partner_id, user_id),
    CONSTRAINT partner_users_user FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
    CONSTRAINT partner_users_partner FOREIGN KEY (partner_id) REFERENCES partners (id) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci
