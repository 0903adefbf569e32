INSERT INTO competitors (id, name, created_at, updated_at)
SELECT UNHEX(MD5(LOWER(deals.competitor))), MIN(deals.competitor), MIN(deals.created_at), MIN(deals.created_at)
FROM deals WHERE deals.competitor IS NOT NULL GROUP BY UNHEX(MD5(LOWER(deals.competitor)))
