-- The deals that were closed in a period, for reports: one range, with all that is counted.
ALTER TABLE deals
    ADD KEY deals_closed (living, closed_at, status, pipeline_id, owner_id, kind, company_id, currency, amount, created_at)
