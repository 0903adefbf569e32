ALTER TABLE deal_stays DROP KEY deal_stays_by_entry
