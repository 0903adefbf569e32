DROP TABLE holidays
