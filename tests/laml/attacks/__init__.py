"""Texts that try to break out of where they are put; `python -m tests.laml.attacks 100000` runs many of them."""
