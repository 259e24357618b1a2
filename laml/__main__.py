"""`python -m laml`: the `laml` command."""

from .cli import main

main()
