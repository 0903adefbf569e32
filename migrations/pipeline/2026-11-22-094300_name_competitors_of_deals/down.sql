UPDATE deals SET competitor_id = NULL
