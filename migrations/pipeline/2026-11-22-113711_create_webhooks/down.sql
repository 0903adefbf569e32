DROP TABLE webhooks
