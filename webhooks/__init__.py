"""Webhooks in Flask: requests, signatures, answers. May import laml."""
