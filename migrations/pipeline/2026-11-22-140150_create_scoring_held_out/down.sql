DROP TABLE scoring_held_out
