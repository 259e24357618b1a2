"""Reads the parameters that an operation declares: one row per parameter, from its type and the markers on it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from inspect import get_annotations
from typing import Final, Literal, Required, TypeVar, get_args, get_origin

from .hints import members, unwrap
from .names import wire_name
from .parameters import Between, Event, Joined, Kind, KindName, Local, Matching, MaxLength, Only, Parameters, Wire
from .providers import BOTH, ProviderName

M = TypeVar("M")
_PLAIN: Final[Mapping[object, KindName]] = {str: "text", int: "integer", bool: "boolean"}


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter as declared.

    Attributes:
        name: Python keyword.
        wire: Name of the form field.
        kind: How a value is written.
        required: Whether it must be given.
        providers: Providers that take it.
        choices: The values of a closed set, else empty.
        many: Whether it takes several values.
        joined: Separator by provider, where several values share one field.
        local: Whether it stays in the client.
        between: Least and greatest number.
        max_length: Most characters.
        matching: What the text must look like.
        event: What a URL is told of, such as `call_status`; empty where no page tells.
    """

    name: str
    wire: str
    kind: KindName
    required: bool = False
    providers: tuple[ProviderName, ...] = BOTH
    choices: tuple[str, ...] = ()
    many: bool = False
    joined: Mapping[str, str] = field(default_factory=dict)
    local: bool = False
    between: Between | None = None
    max_length: int | None = None
    matching: Matching | None = None
    event: str = ""


_READ: Final[dict[type[Parameters], Mapping[str, Parameter]]] = {}
_URLS: Final[dict[type[Parameters], tuple[str, ...]]] = {}


def parameters_of(declared: type[Parameters]) -> Mapping[str, Parameter]:
    """The parameters that a `TypedDict` declares, by their Python names; read once.

    The annotations are read as they stand, so the modules of `resources` do not postpone them.
    """
    if (known := _READ.get(declared)) is not None:
        return known
    found = {name: _read(name, hint) for name, hint in get_annotations(declared).items()}
    return _READ.setdefault(declared, found)


def url_names(declared: type[Parameters]) -> tuple[str, ...]:
    """The names on the wire of the parameters that are URLs; read once."""
    if (known := _URLS.get(declared)) is not None:
        return known
    return _URLS.setdefault(declared, tuple(one.wire for one in parameters_of(declared).values() if one.kind == "url"))


def list_names(declared: type[Parameters]) -> frozenset[str]:
    """The names on the wire of the parameters that take several values."""
    return frozenset(one.wire for one in parameters_of(declared).values() if one.many)


def _read(name: str, hint: object) -> Parameter:
    base, markers = unwrap(hint)
    many = False
    kind: KindName = "text"
    choices: tuple[str, ...] = ()
    for member in members(base):
        inner, more = unwrap(member)
        if get_origin(inner) is Sequence:
            many = True
            inner, deeper = unwrap(get_args(inner)[0])
            more = (*more, *deeper)
        markers = (*markers, *more)
        if get_origin(inner) is Literal:
            kind, choices = "choice", get_args(inner)
        elif inner is not str and inner in _PLAIN:
            kind = _PLAIN[inner]
    wire, declared_kind, length = _first(Wire, markers), _first(Kind, markers), _first(MaxLength, markers)
    only, joined, event = _first(Only, markers), _first(Joined, markers), _first(Event, markers)
    return Parameter(
        name,
        wire=wire.name if wire else wire_name(name),
        kind=declared_kind.name if declared_kind else kind,
        required=get_origin(hint) is Required,
        providers=(only.provider,) if only else BOTH,
        choices=choices,
        many=many,
        joined={joined.provider: joined.separator} if joined else {},
        local=_first(Local, markers) is not None,
        between=_first(Between, markers),
        max_length=length.characters if length else None,
        matching=_first(Matching, markers),
        event=event.name if event else "",
    )


def _first(kind: type[M], markers: Iterable[object]) -> M | None:
    """The outermost marker of a kind."""
    return next((marker for marker in markers if isinstance(marker, kind)), None)
