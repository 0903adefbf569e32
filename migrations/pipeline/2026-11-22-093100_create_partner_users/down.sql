DROP TABLE partner_users
