"""Names that somebody may have meant who misspelt one. For the messages of errors only; looked for when they are shown.

A name that is not there is asked for now and then with a default, so the error itself has to be cheap.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable


class NoSuchNameError(AttributeError):
    """An attribute that is not there; its message is made when it is shown.

    Args:
        name: The name that was asked for.
        obj: What was asked.
        tell: Makes the message.
    """

    def __init__(self, name: str, obj: object, tell: Callable[[], str]) -> None:
        super().__init__(name, name=name, obj=obj)
        self._tell = tell

    def __str__(self) -> str:
        return self._tell()

    def __reduce__(self) -> tuple[type[AttributeError], tuple[str]]:
        return AttributeError, (str(self),)


def close_to(name: str, known: Iterable[str]) -> str | None:
    """The known name that is closest to a misspelt one; None if none is close."""
    from difflib import get_close_matches  # noqa: PLC0415 - only a mistake needs it, and it costs start-up time

    by_lower = {each.lower(): each for each in known}
    found = get_close_matches(name.lower(), by_lower, n=1)
    return by_lower[found[0]] if found else None


def public_names(cls: type) -> list[str]:
    """The names of a class that a user may ask its objects for."""
    return [name for name in dir(cls) if not name.startswith("_")]


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """The end of a message that names the closest name; empty if none is close."""
    near = close_to(name, known)
    return f" (did you mean {near!r}?)" if near else ""
