UPDATE deals SET stale_at = NULL
