-- A funnel is counted out of all stays, which are read in the order in which they began: nothing is read along this key any more.
ALTER TABLE deal_stays
    DROP KEY deal_stays_in_pipeline
