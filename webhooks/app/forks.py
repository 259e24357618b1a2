"""What a forked process has to make anew: threads that it does not have, and connections that are its parent's."""

from __future__ import annotations

import os
import weakref
from typing import Final, Protocol


class Forked(Protocol):
    """Something that a child must not share with its parent."""

    def forked(self) -> None:
        """Give up what belongs to the parent; called in the child, before it does anything else."""
        ...


_THINGS: Final[weakref.WeakSet[Forked]] = weakref.WeakSet()


def tell_children(thing: Forked) -> None:
    """Call `thing.forked()` in each process that is forked from this one, as long as somebody holds the thing."""
    _THINGS.add(thing)


def _tell() -> None:
    for thing in list(_THINGS):
        thing.forked()


if hasattr(os, "register_at_fork"):  # Windows has no fork
    os.register_at_fork(after_in_child=_tell)
