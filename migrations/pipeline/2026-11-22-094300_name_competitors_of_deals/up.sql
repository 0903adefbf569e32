UPDATE deals JOIN competitors ON competitors.name = deals.competitor SET deals.competitor_id = competitors.id
