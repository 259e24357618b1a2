"""Moves programs from the vendors' packages: what each name of theirs is here, and how a source file is rewritten."""
