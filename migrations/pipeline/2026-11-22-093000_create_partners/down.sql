DROP TABLE partners
