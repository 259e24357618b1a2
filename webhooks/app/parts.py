"""What `Webhooks` is made of by its arguments: refused where they are given if they cannot be that."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from types import EllipsisType
from typing import Final

import laml

from ..errors import ConfigError
from .documents import ROOTS, DocumentKind, misfit

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


def check_choices(*, store: object, messages: object, state_max_age: object) -> None:
    """Refuse what is none of the values that there are.

    Raises:
        ConfigError: With the name of the argument and its values.
    """
    if not isinstance(state_max_age, timedelta) or state_max_age <= timedelta():
        raise ConfigError(f"state_max_age= is {state_max_age!r}: expected a span of time, timedelta(hours=4)")
    if store is not None and not isinstance(store, EllipsisType):
        raise ConfigError("store= takes None, for no store; where it is kept says database=")
    if messages not in ("answered", "strict"):
        raise ConfigError(f"messages= is {messages!r}: expected 'answered' or 'strict'")


def check_fallback(argument: str, given: object, kind: DocumentKind) -> None:
    """Refuse a document that could not be sent where a handler fails, which is late to hear of it.

    Args:
        argument: How it was given, for the message.
        given: A document, XML text, or None for none.
        kind: What the route is answered with.
    Raises:
        ConfigError: It is something else, such as a handler; no document of a provider; or one of another kind.
    """
    if given is None or given is ...:
        return
    written = f"{ROOTS[kind].__name__}()"
    if not isinstance(given, laml.Element | str):
        hint = "; a handler is given to the number, as its fallback URL" if hasattr(given, "answers") else ""
        name = type(given).__name__
        raise ConfigError(f"{argument} is of type {name}: expected a document, {written}, or XML text{hint}")
    wrong = misfit(given, kind)
    if wrong is not None:
        raise ConfigError(f"{argument} is no document for this: {wrong}; write {written}")
