DELETE FROM competitors
