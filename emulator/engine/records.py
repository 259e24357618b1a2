"""Records by sid that are forgotten past a limit, the oldest first, and never one that is under way."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")
LOOKED_AT = 2  # old records looked at for each new one: more than one, so that a number over the limit shrinks


class Records(dict[str, T], Generic[T]):
    """Records in the order in which they were made; adding one costs the same however many there are.

    Args:
        over: Whether a record may be forgotten: nothing will happen to it any more.
        limit: The number to keep; None forgets nothing.
        forgotten: Told of each record that was forgotten or deleted, after it is gone.
    """

    def __init__(
        self,
        over: Callable[[T], bool],
        limit: int | None = None,
        forgotten: Callable[[str, T], None] = lambda _sid, _record: None,
    ) -> None:
        super().__init__()
        self._over = over
        self._limit = limit
        self._forgotten = forgotten
        self._turns: OrderedDict[str, None] = OrderedDict()  # whose turn it is to be looked at

    def __setitem__(self, sid: str, record: T) -> None:
        super().__setitem__(sid, record)
        self._turns[sid] = None
        if self._limit is None:
            return
        for _ in range(LOOKED_AT):
            oldest = next(iter(self._turns))
            if len(self) <= self._limit or oldest == sid:
                return
            if self._over(self[oldest]):
                del self[oldest]
            else:
                self._turns.move_to_end(oldest)

    def __delitem__(self, sid: str) -> None:
        record = self[sid]
        super().__delitem__(sid)
        del self._turns[sid]
        self._forgotten(sid, record)
