"""What the providers' numeric codes mean, in our words: a table for each family; `provider_codes` beside reads them."""
