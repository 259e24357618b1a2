"""Takes type hints apart."""

from __future__ import annotations

from types import UnionType
from typing import Annotated, NotRequired, Required, Union, get_args, get_origin


def members(hint: object) -> tuple[object, ...]:
    """The members of a union; of any other hint, the hint itself."""
    return get_args(hint) if get_origin(hint) in (Union, UnionType) else (hint,)


def unwrap(hint: object) -> tuple[object, tuple[object, ...]]:
    """The type inside `Required`, `NotRequired` and `Annotated`, and its metadata, outermost first."""
    metadata: tuple[object, ...] = ()
    while (origin := get_origin(hint)) in (Required, NotRequired, Annotated):
        arguments = get_args(hint)
        if origin is Annotated:
            metadata = (*metadata, *arguments[1:])
        hint = arguments[0]
    return hint, metadata
