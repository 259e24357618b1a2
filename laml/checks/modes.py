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
from functools import lru_cache
from types import CodeType, FrameType
from typing import Any, Final, Literal, NamedTuple, get_args

from ..errors import GrammarError, LamlDeprecationWarning, LamlWarning, Problem, SettingError
from ..grammar import constraints as c
from ..grammar.values import Finding
from ..tree import Node

Mode = Literal["strict", "warn", "off"]


class _Block(NamedTuple):
    """A `with validation(…)` block that has been entered and not left.

    Args:
        mode: The mode inside it.
        owner: The frame of the generator that the block stands in; the block holds only for what that frame calls,
            not while it is suspended. None in a plain function.
    """

    mode: Mode
    owner: FrameType | None


_blocks: ContextVar[tuple[_Block, ...]] = ContextVar("laml.validation", default=())
_HERE: Final = os.path.join(os.path.dirname(os.path.dirname(__file__)), "")
_GENERATORS: Final = 0x20 | 0x200  # `CO_GENERATOR` and `CO_ASYNC_GENERATOR` of inspect, which takes long to import
_CONTEXTLIB: Final = contextmanager.__code__.co_filename
_MODES: Final = get_args(Mode)
_DIALECTS: Final = (None, *get_args(c.Dialect))
_SURELY_OURS: Final = 3
"""So many frames above the search for the caller are of this package: who warns, who reports, and a check."""
_MOST_SHOWN: Final = 1024
"""How many warnings are remembered as shown."""


@contextmanager
def validation(mode: Mode) -> Iterator[None]:
    """Set how strict calls inside the block are: `strict` raises, `warn` warns, `off` passes all that is well formed.

    Holds for this thread or task, and for elements made inside, unless their document has a mode of its own. Around a
    `yield` it holds while the generator runs, and not for the code that runs while it is suspended. The body of a
    `with` whose manager is made by `contextlib.contextmanager` counts as part of that manager.
    """
    block = _Block(checked_mode(mode), _suspendable(sys._getframe().f_back))
    _blocks.set((*_blocks.get(), block))
    try:
        yield
    finally:  # this block alone: generators need not leave theirs in the order in which they entered them
        _blocks.set(tuple([other for other in _blocks.get() if other is not block]))


def _suspendable(frame: FrameType | None) -> FrameType | None:
    """The generator that enters a block, at or above a frame of `contextlib`; None if it is a plain function."""
    while frame is not None:
        caller, code = frame.f_back, frame.f_code
        generator = code.co_flags & _GENERATORS
        manager = generator and caller is not None and caller.f_code.co_filename == _CONTEXTLIB
        if code.co_filename != _CONTEXTLIB and not manager:
            return frame if generator else None
        frame = caller
    return None


def _current_mode() -> Mode:
    """The mode of the innermost block that holds here."""
    for block in reversed(_blocks.get()):
        if block.owner is None or _runs(block.owner):
            return block.mode
    return "strict"


def _runs(owner: FrameType) -> bool:
    """Whether the code that asks was called, however indirectly, by this frame."""
    frame: FrameType | None = sys._getframe(1)
    while frame is not None and frame is not owner:
        frame = frame.f_back
    return frame is not None


def checked_mode(mode: Mode) -> Mode:
    """The mode, if it is one."""
    if mode not in _MODES:
        raise SettingError(f"got validation mode {mode!r}, expected 'strict', 'warn' or 'off'")
    return mode


def checked_dialect(dialect: c.Dialect | None) -> c.Dialect | None:
    """The dialect, if it is one."""
    if dialect not in _DIALECTS:
        of = "SignalWire's is 'laml', Twilio's is 'twiml'"
        raise SettingError(f"got dialect {dialect!r}, expected 'laml', 'twiml' or None; {of}")
    return dialect


def mode_at(place: Node | None) -> Mode:
    """The mode that holds for what is written into `place`."""
    return settings_at(place)[0]


def dialects_at(place: Node | None) -> int:
    """The dialects that what is written into `place` is checked by, as flags."""
    return settings_at(place)[1]


def settings_at(place: Node | None) -> tuple[Mode, int]:
    """The mode and the dialects that hold for what is written into `place`."""
    if place is None:
        return _current_mode() if _blocks.get() else "strict", c.BOTH
    root: Any = place
    while root._parent is not None:
        root = root._parent
    around: Mode = _current_mode() if _blocks.get() else "strict"
    return (root._validate or around, c.BITS[root.dialect]) if root.is_document else (around, c.BOTH)


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
    frame: FrameType | None = sys._getframe(_SURELY_OURS)
    level = _SURELY_OURS
    while frame is not None and _is_ours(frame.f_code.co_filename):
        frame, level = frame.f_back, level + 1
    return frame, level


@lru_cache(maxsize=512)
def _is_ours(file: str) -> bool:
    return file.startswith(_HERE)


class _Shown(NamedTuple):
    """A warning that Python has shown and, by its filters, will not show again.

    Args:
        code: The code that it was shown for; kept, so that no other gets its `id`.
        filters: The list of filters as it was.
        copy: What was in that list.
    """

    code: CodeType
    filters: object
    copy: list[object]


_shown: dict[tuple[int, int, Finding], _Shown] = {}


def _warn(finding: Finding, where: Callable[[], str]) -> None:
    """Warn on the line of the caller; one that Python would not show again costs a look-up and no text.

    A program that builds the same document for each call would otherwise spend most of its time on sentences that
    nobody reads. Any change of the filters makes Python decide anew; `catch_warnings` puts another list in their place.
    """
    frame, level = _outer_frame()
    if frame is None:
        return warnings.warn(str(as_problem(finding, where())), LamlWarning, stacklevel=level)
    code = frame.f_code
    key = id(code), frame.f_lasti, finding  # a code object itself takes long to hash
    shown = _shown.get(key)
    if shown is not None and shown.filters is warnings.filters and shown.copy == warnings.filters:
        return None
    text = str(as_problem(finding, where()))
    category = LamlDeprecationWarning if finding.code == "deprecated" else LamlWarning
    warnings.warn(text, category, stacklevel=level)
    if (text, category, frame.f_lineno) in frame.f_globals.get("__warningregistry__", ()):
        if len(_shown) >= _MOST_SHOWN:
            _shown.clear()
        _shown[key] = _Shown(code, warnings.filters, list(warnings.filters))
    return None
