"""Compiles a declaration into attributes that encode values and judge them, once, on first use.

An `Attribute` turns a Python value into an `Entry`: the text that stands in XML, and a verdict for each dialect.
Verdicts are bits (`constraints.LAML`, `constraints.TWIML`): `bad` where the value is an error,
`doubtful` where it is warned about. Knows no element and no tree.
"""

from __future__ import annotations

import math
import re
import types
import typing
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from enum import Enum
from functools import lru_cache
from typing import Annotated, Any, Final, Literal, NamedTuple, NotRequired, Required, Union, get_args, get_origin

from . import constraints as c
from .errors import Severity
from .text import LONGEST_NUMBER, illegal, plain, quote

KEPT: Final = 256
"""How many values of one attribute are remembered encoded; URLs with tokens in them come and go."""
KEPT_LENGTH: Final = 128
LONGEST_MISSPELT: Final = 50
"""Characters of the longest word for which a similar one is looked for; it costs time."""
SHOWN: Final = 60
"""How many characters of a value a message shows."""

Finding = tuple[Severity, str, str, str]
"""Severity, code, message, hint."""


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
_NUMBER: Final = re.compile(r"-?[0-9]+")
_DECIMAL: Final = re.compile(r"-?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)")
_SCHEME: Final = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_UNWELCOME_IN_URL: Final = re.compile(r"[\x00-\x20\x7f<>\"{}|\\^`]")
_PLACEHOLDER: Final = "{{"


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
        "_free",
        "_url",
        "constraints",
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
        self._free = str in self.kinds and not self.list_of
        self._url = c.HasUrl in self.kinds
        self.constraints: Mapping[int, tuple[c.Constraint, ...]] = {
            c.LAML: _for_dialect(metadata, "laml"),
            c.TWIML: _for_dialect(metadata, "twiml"),
        }
        self.separator = next((x.by for x in metadata if isinstance(x, c.Separated)), " ")
        self.places = tuple(x for x in metadata if isinstance(x, c.OnlyIn | c.NotIn | c.EffectiveIn | c.ValuesIn))
        self._checks = {bit: tuple(_checks(self, self.constraints[bit])) for bit in (c.LAML, c.TWIML)}

    def entry(self, value: object) -> Entry:
        """Encode and judge a value. A value that has no text, or an illegal one, is bad in both dialects."""
        text = self.text(value)
        if text is None:
            late = self._url and has_url(value)
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
        settled = bad | doubtful != c.BOTH and not self.places
        if settled and isinstance(value, str | int | float) and len(text) <= KEPT_LENGTH:
            if len(self.known) >= KEPT:
                self.known.clear()
            self.known[value] = entry
        return entry

    def text(self, value: object) -> str | None:
        """The value as it stands in XML; `None` if it has no such form."""
        if isinstance(value, str):
            return str.__str__(value)
        if isinstance(value, bool):
            return "true" if value else "false" if bool in self.kinds or "true" in self.values or self._free else None
        if isinstance(value, int):
            return None if self.kinds == {bool} or value.bit_length() > LONGEST_NUMBER else str(int(value))
        if isinstance(value, float):
            return format(value, "f").rstrip("0").rstrip(".") if float in self.kinds and math.isfinite(value) else None
        if isinstance(value, Enum):
            return self.text(value.value)
        if self.list_of and isinstance(value, Sequence | Set) and not isinstance(value, bytes | bytearray | memoryview):
            items = [self.text(item) for item in value]
            texts = [item for item in items if item is not None]
            if len(texts) < len(items):
                return None
            return self.separator.join(sorted(texts) if isinstance(value, Set) else texts)
        return None

    def findings(self, text: str, bit: int) -> Iterator[Finding]:
        """What is wrong with a text in the dialect of `bit`, errors and warnings."""
        if bit == c.LAML and _PLACEHOLDER in text:
            return
        for check in self._checks[bit]:
            found = check(text)
            if found is not None:
                yield found

    def accepts(self, bits: int, values: Sequence[str] | None = None) -> str:
        """What the attribute takes, in words for a message; `values` are those of one dialect."""
        values = self.values if values is None else values
        words = [_KIND_WORDS[kind] for kind in (bool, int, float) if kind in self.kinds]
        if values:
            listed = ", ".join(map(repr, values[:12])) + (", …" if len(values) > 12 else "")
            words.append(("one or more of " if self.list_of else "one of " if not words else "") + listed)
        elif self.list_of:
            words.append("a text or a list of texts")
        if self._url:
            words.append("a URL or an object with a `url`")
        elif not words:
            words.append("a text")
        limits = [limit for bit in (c.LAML, c.TWIML) if bit & bits for limit in _limits(self.constraints[bit])]
        return " or ".join(words) + "".join(f", {limit}" for limit in dict.fromkeys(limits))


def shown(text: str) -> str:
    """A value as messages show it: quoted, and cut where it is long."""
    return repr(text if len(text) <= SHOWN else text[:SHOWN] + "…")


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


Check = Callable[[str], Finding | None]


def _checks(attribute: Attribute, found: Sequence[c.Constraint]) -> Iterator[Check]:
    """The checks of one dialect, in the order in which their findings are told."""
    dialect = "laml" if found is attribute.constraints[c.LAML] else "twiml"
    for only in found:
        if isinstance(only, c.Only) and only.dialect != dialect:
            sdk = any(isinstance(x, c.Unsure) and x.dialect == dialect for x in found)
            yield _always(*_foreign(attribute.name, dialect, sdk=sdk))
            if not sdk:
                return
    if any(isinstance(x, c.Unsure) and x.dialect is None for x in found):
        yield _always(
            "warning",
            "undocumented",
            f"no page of the provider documents {attribute.name!r}",
            "try it before you rely on it",
        )
    for x in found:
        if isinstance(x, c.Deprecated) and x.dialect in (None, dialect):
            yield _deprecated(attribute.name, x)
    form = _form_checks(attribute, found)
    unsure = any(isinstance(x, c.Unsure) and x.dialect in (None, dialect) for x in found)
    yield from map(_softened, form) if unsure else form


def _softened(check: Check) -> Check:
    """The check of a value that nobody documents: it warns, and refuses nothing."""

    def softened(text: str) -> Finding | None:
        found = check(text)
        return found and ("warning", *found[1:])

    return softened


def _foreign(name: str, dialect: str, *, sdk: bool) -> Finding:
    if sdk:
        return (
            "warning",
            "undocumented",
            f"a builder of {dialect} writes {name!r}, no page of it tells what it does",
            "",
        )
    other = "twiml" if dialect == "laml" else "laml"
    return "error", "wrong-dialect", f"{name!r} does not exist in {dialect}", f"it is an attribute of {other} only"


def _always(*finding: Any) -> Check:
    return lambda _: typing.cast("Finding", finding)


def _deprecated(name: str, rule: c.Deprecated) -> Check:
    what = f"{name!r}" if rule.value is None else f"the value {rule.value!r}"
    finding: Finding = (
        "warning",
        "deprecated",
        f"{what} is deprecated",
        f"use {rule.instead}" if rule.instead else "nothing replaces it",
    )
    value = rule.value
    return lambda text: finding if value is None or text == value or value in text.split() else None


def _replaced_values(found: Sequence[c.Constraint]) -> tuple[str, ...]:
    """Values that are listed no more, and still accepted with a warning."""
    return tuple(x.value for x in found if isinstance(x, c.Deprecated) and x.value is not None)


def _form_checks(attribute: Attribute, found: Sequence[c.Constraint]) -> Iterator[Check]:
    """Checks of the value's form: its kind first, then limits."""
    narrowed = next((x for x in found if isinstance(x, c.Values)), None)
    values = narrowed.values if narrowed else attribute.values
    open_values = narrowed.open if narrowed else attribute._free
    also = [re.compile(x.pattern) for x in found if isinstance(x, c.AlsoMatches)]
    any_case = any(isinstance(x, c.AnyCase) for x in found)
    empty = any(isinstance(x, c.MayBeEmpty) for x in found)
    expected = attribute.accepts
    if attribute.list_of:
        yield from _list_checks(attribute, found, values, narrowed is not None and narrowed.open)
    elif int in attribute.kinds or float in attribute.kinds:
        yield _number_check(attribute, found, values)
    elif values or (bool in attribute.kinds and not attribute._free):
        listed = (*values, "true", "false") if bool in attribute.kinds else values
        listed += _replaced_values(found)
        lower = {value.lower() for value in listed}

        def check_value(text: str) -> Finding | None:
            if text in listed or (any_case and text.lower() in lower) or any(x.fullmatch(text) for x in also):
                return None
            if open_values:
                return (
                    "warning",
                    "unusual-value",
                    f"got {shown(text)}, known are {', '.join(listed[:12])}",
                    _near(text, listed),
                )
            return "error", "bad-value", f"got {shown(text)}, expected {expected(c.BOTH, values)}", _near(text, listed)

        yield check_value
    elif attribute._url:
        form = next((x for x in found if isinstance(x, c.UrlForm)), c.UrlForm())
        yield lambda text: check_url(text, form, may_be_empty=empty)
    for x in found:
        if isinstance(x, c.Matches):
            yield _pattern_check(re.compile(x.pattern), x.meaning)
        elif isinstance(x, c.Looks):
            yield _looks_check(re.compile(x.pattern), x)
        elif isinstance(x, c.MaxLength):
            yield _length_check(x.characters)
        elif isinstance(x, c.Prefix):
            yield _prefix_check(x.letters)


def _pattern_check(pattern: re.Pattern[str], meaning: str) -> Check:
    return lambda text: (
        None if pattern.fullmatch(text) else ("error", "bad-value", f"got {shown(text)}, expected {meaning}", "")
    )


def _looks_check(pattern: re.Pattern[str], rule: c.Looks) -> Check:
    def check(text: str) -> Finding | None:
        if pattern.fullmatch(text):
            return None
        return (
            "warning",
            "unusual-value",
            f"{'' if rule.private else f'got {shown(text)}, '}expected {rule.meaning}",
            "",
        )

    return check


def _length_check(most: int) -> Check:
    return lambda text: (
        None
        if len(text) <= most
        else ("error", "too-long", f"{len(text)} characters, at most {most} are allowed", "shorten it")
    )


def _prefix_check(letters: str) -> Check:
    return lambda text: (
        None
        if text.startswith(letters)
        else ("error", "bad-value", f"got {shown(text)}, expected an identifier that begins with {letters}", "")
    )


def _number_check(attribute: Attribute, found: Sequence[c.Constraint], words: Sequence[str]) -> Check:
    pattern = _DECIMAL if float in attribute.kinds else _NUMBER
    least = next((x.number for x in found if isinstance(x, c.AtLeast)), None)
    most = next((x.number for x in found if isinstance(x, c.AtMost)), None)
    kind = _KIND_WORDS[float if float in attribute.kinds else int]
    expected = " or ".join([kind, *map(repr, words)]) + "".join(f", {limit}" for limit in _limits(found))
    free = attribute._free

    def check_number(text: str) -> Finding | None:
        if text in words or free:
            return None
        if not pattern.fullmatch(text) or len(text) > 18:
            return "error", "bad-value", f"got {shown(text)}, expected {expected}", ""
        number = float(text)
        if (least is not None and number < least) or (most is not None and number > most):
            return "error", "out-of-range", f"got {text}, expected {expected}", ""
        return None

    return check_number


def _list_checks(
    attribute: Attribute, found: Sequence[c.Constraint], values: tuple[str, ...], open_values: bool
) -> Iterator[Check]:
    rule = next((x for x in found if isinstance(x, c.Separated)), c.Separated(" "))
    number = int in attribute.kinds
    least = next((x.number for x in found if isinstance(x, c.AtLeast)), -math.inf)
    most = next((x.number for x in found if isinstance(x, c.AtMost)), math.inf)
    open_list = str in attribute.kinds and not values and not number
    any_case = any(isinstance(x, c.AnyCase) for x in found)
    listed = values + _replaced_values(found)
    lower = {value.lower() for value in listed}

    def check_items(text: str) -> Finding | None:
        items = split(text, rule.by)
        if rule.items is not None and len(items) > rule.items:
            return "error", "too-many", f"{len(items)} items, at most {rule.items} are allowed", ""
        for item in items:
            if rule.item_length is not None and len(item) > rule.item_length:
                return (
                    "error",
                    "too-long",
                    f"an item has {len(item)} characters, at most {rule.item_length} are allowed",
                    "",
                )
            if number and (not _NUMBER.fullmatch(item) or len(item) > 18):
                return "error", "bad-value", f"got {shown(item)}, expected whole numbers", ""
            if number and not least <= int(item) <= most:
                return "error", "out-of-range", f"got {item}, expected {attribute.accepts(c.BOTH)}", ""
            if values and item not in listed and not (any_case and item.lower() in lower):
                expected = attribute.accepts(c.BOTH, values)
                severity, code = ("warning", "unusual-value") if open_values else ("error", "bad-value")
                return (
                    typing.cast("Severity", severity),
                    code,
                    f"got {shown(item)}, expected {expected}",
                    _near(item, values),
                )
        if not items and not open_list:
            return "error", "bad-value", f"got no item, expected {attribute.accepts(c.BOTH, values)}", ""
        return None

    yield check_items


def split(text: str, by: str) -> list[str]:
    """The items of a list value; blanks around the items of a comma list do not count."""
    return text.split() if by == " " else [item.strip() for item in text.split(by) if item.strip()]


def check_url(text: str, form: c.UrlForm, *, may_be_empty: bool = False) -> Finding | None:
    """Judge a URL by its form; nothing is looked up."""
    url = text.strip()
    if not url:
        if may_be_empty:
            return None
        return "warning", "empty-value", "the URL is empty, which means the current document", "leave the attribute out"
    unwelcome = _UNWELCOME_IN_URL.search(url.replace(_PLACEHOLDER, "").replace("}}", ""))
    if unwelcome:
        return "error", "bad-value", f"the URL has {unwelcome[0]!r} in it", "percent-encode it"
    scheme = _SCHEME.match(url)
    if scheme is None:
        if form.absolute and not url.startswith("//"):
            return (
                "error",
                "bad-value",
                f"got the relative URL {shown(url)}",
                f"give an absolute URL ({' or '.join(form.schemes)})",
            )
        return None
    if scheme[1].lower() not in form.schemes:
        return "error", "bad-value", f"got a URL of scheme {scheme[1]!r}", f"expected {' or '.join(form.schemes)}"
    if not form.query and "?" in url:
        return "error", "bad-value", "the URL has a query string, which is not passed on", "use Parameter elements"
    return None


_KIND_WORDS: Final[Mapping[object, str]] = {bool: "true or false", int: "a whole number", float: "a number"}


def _limits(found: Sequence[c.Constraint]) -> Iterator[str]:
    for x in found:
        if isinstance(x, c.AtLeast):
            yield f"at least {x.number:g}"
        elif isinstance(x, c.AtMost):
            yield f"at most {x.number:g}"
        elif isinstance(x, c.MaxLength):
            yield f"at most {x.characters} characters"


def _near(word: str, known: Sequence[str]) -> str:
    near = nearest(word, known)
    return f"did you mean {near!r}?" if near else ""


def nearest(word: str, known: Sequence[str]) -> str | None:
    """The known word that `word` is most likely a misspelling of."""
    return _nearest(word, tuple(known)) if len(word) <= LONGEST_MISSPELT else None


@lru_cache(maxsize=KEPT)
def _nearest(word: str, known: tuple[str, ...]) -> str | None:
    from difflib import get_close_matches  # noqa: PLC0415 - only a mistake needs it, and it costs start-up time

    lowered = {name.lower(): name for name in known}
    found = get_close_matches(word.lower(), list(lowered), n=1, cutoff=0.6)
    return lowered[found[0]] if found else None
