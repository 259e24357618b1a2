"""Compiles a declaration into attributes that encode values and judge them, once, on first use.

An `Attribute` turns a Python value into an `Entry`: the text that stands in XML, and a verdict for each dialect.
Verdicts are bits (`constraints.LAML`, `constraints.TWIML`): `bad` where the value is an error,
`doubtful` where it is warned about. Knows no element and no tree.
"""

from __future__ import annotations

import math
import types
import typing
from collections.abc import Iterator, Mapping, Sequence, Set
from enum import Enum
from typing import (
    Annotated,
    Any,
    Final,
    Literal,
    NamedTuple,
    NotRequired,
    Required,
    TypeGuard,
    Union,
    get_args,
    get_origin,
)

from . import constraints as c
from .characters import LONGEST_NUMBER, illegal, plain, quote
from .values import KIND_WORDS, Finding, by_dialect, limits, list_findings, value_checks

KEPT: Final = 256
"""How many values of one attribute are remembered encoded; URLs with tokens in them come and go."""
KEPT_LENGTH: Final = 128


class Entry(NamedTuple):
    """One attribute of one element, encoded and judged."""

    given: type | None  # the class of the value it was made from: True, 1 and 1.0 are equal keys, and are not the same
    fragment: str | None  # ` name="value"`; None if the value is an object whose URL is asked for later
    bad: int
    doubtful: int
    name: str  # as in XML
    value: object  # the text, or the object with a URL
    attribute: Attribute | None  # None: written by hand (`extra=`) or unknown


_XML_NAMES: Final = {"xml_lang": "xml:lang", "interpret_as": "interpret-as"}


def xml_name(python_name: str) -> str:
    """Spell a keyword argument as XML does: `num_digits` → `numDigits`, `from_` → `from`, `xml_lang` → `xml:lang`."""
    known = _XML_NAMES.get(python_name)
    if known is not None:
        return known
    first, *rest = python_name.rstrip("_").split("_")
    return first + "".join(part[:1].upper() + part[1:] for part in rest)


class Attribute:
    """One attribute of one element, compiled from its field."""

    __slots__ = (
        "_checks",
        "constraints",
        "free",
        "is_url",
        "kinds",
        "known",
        "list_of",
        "name",
        "places",
        "python_name",
        "required",
        "separator",
        "values",
    )  # fmt: skip

    def __init__(self, python_name: str, hint: object) -> None:
        base, metadata, self.required = _unwrap(hint)
        self.python_name = python_name
        self.name = xml_name(python_name)
        self.known: dict[object, Entry] = {}
        self.kinds, self.values, self.list_of = _kinds(base)
        self.free = str in self.kinds and not self.list_of
        self.is_url = c.HasUrl in self.kinds
        self.constraints: Mapping[int, tuple[c.Constraint, ...]] = {
            c.LAML: _for_dialect(metadata, "laml"),
            c.TWIML: _for_dialect(metadata, "twiml"),
        }
        self.separator = next((x.by for x in metadata if isinstance(x, c.Separated)), " ")
        self.places = tuple(x for x in metadata if isinstance(x, c.OnlyIn | c.NotIn | c.EffectiveIn | c.ValuesIn))
        self._checks = {bit: tuple(value_checks(self, bit)) for bit in (c.LAML, c.TWIML)}

    def entry(self, value: object) -> Entry:
        """Encode and judge a value. A value that has no text, or an illegal one, is bad in both dialects."""
        try:
            known = self.known[value]
            if known[0] is value.__class__:
                return known
        except (KeyError, TypeError):
            pass
        text = self.text(value)
        if text is None:
            late = self.is_url and has_url(value)
            return Entry(type(value), None, 0 if late else c.BOTH, 0, self.name, value, self)
        bad = doubtful = 0
        if illegal(text) is not None:
            bad = c.BOTH
            text = text.encode("ascii", "backslashreplace").decode()
        for bit in (c.LAML, c.TWIML):
            for severity, *_ in self.findings(text, bit):
                if severity == "error":
                    bad |= bit
                else:
                    doubtful |= bit
        entry = Entry(type(value), f' {self.name}="{quote(text)}"', bad, doubtful, self.name, text, self)
        if isinstance(value, str | int | float) and bad != c.BOTH and not self.places and len(text) <= KEPT_LENGTH:
            if len(self.known) >= KEPT:
                self.known.clear()
            self.known[value] = entry
        return entry

    def remembers(self, entry: Entry, value: object) -> bool:
        """Whether the entry is what is remembered for the value."""
        return isinstance(value, str | int | float) and self.known.get(value) is entry

    def text(self, value: object) -> str | None:
        """The value as it stands in XML; `None` if it has no such form."""
        if isinstance(value, str):
            return str.__str__(value)
        if isinstance(value, bool):
            return "true" if value else "false" if bool in self.kinds or "true" in self.values or self.free else None
        if isinstance(value, int):
            return None if self.kinds == {bool} or value.bit_length() > LONGEST_NUMBER else str(int(value))
        if isinstance(value, float):
            return _decimal(value) if float in self.kinds and math.isfinite(value) else None
        if isinstance(value, Enum):
            return self.text(value.value)
        if self.list_of and _is_list(value):
            items = [self.text(item) for item in value]
            texts = [item for item in items if item is not None]
            if len(texts) < len(items):
                return None
            return self.separator.join(sorted(texts) if isinstance(value, Set) else texts)
        is_finite = getattr(value, "is_finite", None)  # a Decimal, as money often is
        if float in self.kinds and callable(is_finite) and is_finite():
            return format(value, "f")
        return None

    def of_list(self, value: object) -> Iterator[Finding]:
        """What is doubtful about a list that was given; nothing if it was none."""
        if self.list_of and _is_list(value):
            yield from (Finding(*x) for x in list_findings([self.text(item) or "" for item in value], self))

    def given(self, value: object) -> str:
        """What was given in place of a value that the attribute can be made from, in words for a message."""
        if self.list_of and _is_list(value):
            wrong = next((item for item in value if self.text(item) is None), None)
            return f"a {type(value).__name__} with {type(wrong).__name__} in it"
        return repr(value) if isinstance(value, float) else type(value).__name__

    def findings(self, text: str, bit: int) -> Iterator[Finding]:
        """What is wrong with a text in the dialect of `bit`, errors and warnings."""
        for check in self._checks[bit]:
            found = check(text)
            if found is not None:
                yield Finding(*found)

    def accepts(self, values: Sequence[str] | None = None, bits: int = c.BOTH) -> str:
        """What the attribute takes in these dialects, in words for a message; `values` are those of one dialect."""
        values = self.values if values is None else values
        words = [KIND_WORDS[kind] for kind in (bool, int, float) if kind in self.kinds]
        if bool in self.kinds:
            values = tuple(value for value in values if value not in ("true", "false"))
        if values:
            listed = ", ".join(map(repr, values[:12])) + (", …" if len(values) > 12 else "")
            words.append(("one or more of " if self.list_of else "one of " if not words else "") + listed)
        elif self.list_of:
            words.append("a text or a list of texts")
        if self.is_url:
            words.append("a URL or an object with a `url`")
        elif not words:
            words.append("a text")
        laml, twiml = (list(limits(self.constraints[bit])) for bit in (c.LAML, c.TWIML))
        told = by_dialect(laml, twiml) if bits == c.BOTH else laml if bits == c.LAML else twiml
        return " or ".join(words) + "".join(f", {limit}" for limit in told)


def _is_list(value: object) -> TypeGuard[Sequence[object] | Set[object]]:
    return isinstance(value, Sequence | Set) and not isinstance(value, str | bytes | bytearray | memoryview)


def _decimal(value: float) -> str:
    """A finite number with all its digits and without an exponent."""
    text = str(float(value))
    if "e" in text:
        from decimal import Decimal  # noqa: PLC0415 - few numbers are so small or large, and loading it takes time

        text = format(Decimal(text), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def has_url(value: object) -> bool:
    """Whether the object has a `url`, without asking for it."""
    return hasattr(type(value), "url") or "url" in getattr(value, "__dict__", ())


def free_entry(name: str, value: object) -> Entry:
    """An attribute that no declaration knows, rendered as it is given; its text must be legal."""
    if not isinstance(value, str) and has_url(value):
        return Entry(None, None, 0, c.BOTH, name, value, None)
    text = plain(value) or ""
    return Entry(None, f' {name}="{quote(text)}"', 0, c.BOTH, name, text, None)


def compile_attributes(declaration: type) -> dict[str, Attribute]:
    """Attributes of a `TypedDict`, by keyword name, in the order declared."""
    hints = typing.get_type_hints(declaration, include_extras=True)
    return {name: Attribute(name, hint) for name, hint in hints.items() if name != "extra"}


def _unwrap(hint: object) -> tuple[object, tuple[Any, ...], bool]:
    required = get_origin(hint) is Required
    if get_origin(hint) in (Required, NotRequired):
        hint = get_args(hint)[0]
    if get_origin(hint) is Annotated:
        base, *metadata = get_args(hint)
        return base, tuple(metadata), required
    return hint, (), required


def _kinds(base: object) -> tuple[set[object], tuple[str, ...], bool]:
    """The plain types in a hint, its literal values, and whether a list may be given."""
    origin = get_origin(base)
    if origin in (Union, types.UnionType):
        kinds: set[object] = set()
        values: tuple[str, ...] = ()
        listed = False
        for part in get_args(base):
            more, literals, is_list = _kinds(part)
            kinds |= more
            values += tuple(value for value in literals if value not in values)
            listed |= is_list
        return kinds, values, listed
    if origin is Literal:
        return set(), tuple(str(value) for value in get_args(base)), False
    if isinstance(origin, type) and issubclass(origin, Sequence):
        kinds, values, _ = _kinds(get_args(base)[0])
        return kinds, values, True
    return {base}, (), False


def _for_dialect(metadata: Sequence[object], dialect: str) -> tuple[c.Constraint, ...]:
    """The constraints of one dialect: its own take the place of shared ones of the same kind."""
    own = [
        found for x in metadata if isinstance(x, c.Laml | c.Twiml) and x.dialect == dialect for found in x.constraints
    ]
    replaced = {type(x) for x in own}
    shared = [x for x in metadata if not isinstance(x, c.Laml | c.Twiml) and type(x) not in replaced]
    return (*typing.cast("list[c.Constraint]", shared), *own)
