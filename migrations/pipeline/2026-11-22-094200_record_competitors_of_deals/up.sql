INSERT INTO competitors (id, name, created_at, updated_at)
SELECT UNHEX(LEFT(SHA2(MIN(deals.competitor), 256), 32)), MIN(deals.competitor), MIN(deals.created_at), MIN(deals.created_at)
FROM deals WHERE deals.competitor IS NOT NULL GROUP BY deals.competitor
