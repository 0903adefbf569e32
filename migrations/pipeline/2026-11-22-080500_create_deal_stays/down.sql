DROP TABLE deal_stays
