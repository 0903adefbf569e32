DROP TABLE forecast_days
