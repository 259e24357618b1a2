"""What hosted applications raised, kept until the step of the test that caused it can hand it on.

The provider has had its answer by then: a 500, or the fallback of the handler.
"""

from __future__ import annotations

import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class Failures:
    """The exceptions of hosted applications that no step has handed on yet."""

    def __init__(self) -> None:
        self._raised: list[BaseException] = []
        self._last: BaseException | None = None
        self._rehearsals = 0

    def note(self, error: BaseException, *, raises: bool = True) -> None:
        """Keep an exception, once, however many ways it comes; unless it is not to be raised."""
        if raises and error is not self._last and not self._rehearsals:
            self._raised.append(error)
        self._last = error

    def hand_on(self) -> None:
        """Raise the first exception that was kept; the others stand in its notes."""
        if not self._raised:
            return
        first, *others = self._raised
        self._raised.clear()
        for other in others:
            first.add_note(f"after it the application raised {described(other)}")
        raise first

    @contextmanager
    def rehearsed(self) -> Iterator[None]:
        """Leave the failures of this block answers of the application."""
        self._rehearsals += 1
        try:
            yield
        finally:
            self._rehearsals -= 1


def described(error: BaseException) -> str:
    """One line: type, text and place of an exception."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f" ({Path(frames[-1].filename).name}, line {frames[-1].lineno})" if frames else ""
    text = " ".join(str(error).split())
    return f"{type(error).__name__}: {text}{place}" if text else f"{type(error).__name__}{place}"
