"""What can go wrong with the store."""

from __future__ import annotations


class StoreAway(Exception):
    """The store cannot be asked now. `.reason` is a short sentence for the log, without values of rows."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
