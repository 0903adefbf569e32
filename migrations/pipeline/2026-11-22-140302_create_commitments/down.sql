DROP TABLE commitments
