DROP TABLE scoring_models
