"""Bytes and settings, without Flask: forms, signatures of URLs, state tokens, settings."""
