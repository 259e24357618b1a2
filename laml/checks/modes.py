"""How strict calls are, by which dialects they are checked, and how findings are reported: raised, warned of or passed.

An error raises (`strict`), warns (`warn`) or passes (`off`); a doubt warns.
"""

from __future__ import annotations

import os.path
import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from types import CodeType, FrameType
from typing import Final, Literal, get_args

from ..errors import GrammarError, LamlDeprecationWarning, LamlWarning, Problem, SettingError
from ..grammar import constraints as c
from ..grammar.values import Finding
from ..tree import Node

Mode = Literal["strict", "warn", "off"]

_mode: ContextVar[Mode] = ContextVar("laml.validation", default="strict")
_HERE: Final = os.path.join(os.path.dirname(os.path.dirname(__file__)), "")
_MODES: Final = get_args(Mode)
_DIALECTS: Final = (None, *get_args(c.Dialect))
_MOST_SHOWN: Final = 1024
"""How many warnings are remembered as shown."""


@contextmanager
def validation(mode: Mode) -> Iterator[None]:
    """Set how strict calls inside the block are: `strict` raises, `warn` warns, `off` passes all that is well formed.

    Holds for this thread or task, and for elements made inside, unless their document has a mode of its own.
    """
    token = _mode.set(checked_mode(mode))
    try:
        yield
    finally:
        _mode.reset(token)


def checked_mode(mode: Mode) -> Mode:
    """The mode, if it is one."""
    if mode not in _MODES:
        raise SettingError(f"got validation mode {mode!r}, expected 'strict', 'warn' or 'off'")
    return mode


def checked_dialect(dialect: c.Dialect | None) -> c.Dialect | None:
    """The dialect, if it is one."""
    if dialect not in _DIALECTS:
        raise SettingError(f"got dialect {dialect!r}, expected 'laml', 'twiml' or None")
    return dialect


def mode_at(place: Node | None) -> Mode:
    """The mode that holds for what is written into `place`."""
    own: Mode | None = getattr(place.root, "_validate", None) if place is not None else None
    return own or _mode.get()


def dialects_at(place: Node | None) -> int:
    """The dialects that what is written into `place` is checked by, as flags."""
    return c.BITS[getattr(place.root, "dialect", None)] if place is not None else c.BOTH


def report(kind: type[GrammarError], finding: Finding, where: Callable[[], str], mode: Mode) -> None:
    """Raise or warn, as the mode says; `where` gives the path, and is called only if it is needed."""
    if finding.severity == "error" and mode == "strict":
        raise kind(as_problem(finding, where()))
    if mode != "off":
        _warn(finding, where)


def as_problem(finding: Finding, path: str, line: int | None = None) -> Problem:
    """A finding with its place."""
    return Problem(finding.severity, finding.code, finding.message, path, line, finding.hint)


def caller_depth() -> int:
    """How many frames up from its own caller the first one stands that is not of this package."""
    return _outer_frame()[1] - 1


def _outer_frame() -> tuple[FrameType | None, int]:
    """The first frame that is not of this package, and how many frames up from the one that asks it stands."""
    frame: FrameType | None = sys._getframe(1)
    level = 1
    while frame is not None and frame.f_code.co_filename.startswith(_HERE):
        frame, level = frame.f_back, level + 1
    return frame, level


_shown: dict[tuple[CodeType, int, Finding], tuple[object, list[object]]] = {}
"""The warnings that Python has shown and, by its filters, will not show again: with the list of filters, and a copy."""


def _warn(finding: Finding, where: Callable[[], str]) -> None:
    """Warn on the line of the caller; one that Python would not show again costs a look-up and no text.

    A program that builds the same document for each call would otherwise spend most of its time on sentences that
    nobody reads. Any change of the filters makes Python decide anew; `catch_warnings` puts another list in their place.
    """
    frame, level = _outer_frame()
    key = (frame.f_code, frame.f_lasti, finding) if frame is not None else None
    filters, before = _shown.get(key, (None, None)) if key is not None else (None, None)
    if filters is warnings.filters and before == filters:
        return
    text = str(as_problem(finding, where()))
    category = LamlDeprecationWarning if finding.code == "deprecated" else LamlWarning
    warnings.warn(text, category, stacklevel=level)
    if frame is not None and key is not None:
        registry = frame.f_globals.get("__warningregistry__", {})
        if (text, category, frame.f_lineno) in registry:
            if len(_shown) >= _MOST_SHOWN:
                _shown.clear()
            _shown[key] = warnings.filters, list(warnings.filters)
