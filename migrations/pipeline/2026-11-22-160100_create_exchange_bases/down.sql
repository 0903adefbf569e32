DROP TABLE exchange_bases
