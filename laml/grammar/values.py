"""The checks of one value: each takes a text and tells what is wrong with it, or nothing. Knows no element."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple, cast

from ..errors import Severity
from . import constraints as c
from .spelling import did_you_mean

if TYPE_CHECKING:
    from .attributes import Attribute

SHOWN: Final = 60
"""How many characters of a value a message shows."""
_NUMBER: Final = re.compile(r"-?[0-9]+")
_DECIMAL: Final = re.compile(r"-?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)")
_SCHEME: Final = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_UNWELCOME_IN_URL: Final = re.compile(r"[\x00-\x20\x7f<>\"{}|\\^`]")
PLACEHOLDER: Final = "{{"
"""Begins what a hosted document has filled in when it is served (LaML only)."""


class Finding(NamedTuple):
    """What is wrong, or doubtful, about one value, text or element; where it stands is added later."""

    severity: Severity
    code: str
    message: str
    hint: str = ""


Check = Callable[[str], Finding | None]


def of_both(laml: Sequence[Finding], twiml: Sequence[Finding]) -> Iterator[Finding]:
    """The findings of both dialects about one value: where their words differ, each is told with its dialect."""
    for severity, code, message, hint in laml:
        other = next((finding for finding in twiml if finding[1] == code), None)
        if other is None or other[2] == message:
            yield Finding(severity, code, message, hint)
        else:
            yield Finding(severity, code, _in_both(message, other[2]), hint or other[3])


def _in_both(laml: str, twiml: str) -> str:
    """Two sentences as one: limits that differ stand there twice, else all that is expected does."""
    one, other = laml.split(", "), twiml.split(", ")
    if all(part.startswith(("at least ", "at most ")) for part in {*one} ^ {*other}):
        return ", ".join(by_dialect(one, other))
    before = "".join(laml.partition("expected ")[:2])
    before = before if twiml.startswith(before) else ""
    return f"{before}{laml.removeprefix(before)} (laml), or {twiml.removeprefix(before)} (twiml)"


def by_dialect(laml: Sequence[str], twiml: Sequence[str]) -> Iterator[str]:
    """What both dialects have, then what only one has, with its name."""
    yield from (each for each in laml if each in twiml)
    yield from (f"{each} (laml)" for each in laml if each not in twiml)
    yield from (f"{each} (twiml)" for each in twiml if each not in laml)


def shown(text: str) -> str:
    """A value as messages show it: quoted, and cut where it is long."""
    return repr(text if len(text) <= SHOWN else text[:SHOWN] + "…")


def value_checks(attribute: Attribute, bit: int) -> Iterator[Check]:
    """The checks of the dialect of `bit`, in the order in which their findings are told."""
    dialect = "laml" if bit == c.LAML else "twiml"
    found = attribute.constraints[bit]
    doubt_told = False
    for only in found:
        if isinstance(only, c.Only) and only.dialect != dialect:
            sdk = any(isinstance(x, c.Unsure) and x.dialect == dialect for x in found)
            yield _always(*_foreign(attribute.name, dialect, sdk=sdk))
            if not sdk:
                return
            doubt_told = True
    if not doubt_told and any(isinstance(x, c.Unsure) and x.dialect is None for x in found):
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
    if dialect == "laml":
        form = map(_unless_filled_in, form)
    unsure = any(isinstance(x, c.Unsure) and x.dialect in (None, dialect) for x in found)
    yield from map(_softened, form) if unsure else form


def _unless_filled_in(check: Check) -> Check:
    """The check of a value, but not of one that is filled in when the document is served: it is known only then."""
    return lambda text: None if PLACEHOLDER in text else check(text)


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
            "try it before you rely on it",
        )
    other = "twiml" if dialect == "laml" else "laml"
    return "error", "wrong-dialect", f"{name!r} does not exist in {dialect}", f"it is an attribute of {other} only"


def _always(*finding: Any) -> Check:
    return lambda _: cast("Finding", finding)


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
    open_values = narrowed.open if narrowed else attribute.free
    also = [re.compile(x.pattern) for x in found if isinstance(x, c.AlsoMatches)]
    any_case = any(isinstance(x, c.AnyCase) for x in found)
    empty = any(isinstance(x, c.MayBeEmpty) for x in found)
    expected = attribute.accepts
    if attribute.list_of:
        yield from _list_checks(attribute, found, values, narrowed is not None and narrowed.open)
    elif int in attribute.kinds or float in attribute.kinds:
        yield _number_check(attribute, found, values)
    elif values or (bool in attribute.kinds and not attribute.free):
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
                    did_you_mean(text, listed),
                )
            return (
                "error",
                "bad-value",
                f"got {shown(text)}, expected {expected(values)}",
                did_you_mean(text, listed),
            )

        yield check_value
    elif attribute.is_url:
        form = next((x for x in found if isinstance(x, c.UrlForm)), c.UrlForm())
        yield lambda text: check_url(text, form, may_be_empty=empty)
        yield outer_blanks
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
    kind = KIND_WORDS[float if float in attribute.kinds else int]
    expected = " or ".join([kind, *map(repr, words)]) + "".join(f", {limit}" for limit in limits(found))
    free = attribute.free

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
            hint = f"take {len(items) - rule.items} out"
            return "error", "too-many", f"{len(items)} items, at most {rule.items} are allowed", hint
        for item in items:
            if rule.item_length is not None and len(item) > rule.item_length:
                return (
                    "error",
                    "too-long",
                    f"an item has {len(item)} characters, at most {rule.item_length} are allowed",
                    "shorten it",
                )
            if number and (not _NUMBER.fullmatch(item) or len(item) > 18):
                return "error", "bad-value", f"got {shown(item)}, expected whole numbers", ""
            if number and not least <= int(item) <= most:
                return "error", "out-of-range", f"got {item}, expected {attribute.accepts()}", ""
            if values and item not in listed and not (any_case and item.lower() in lower):
                expected = attribute.accepts(values)
                severity, code = ("warning", "unusual-value") if open_values else ("error", "bad-value")
                return (
                    cast("Severity", severity),
                    code,
                    f"got {shown(item)}, expected {expected}",
                    did_you_mean(item, values),
                )
        if not items and not open_list:
            return "error", "bad-value", f"got no item, expected {attribute.accepts(values)}", ""
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
    unwelcome = _UNWELCOME_IN_URL.search(url.replace(PLACEHOLDER, "").replace("}}", ""))
    if unwelcome:
        return "error", "bad-value", f"the URL has {unwelcome[0]!r} in it", "percent-encode it"
    scheme = _SCHEME.match(url)
    if scheme is None:
        if form.absolute:
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


def outer_blanks(url: str) -> Finding | None:
    """Tell of blanks around a URL, which nobody sees and a provider may take for a part of it."""
    if not url.strip() or url == url.strip():
        return None
    return "warning", "unusual-value", "the URL has blanks or line ends around it", "take them off"


def list_findings(items: Sequence[str], attribute: Attribute) -> Iterator[Finding]:
    """What is doubtful about the items of a list, which the text that they are joined to shows no more."""
    by, name = attribute.separator, {" ": "a blank", ",": "a comma"}[attribute.separator]
    for item in items:
        several = split(item, by)
        if len(several) > 1 and item not in attribute.values:
            message = (
                f"the item {shown(item)} has {name} in it, which separates items: it becomes {len(several)} of them"
            )
            yield "warning", "split-item", message, "give each on its own, or take that out"
    if not any(item.strip() for item in items):
        yield "warning", "empty-value", "the list has nothing in it", "leave the attribute out, or pass None"
    elif not all(item.strip() for item in items):
        yield "warning", "empty-value", "an item of the list has no text", "take it out"
    doubled = [item for item in attribute.values if items.count(item) > 1]
    if doubled:
        yield "warning", "duplicate", f"{doubled[0]!r} stands in the list more than once", "give it once"


KIND_WORDS: Final[Mapping[object, str]] = {bool: "true or false", int: "a whole number", float: "a number"}


def limits(found: Sequence[c.Constraint]) -> Iterator[str]:
    """The limits among the constraints, in words."""
    for x in found:
        if isinstance(x, c.AtLeast):
            yield f"at least {x.number:g}"
        elif isinstance(x, c.AtMost):
            yield f"at most {x.number:g}"
        elif isinstance(x, c.MaxLength):
            yield f"at most {x.characters} characters"
