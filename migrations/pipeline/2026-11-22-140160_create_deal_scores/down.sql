DROP TABLE deal_scores
