DROP TABLE deal_shares
