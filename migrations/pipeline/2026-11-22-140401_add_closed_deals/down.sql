ALTER TABLE deals DROP KEY deals_closed
