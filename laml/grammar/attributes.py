"""Compiles a declaration into attributes that encode and check values, once, on first use.

An `Attribute` turns a Python value into an `Entry`: the text that stands in XML, and what each dialect finds
wrong with it. Knows no element and no tree.
"""

from __future__ import annotations

import math
import types
import typing
from collections.abc import Iterable, Iterator, Sequence, Set
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
from .form import DIALECTS, Form, by_dialect, compile_form, compile_parent_rules, expected
from .values import PLACEHOLDER, Check, Finding, list_findings, of_both, parent_findings, value_checks

KEPT: Final = 256
"""How many values of one attribute are remembered encoded; URLs with tokens in them come and go."""
KEPT_LENGTH: Final = 128
DEPENDS_ON_PARENT: Final = 16
"""A flag in a verdict: whether the value is right depends on the parent of the element."""
Findings: typing.TypeAlias = tuple[Sequence[Finding], ...]
NO_FINDINGS: Final[Findings] = ((), (), (), ())


class Entry(NamedTuple):
    """One attribute of one element, encoded and checked.

    Args:
        given: The class of the value that it was made from: `True`, `1` and `1.0` are equal keys, and are not the same.
        fragment: ` name="value"`; `None` if the value is an object whose URL is asked for later.
        verdict: 0 if the value is right in both dialects, wherever it stands. Else the dialects that refuse it, two
            bits higher those that doubt it, and `DEPENDS_ON_PARENT`.
        findings: What is wrong with it, by dialects (`LAML`, `TWIML`, `BOTH`): what all of these find.
        name: As in XML.
        value: The text, or the object with a URL.
        attribute: `None` if it is written by hand (`extra=`) or unknown.
    """

    given: type | None
    fragment: str | None
    verdict: int
    findings: Findings
    name: str
    value: object
    attribute: Attribute | None

    @property
    def refused_in(self) -> int:
        """The dialects in which it is an error."""
        return self.verdict & c.BOTH

    @property
    def doubted_in(self) -> int:
        """The dialects that warn about it."""
        return self.verdict >> 2 & c.BOTH

    def misplaced(self, parent: str | None, dialects: int) -> Sequence[Finding]:
        """What is wrong with it because of the parent of its element; nothing if that has none yet.

        An attribute that does not exist in these dialects has no right place, so there is nothing to report.
        """
        attribute = self.attribute
        if (
            not self.verdict & DEPENDS_ON_PARENT
            or parent is None
            or attribute is None
            or attribute.is_foreign(dialects)
        ):
            return ()
        return attribute.in_parent(str(self.value), parent)


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
        "_depends",
        "_foreign",
        "is_url",
        "kinds",
        "known",
        "laml",
        "list_of",
        "name",
        "parent_rules",
        "python_name",
        "required",
        "separator",
        "twiml",
        "values",
    )  # fmt: skip

    def __init__(self, python_name: str, hint: object) -> None:
        base, metadata, self.required = _unwrap(hint)
        self.python_name = python_name
        self.name = xml_name(python_name)
        self.known: dict[object, Entry] = {}
        kinds, self.values, self.list_of = _kinds(base)
        self.kinds = frozenset(kinds)
        self.is_url = c.HasUrl in kinds
        self.laml, self.twiml = (
            compile_form(self.name, dialect, self.kinds, self.values, metadata, is_list=self.list_of)
            for dialect in DIALECTS
        )
        self.separator = self.laml.separated.by if self.laml.separated is not None else " "
        self.parent_rules = compile_parent_rules(metadata)
        self._foreign = sum(
            flag for flag, form in ((c.LAML, self.laml), (c.TWIML, self.twiml)) if form.support == "none"
        )
        self._depends = 0 if self.parent_rules is None else DEPENDS_ON_PARENT
        self._checks = {c.LAML: tuple(value_checks(self.laml)), c.TWIML: tuple(value_checks(self.twiml))}

    def forms(self, dialects: int) -> tuple[Form, ...]:
        """What it takes in each of these dialects."""
        if dialects == c.BOTH:
            return self.laml, self.twiml
        return (self.laml if dialects == c.LAML else self.twiml,)

    def is_foreign(self, dialects: int) -> bool:
        """Whether it exists in none of these dialects, and no builder of them writes it."""
        return self._foreign & dialects == dialects

    def entry(self, value: object) -> Entry:
        """Encode and check a value. A value that has no text, or an illegal one, is refused in both dialects."""
        key = self._key(value)
        known = self.known.get(key)
        if known is not None and known[0] is value.__class__:
            return known
        text = self.text(value)
        if text is None:
            verdict = 0 if self.is_url and has_url(value) else c.BOTH
            return Entry(type(value), None, verdict | self._depends, NO_FINDINGS, self.name, value, self)
        verdict = self._depends
        if illegal(text) is not None:
            verdict |= c.BOTH
            text = text.encode("ascii", "backslashreplace").decode()
        found = NO_FINDINGS
        laml, twiml = self.findings(text, c.LAML), self.findings(text, c.TWIML)
        if laml or twiml:
            verdict |= _verdict(laml, c.LAML) | _verdict(twiml, c.TWIML)
            found = ((), laml, twiml, tuple(self._found_by_both(laml, twiml)))
        entry = Entry(type(value), f' {self.name}="{quote(text)}"', verdict, found, self.name, text, self)
        if key is not None and verdict & c.BOTH != c.BOTH and len(text) <= KEPT_LENGTH and not any(self.of_list(value)):
            if len(self.known) >= KEPT:
                self.known.clear()
            self.known[key] = entry
        return entry

    def remembers(self, entry: Entry, value: object) -> bool:
        """Whether the entry is remembered for the value; one of a list whose items are warned about never is."""
        key = self._key(value)
        return key is not None and self.known.get(key) is entry

    def _key(self, value: object) -> object:
        """What a value is remembered by: itself, or the items of a list of texts or whole numbers; else `None`."""
        if isinstance(value, str | int | float):
            return value
        if self.list_of and isinstance(value, list | tuple) and all(item.__class__ in (str, int) for item in value):
            return (value.__class__, *value)
        return None

    def _found_by_both(self, laml: Sequence[Finding], twiml: Sequence[Finding]) -> Iterator[Finding]:
        """What is wrong with a value wherever the dialect is open: nothing, if one of them has no objection."""
        if not laml or not twiml:
            return
        refused = [any(finding.severity == "error" for finding in each) for each in (laml, twiml)]
        if not refused[1] or self.laml.support in ("builder", "none"):
            found: Sequence[Finding] = twiml  # it only doubts the value, or is the only one that has the attribute
        else:
            found = tuple(of_both(laml, twiml))
        yield from found if all(refused) else (finding._replace(severity="warning") for finding in found)

    def in_parent(self, text: str, parent: str) -> tuple[Finding, ...]:
        """What is wrong with a value because of the parent of its element."""
        rules = self.parent_rules
        if rules is None:
            return ()
        return tuple(parent_findings(self.name, None if PLACEHOLDER in text else text, rules, parent))

    def text(self, value: object) -> str | None:
        """The value as it stands in XML; `None` if it has no such form."""
        if isinstance(value, str):
            return str.__str__(value)
        if self.is_url and isinstance(value, bool | int):
            return None
        if isinstance(value, bool):
            return (
                "true"
                if value
                else "false"
                if bool in self.kinds or "true" in self.values or self.laml.takes_any_text
                else None
            )
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
        """Warnings about the items of a list that was given; none if it was no list."""
        if self.list_of and _is_list(value):
            yield from list_findings([self.text(item) or "" for item in value], self.separator, self.values)

    def given(self, value: object) -> str:
        """What was given in place of a value that the attribute can be made from, in words for a message."""
        if self.list_of and _is_list(value):
            wrong = next((item for item in value if self.text(item) is None), None)
            return f"{type(value).__name__} with {type(wrong).__name__} in it"
        return repr(value) if isinstance(value, float) else type(value).__name__

    def findings(self, text: str, dialect: int) -> list[Finding]:
        """What is wrong with a text in a dialect, errors and warnings."""
        checks: Iterable[Check] = self._checks[dialect]
        if PLACEHOLDER in text:
            checks = value_checks(self.laml if dialect == c.LAML else self.twiml, filled_in=True)
        return [found for check in checks if (found := check(text)) is not None]

    def accepts(self, dialects: int = c.BOTH) -> str:
        """What the attribute takes in these dialects, in words for a message; limits of one name the dialect."""
        limits = [list(form.limits()) for form in self.forms(dialects)]
        words = by_dialect(*limits) if dialects == c.BOTH else limits[0]
        return expected(self.kinds, self.values, words, is_list=self.list_of)


def _verdict(found: Sequence[Finding], dialect: int) -> int:
    """The verdict of a dialect that found this: refused, two bits higher doubted, or both."""
    verdict = 0
    for finding in found:
        verdict |= dialect if finding.severity == "error" else dialect << 2
    return verdict


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
        return Entry(None, None, c.BOTH << 2, NO_FINDINGS, name, value, None)
    text = plain(value) or ""
    return Entry(None, f' {name}="{quote(text)}"', c.BOTH << 2, NO_FINDINGS, name, text, None)


def binding_entry(name: str, value: str) -> Entry:
    """An attribute of a text that binds it to a schema: it says nothing to the provider, and is kept."""
    return Entry(None, f' {name}="{quote(value)}"', 0, NO_FINDINGS, name, value, None)


def unknown_entry(name: str, value: str) -> Entry:
    """An attribute of a text that no declaration knows: an error in both dialects, kept as it is written."""
    return Entry(None, f' {name}="{quote(value)}"', c.BOTH, NO_FINDINGS, name, value, None)


def compile_attributes(declaration: type) -> dict[str, Attribute]:
    """Attributes of a `TypedDict`, by keyword name, in the order declared."""
    hints = typing.get_type_hints(declaration, include_extras=True)
    return {name: Attribute(name, hint) for name, hint in hints.items() if name != "extra"}


def _unwrap(hint: object) -> tuple[object, tuple[Any, ...], bool]:
    """The type in a hint, what annotates it, and whether the attribute must be given.

    `None`, which every other attribute takes and leaves out, is no part of the type.
    """
    required = get_origin(hint) is Required
    if get_origin(hint) in (Required, NotRequired):
        hint = get_args(hint)[0]
    metadata: tuple[Any, ...] = ()
    while True:
        if get_origin(hint) is Annotated:
            hint, *more = get_args(hint)
            metadata = (*more, *metadata)
            continue
        parts = [part for part in get_args(hint) if part is not type(None)] if _is_union(hint) else []
        if len(parts) != 1:
            return hint, metadata, required
        hint = parts[0]


def _is_union(hint: object) -> bool:
    return get_origin(hint) in (Union, types.UnionType)


def _kinds(base: object) -> tuple[set[object], tuple[str, ...], bool]:
    """The plain types in a hint, its literal values, and whether a list may be given."""
    origin = get_origin(base)
    if base is type(None):
        return set(), (), False
    if _is_union(base):
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
