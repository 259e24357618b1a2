"""What a client was given lately; knows identifiers only."""

from collections import deque
from typing import Final

REMEMBERED: Final = 1000


class Known:
    """The identifiers that this client was given lately, so that they are not taken for a twin."""

    def __init__(self) -> None:
        self._sids: deque[str] = deque(maxlen=REMEMBERED)

    def add(self, sid: object) -> None:
        """Remember an identifier."""
        if isinstance(sid, str):
            self._sids.append(sid)

    def __contains__(self, sid: object) -> bool:
        return sid in self._sids
