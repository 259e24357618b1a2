"""Hosted documents: what a bin is, where it is kept, how it is saved and filled in. No Flask; `sql` is loaded late."""
