UPDATE deals JOIN competitors ON competitors.id = UNHEX(MD5(LOWER(deals.competitor))) SET deals.competitor_id = competitors.id
