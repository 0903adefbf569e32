DROP TABLE competitors
