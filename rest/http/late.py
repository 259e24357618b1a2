"""Modules that are imported when they are first used."""

from __future__ import annotations

from importlib import import_module


class LateModule:
    """Stands for a module, and imports it when something of it is first asked for.

    To a type checker it is the module: write `if TYPE_CHECKING: from . import name`, `else: name = LateModule(...)`.
    """

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, attribute: str) -> object:
        found: object = getattr(import_module(self._name), attribute)
        setattr(self, attribute, found)  # found there from now on
        return found
