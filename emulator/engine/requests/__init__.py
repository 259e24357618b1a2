"""The requests that the provider sends: their parameters, signatures and delivery."""
