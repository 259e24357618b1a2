"""Hosted documents with parameters: what a template is, how it is filled in, and its checks. Knows no Flask, no SQL."""
