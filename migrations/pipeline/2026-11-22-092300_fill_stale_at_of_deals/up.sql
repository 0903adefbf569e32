UPDATE deals
    JOIN deal_stays ON deal_stays.deal_id = deals.id AND deal_stays.is_present = 1
    JOIN pipeline_stages ON pipeline_stages.id = deals.stage_id
SET deals.stale_at = IF(pipeline_stages.kind = 'OPEN', DATE_ADD(deal_stays.entered_at, INTERVAL pipeline_stages.age_limit_days DAY), NULL)
