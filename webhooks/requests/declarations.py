"""Reads pairs by the declaration of a request kind: names, conversions, collected parameters. Knows no kind itself.

A request kind is a frozen dataclass. The wire name of a field is its own in capitals (`call_sid` is `CallSid`), or
stated by `Wire`; its conversion follows from its annotation. A value that cannot be converted raises nothing: the
field is None and its wire name stands in `.odd`, so that no genuine request is lost.
"""

from __future__ import annotations

import re
import types
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from decimal import Decimal
from email.utils import parsedate_to_datetime
from typing import Annotated, Final, Literal, TypeAlias, Union, get_args, get_origin, get_type_hints

from ..errors import FormError
from ..wire.message import Pairs
from .value_forms import BOOLEAN, INTEGER, NAME, NUMBER, TIME, WORD, ValueForm

Convert: TypeAlias = Callable[[str], object]

_INTEGER: Final = re.compile(r"[0-9]{1,9}")  # int() would take blanks, underscores and digits of other scripts as well
_NUMBER: Final = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,20})?")
_INDEX: Final = re.compile(r"[0-9]{1,3}")


@dataclass(frozen=True, slots=True)
class Wire:
    """The name of the parameter, if it is not the field's own name in capitals."""

    name: str


@dataclass(frozen=True, slots=True)
class Always:
    """A request without this parameter is refused: it is not of the kind."""


@dataclass(frozen=True, slots=True)
class Due:
    """The provider always sends it, where a condition holds; so no text can have made it, or swallowed it, unseen.

    A request without it is not refused for that, but where a text spells it.

    Args:
        given: Only beside this parameter; in every request of the kind without it.
        values: Only where that parameter has one of these values.
        unless: Not where this parameter came, and not empty.
        source: `document` (the provider's, and seen in recorded requests), or `observed`.
    """

    given: str = ""
    values: tuple[str, ...] = ()
    unless: str = ""
    source: str = "document"

    @property
    def by_names(self) -> bool:
        """Whether the names that came are enough to know."""
        return not self.values and not self.unless

    def holds(self, values: Mapping[str, str]) -> bool:
        """Whether the parameter has to be in a request with these values."""
        if self.unless:
            return not values.get(self.unless)
        return not self.given or (self.given in values and (not self.values or values[self.given] in self.values))


@dataclass(frozen=True, slots=True)
class Headers:
    """The field collects all parameters with this prefix: header name to value."""

    prefix: str


@dataclass(frozen=True, slots=True)
class Media:
    """One attached file: its URL, and its type as the provider states it. It is never fetched automatically."""

    url: str
    content_type: str | None = None


@dataclass(frozen=True, slots=True)
class Shape:
    """The compiled declaration of a request kind: the field and the conversion of each parameter."""

    names: tuple[str, ...]
    table: Mapping[str, tuple[str, Convert | None]]
    forms: Mapping[str, ValueForm]
    always: tuple[str, ...]
    due: Mapping[str, Due]
    headers: tuple[tuple[str, str], ...]
    media: str | None
    carried: frozenset[str]
    texts: frozenset[str]


@dataclass(frozen=True, slots=True)
class Reading:
    """The result of reading pairs: field values, unknown parameters, and the names of those with odd values."""

    values: dict[str, object]
    extra: dict[str, str]
    odd: list[str]


def wire_name(field: str) -> str:
    """A field name as providers spell it: `num_media` is `NumMedia`, `from_` is `From`."""
    return "".join(part.capitalize() for part in field.split("_"))


def read(shape: Shape, pairs: Pairs) -> Reading:
    """Read pairs by the declaration of a kind.

    Raises:
        FormError: A parameter of the kind is repeated, or one that it cannot be without is missing.
    """
    table = shape.table
    values: dict[str, object] = {}
    extra: dict[str, str] = {}
    odd: list[str] = []
    for name, text in pairs:
        entry = table.get(name)
        if entry is None:
            extra.setdefault(name, text)
            continue
        field, convert = entry
        if field in values:
            raise FormError("repeated", f"{name} came more than once")
        if convert is None:
            values[field] = text
        elif text:
            value = values[field] = convert(text)
            if value is None:
                odd.append(name)
        else:
            values[field] = None
    missing = [name for name in shape.always if table[name][0] not in values]
    if missing:
        raise FormError("missing", f"no {', '.join(missing)}")
    if extra:
        _gather(shape, values, extra)
    return Reading(values, extra, odd)


def withhold(shape: Shape, reading: Reading, pairs: Pairs, names: frozenset[str]) -> None:
    """Move parameters out of their fields, to the unknown ones."""
    for name, text in pairs:
        if name in names:
            del reading.values[shape.table[name][0]]
            reading.extra[name] = text
            if name in reading.odd:
                reading.odd.remove(name)


def _gather(shape: Shape, values: dict[str, object], extra: dict[str, str]) -> None:
    """Move numbered and prefixed parameters from the unknown ones to their fields; `NumMedia` is not consulted."""
    for prefix, field in shape.headers:
        found = {name: extra.pop(name) for name in list(extra) if name.startswith(prefix)}
        if found:
            values[field] = {name[len(prefix) :]: text for name, text in found.items()}
    if shape.media is not None:
        indexes = sorted(
            int(name[len("MediaUrl") :])
            for name in extra
            if name.startswith("MediaUrl") and _INDEX.fullmatch(name[len("MediaUrl") :])
        )
        values[shape.media] = tuple(
            Media(extra.pop(f"MediaUrl{n}"), extra.pop(f"MediaContentType{n}", None))
            for n in indexes
            if f"MediaUrl{n}" in extra
        )


_SHAPES: Final[dict[type, Shape]] = {}


def compiled(kind: type) -> Shape:
    """The compiled declaration of a request kind; compiled once."""
    if kind not in _SHAPES:
        _SHAPES[kind] = _compile(kind)
    return _SHAPES[kind]


def _compile(kind: type) -> Shape:
    table: dict[str, tuple[str, Convert | None]] = {}
    forms: dict[str, ValueForm] = {}
    due: dict[str, Due] = {}
    always, headers, media = [], [], None
    hints = get_type_hints(kind, include_extras=True)
    for field in fields(kind):
        if field.metadata.get("own"):
            continue
        hint, notes = _parts(hints[field.name])
        wire = next((note.name for note in notes if isinstance(note, Wire)), wire_name(field.name))
        prefix = next((note.prefix for note in notes if isinstance(note, Headers)), None)
        if prefix is not None:
            headers.append((prefix, field.name))
        elif hint == tuple[Media, ...]:
            media = field.name
        else:
            table[wire] = (field.name, _converter(hint))
            forms[wire] = _form_of(hint, notes)
        if any(isinstance(note, Always) for note in notes):
            always.append(wire)
            due[wire] = Due()
        due.update((wire, note) for note in notes if isinstance(note, Due))
    return Shape(
        tuple(sorted(table)),
        types.MappingProxyType(table),
        types.MappingProxyType(forms),
        tuple(always),
        types.MappingProxyType(due),
        tuple(headers),
        media,
        frozenset(getattr(kind, "carried_texts", ())),
        frozenset([table[name][0] for name, form in forms.items() if form.people] + [field for _, field in headers]),
    )


def _parts(hint: object) -> tuple[object, tuple[object, ...]]:
    if get_origin(hint) is Annotated:
        inner, *notes = get_args(hint)
        return inner, tuple(notes)
    return hint, ()


def _form_of(hint: object, notes: tuple[object, ...]) -> ValueForm:
    for part in _alternatives(hint):
        plain, inner = _parts(part)
        stated = next((note for note in (*notes, *inner) if isinstance(note, ValueForm)), None)
        if stated is not None:
            return stated
        if plain in _FORMS:
            return _FORMS[plain]
        if get_origin(plain) is Literal:
            return WORD
    return NAME


def _converter(hint: object) -> Convert | None:
    for part in _alternatives(hint):
        plain, _ = _parts(part)
        if plain in CONVERTERS:
            return CONVERTERS[plain]
        if plain is str or get_origin(plain) is Literal:
            return None
    raise TypeError(f"no conversion for a field of type {hint!r}")


def _alternatives(hint: object) -> Iterable[object]:
    if get_origin(hint) in (Union, types.UnionType):
        return [part for part in get_args(hint) if part is not type(None)]
    return [hint]


def parse_integer(text: str) -> int | None:
    """A number of up to nine ASCII digits, or None."""
    return int(text) if _INTEGER.fullmatch(text) else None


def parse_number(text: str) -> Decimal | None:
    """A plain decimal number, or None."""
    return Decimal(text) if _NUMBER.fullmatch(text) else None


def parse_boolean(text: str) -> bool | None:
    """`true` or `false` in any case, or None."""
    return {"true": True, "false": False}.get(text.lower()) if len(text) < 6 else None


def parse_datetime(text: str) -> datetime | None:
    """A time in RFC 2822 (`Tue, 14 Jan 2025 09:08:07 +0000`) or ISO 8601, aware, in UTC; or None."""
    if len(text) > 64 or not text.isascii():
        return None
    try:
        moment = datetime.fromisoformat(text) if text[:4].isdigit() else parsedate_to_datetime(text)
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


_FORMS: Final[dict[object, ValueForm]] = {
    int: INTEGER,
    float: NUMBER,
    Decimal: NUMBER,
    bool: BOOLEAN,
    datetime: TIME,
}
CONVERTERS: Final[dict[object, Convert]] = {
    int: parse_integer,
    float: lambda text: float(text) if _NUMBER.fullmatch(text) else None,
    Decimal: parse_number,
    bool: parse_boolean,
    datetime: parse_datetime,
    tuple[str, ...]: lambda text: tuple(text.replace(",", " ").split()),
}
