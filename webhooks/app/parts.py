"""What `Webhooks` is made of by its arguments: refused where they are given if they cannot be that."""

from __future__ import annotations

from collections.abc import Mapping
from types import EllipsisType
from typing import Final

from ..errors import ConfigError

_METHODS: Final[Mapping[str, tuple[str, ...]]] = {
    "clock": ("now", "monotonic"),
    "once": ("answer",),
    "executor": ("submit",),
    "tasks": ("ring",),
}
"""The arguments that are objects with methods of these names."""


def check_parts(**given: object) -> None:
    """Refuse an object that lacks a method that it will be asked for.

    Raises:
        ConfigError: With the name of the argument and of the methods.
    """
    for name, part in given.items():
        lacking = [method for method in _METHODS[name] if not callable(getattr(part, method, None))]
        if part is not None and (lacking or isinstance(part, type)):
            came = (
                f"the class {part.__name__}" if isinstance(part, type) else f"an object of type {type(part).__name__}"
            )
            hint = "; for Celery, CeleryTasks(celery)" if name == "tasks" else ""
            methods = " and ".join(f"{method}()" for method in _METHODS[name])
            raise ConfigError(f"{name}= is {came}: expected one with {methods}{hint}")


def check_choices(*, store: object, messages: object) -> None:
    """Refuse what is none of the values that there are.

    Raises:
        ConfigError: With the name of the argument and its values.
    """
    if store is not None and not isinstance(store, EllipsisType):
        raise ConfigError("store= takes None, for no store; where it is kept says database=")
    if messages not in ("answered", "strict"):
        raise ConfigError(f"messages= is {messages!r}: expected 'answered' or 'strict'")
