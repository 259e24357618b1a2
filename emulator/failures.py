"""What hosted applications raised, kept until the step of the test that caused it can hand it on.

The provider has had its answer by then: a 500, or the fallback of the handler.
"""

from __future__ import annotations

import sysconfig
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

_HERE: Final = Path(__file__).resolve().parent
_INSTALLED: Final = (
    *(_HERE.parent / name for name in ("laml", "webhooks", "rest", "emulator")),
    *(Path(found) for name in ("stdlib", "purelib", "platlib") if (found := sysconfig.get_path(name))),
)
"""Folders whose code is not the application's; an environment may lie in the folder of the application."""


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
    """One line: type, text and place of an exception; the place is the last line that is of no installed package."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if not _is_installed(frame.filename)] or frames
    place = f" ({Path(own[-1].filename).name}, line {own[-1].lineno})" if own else ""
    text = " ".join(str(error).split())
    return f"{type(error).__name__}: {text}{place}" if text else f"{type(error).__name__}{place}"


def _is_installed(filename: str) -> bool:
    """Whether a file is of a package that is installed, of ours, or of Python."""
    path = Path(filename)
    return filename.startswith("<") or any(place in path.parents for place in _INSTALLED)
