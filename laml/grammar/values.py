"""The checks of one value: each takes a text and returns what is wrong with it, or `None`. Knows no element."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Final, NamedTuple

from ..errors import Severity
from . import constraints as c
from .form import KIND_WORDS, Form, ParentRules, by_dialect
from .spelling import did_you_mean

SHOWN: Final = 60
"""How many characters of a value a message shows."""
LONGEST_NUMBER: Final = 18
"""Characters of the longest number that is compared with its limits."""
_NUMBER: Final = re.compile(r"-?[0-9]+")
_DECIMAL: Final = re.compile(r"-?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)")
_SCHEME: Final = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_UNWELCOME_IN_URL: Final = re.compile(r"[\x00-\x20\x7f<>\"{}|\\^`]")
PLACEHOLDER: Final = "{{"
"""Begins what a hosted document has filled in when it is served, as bins of both providers have."""
_SECTION: Final = re.compile(r"\{\{([#^/])([^{}]*)\}\}")
_SECTION_TAG: Final = re.compile(r"\{\{[#^/>!=&][^{}]*\}\}|\{\{\{[^{}]*\}\}\}")
"""Tags of Mustache that begin or end a section, or stand for what may be elements, or for nothing."""


class Finding(NamedTuple):
    """What is wrong with a value, a text or an element; where that is, its reader knows.

    Args:
        severity: `error` or `warning`.
        code: What kind of problem it is; `laml explain` lists them.
        message: What came, and what was expected.
        hint: What to do; may be empty.
    """

    severity: Severity
    code: str
    message: str
    hint: str = ""


Check = Callable[[str], Finding | None]


def of_both(laml: Sequence[Finding], twiml: Sequence[Finding]) -> Iterator[Finding]:
    """Merge what both dialects report about one value; names the dialect where the reports differ."""
    for finding in laml:
        other = next((each for each in twiml if each.code == finding.code), None)
        if other is None or other.message == finding.message:
            yield finding
        else:
            yield finding._replace(message=_in_both(finding.message, other.message), hint=finding.hint or other.hint)


def _in_both(laml: str, twiml: str) -> str:
    """Two sentences as one: where only limits differ, each limit with its dialect, else both expectations."""
    one, other = laml.split(", "), twiml.split(", ")
    if all(part.startswith(("at least ", "at most ")) for part in {*one} ^ {*other}):
        return ", ".join(by_dialect(one, other))
    before = "".join(laml.partition("expected ")[:2])
    before = before if twiml.startswith(before) else ""
    return f"{before}{laml.removeprefix(before)} (laml), or {twiml.removeprefix(before)} (twiml)"


def shown(text: str) -> str:
    """A value as messages show it: quoted, and cut where it is long."""
    return repr(text if len(text) <= SHOWN else text[:SHOWN] + "…")


def value_checks(form: Form, *, filled_in: bool = False) -> Iterator[Check]:
    """The checks of a value, in the order in which their findings are reported.

    Args:
        form: What the attribute takes.
        filled_in: Of a value that is filled in when the document is served; nobody knows its form before.
    """
    support = _support_finding(form)
    if support is not None:
        yield lambda _: support
        if form.support == "none":
            return
    for deprecated in form.deprecated:
        yield _deprecated_check(form.name, deprecated)
    for check in () if filled_in else _form_checks(form):
        yield check if form.support == "documented" else _softened(check)


def without_sections(text: str) -> str:
    """The text without what is no text between elements: sections of Mustache, partials, comments, raw mark-up."""
    return _SECTION_TAG.sub("", text) if PLACEHOLDER in text else text


class Piece(NamedTuple):
    """A piece of a text: with `kind` `#`, `^` or `/` the tag of a section of that name, else a text."""

    kind: str
    text: str


def split_at_sections(text: str) -> Iterator[Piece]:
    """A text in pieces: what stands before, between and behind the tags that begin and end sections."""
    start = 0
    for tag in _SECTION.finditer(text):
        yield Piece("", text[start : tag.start()])
        yield Piece(tag[1], tag[2].strip())
        start = tag.end()
    yield Piece("", text[start:])


def _softened(check: Check) -> Check:
    """The check of a value that nobody documents: it warns, and refuses nothing."""

    def softened(text: str) -> Finding | None:
        found = check(text)
        return found and found._replace(severity="warning")

    return softened


def _support_finding(form: Form) -> Finding | None:
    """What is to be said of every value, because of how the dialect has the attribute."""
    if form.support == "none":
        message, other = f"{form.name!r} does not exist in {form.dialect}", _other(form.dialect)
        return Finding("error", "wrong-dialect", message, f"it is an attribute of {other} only")
    if form.support == "builder":
        message = f"a builder of {form.dialect} writes {form.name!r}, no page of it tells what it does"
    elif form.support == "undocumented":
        message = f"no page of the provider documents {form.name!r}"
    else:
        return None
    return Finding("warning", "undocumented", message, "try it before you rely on it")


def _other(dialect: c.Dialect) -> c.Dialect:
    return "twiml" if dialect == "laml" else "laml"


def _deprecated_check(name: str, rule: c.Deprecated) -> Check:
    what = f"{name!r}" if rule.value is None else f"the value {rule.value!r}"
    hint = f"use {rule.instead}" if rule.instead else "nothing replaces it"
    finding = Finding("warning", "deprecated", f"{what} is deprecated", hint)
    value = rule.value
    return lambda text: finding if value is None or text == value or value in text.split() else None


def _form_checks(form: Form) -> Iterator[Check]:
    """Checks of the value's form: its kind first, then limits."""
    if form.separated is not None:
        yield _list_check(form.separated, tuple(_item_checks(form)), _empty_list_finding(form))
    elif form.number is not None:
        yield _number_check(form)
    elif form.values or (form.booleans and str not in form.kinds):
        yield _listed_check(form)
    elif form.url is not None:
        url, may_be_empty = form.url, form.may_be_empty
        yield lambda text: check_url(text, url, may_be_empty=may_be_empty)
        yield outer_blanks
    yield from map(_matches_check, form.matches)
    yield from map(_looks_check, form.looks)
    if form.length is not None:
        yield _length_check(form.length)
    if form.prefix:
        yield _prefix_check(form.prefix)


def _listed_check(form: Form) -> Check:
    """The check of a value that is one of those listed, or looks like one of them."""
    listed, is_listed = form.accepted, _is_listed(form)
    also = [re.compile(pattern) for pattern in form.also]

    def check_listed(text: str) -> Finding | None:
        if is_listed(text) or any(pattern.fullmatch(text) for pattern in also):
            return None
        hint = did_you_mean(text, listed)
        if form.open:
            message = f"got {shown(text)}, known are {', '.join(listed[:12])}"
            return Finding("warning", "unusual-value", message, hint)
        return Finding("error", "bad-value", f"got {shown(text)}, expected {form.expected()}", hint)

    return check_listed


def _is_listed(form: Form) -> Callable[[str], bool]:
    listed = frozenset(form.accepted)
    if not form.any_case:
        return listed.__contains__
    lower = {value.lower() for value in listed}
    return lambda text: text.lower() in lower


def _matches_check(rule: c.Matches) -> Check:
    pattern = re.compile(rule.pattern)

    def check_matches(text: str) -> Finding | None:
        if pattern.fullmatch(text):
            return None
        return Finding("error", "bad-value", f"got {shown(text)}, expected {rule.meaning}")

    return check_matches


def _looks_check(rule: c.Looks) -> Check:
    pattern = re.compile(rule.pattern)

    def check_looks(text: str) -> Finding | None:
        if pattern.fullmatch(text):
            return None
        got = "" if rule.private else f"got {shown(text)}, "
        return Finding("warning", "unusual-value", f"{got}expected {rule.meaning}")

    return check_looks


def _length_check(most: int) -> Check:
    def check_length(text: str) -> Finding | None:
        if len(text) <= most:
            return None
        return Finding("error", "too-long", f"{len(text)} characters, at most {most} are allowed", "shorten it")

    return check_length


def _prefix_check(letters: str) -> Check:
    def check_prefix(text: str) -> Finding | None:
        if text.startswith(letters):
            return None
        return Finding("error", "bad-value", f"got {shown(text)}, expected an identifier that begins with {letters}")

    return check_prefix


def _number_check(form: Form) -> Check:
    if str in form.kinds:
        return lambda _: None
    pattern, is_in_range, values = _DECIMAL if form.number is float else _NUMBER, _in_range(form), form.values
    takes = ", ".join([" or ".join([KIND_WORDS[form.number], *map(repr, values)]), *form.limits()])

    def check_number(text: str) -> Finding | None:
        if text in values:
            return None
        if not pattern.fullmatch(text) or len(text) > LONGEST_NUMBER:
            return Finding("error", "bad-value", f"got {shown(text)}, expected {takes}")
        if not is_in_range(float(text)):
            return Finding("error", "out-of-range", f"got {text}, expected {takes}")
        return None

    return check_number


def _in_range(form: Form) -> Callable[[float], bool]:
    least, most = form.least, form.most
    return lambda number: (least is None or number >= least) and (most is None or number <= most)


def _list_check(rule: c.Separated, item_checks: Sequence[Check], empty: Finding | None) -> Check:
    """The check of a list: how many items it has, then each of them."""

    def check_list(text: str) -> Finding | None:
        items = split(text, rule.by)
        if not items:
            return empty
        if rule.items is not None and len(items) > rule.items:
            message = f"{len(items)} items, at most {rule.items} are allowed"
            return Finding("error", "too-many", message, f"take {len(items) - rule.items} out")
        for item in items:
            for check in item_checks:
                found = check(item)
                if found is not None:
                    return found
        return None

    return check_list


def _empty_list_finding(form: Form) -> Finding | None:
    if str in form.kinds and not form.values and form.number is None:
        return None
    return Finding("error", "bad-value", f"got no item, expected {form.expected()}")


def _item_checks(form: Form) -> Iterator[Check]:
    """The checks of one item of a list."""
    most = form.separated.item_length if form.separated is not None else None
    if most is not None:
        yield _item_length_check(most)
    if form.number is int:
        yield _whole_number_check(form)
    if form.values:
        yield _listed_item_check(form)


def _item_length_check(most: int) -> Check:
    def check_length(item: str) -> Finding | None:
        if len(item) <= most:
            return None
        message = f"an item has {len(item)} characters, at most {most} are allowed"
        return Finding("error", "too-long", message, "shorten it")

    return check_length


def _whole_number_check(form: Form) -> Check:
    is_in_range = _in_range(form)

    def check_number(item: str) -> Finding | None:
        if not _NUMBER.fullmatch(item) or len(item) > LONGEST_NUMBER:
            return Finding("error", "bad-value", f"got {shown(item)}, expected whole numbers")
        if not is_in_range(int(item)):
            return Finding("error", "out-of-range", f"got {item}, expected {form.expected()}")
        return None

    return check_number


def _listed_item_check(form: Form) -> Check:
    is_listed = _is_listed(form)

    def check_item(item: str) -> Finding | None:
        if is_listed(item):
            return None
        message = f"got {shown(item)}, expected {form.expected()}"
        hint = _other_separator(item, form, is_listed) or did_you_mean(item, form.values)
        if form.open:
            return Finding("warning", "unusual-value", message, hint)
        return Finding("error", "bad-value", message, hint)

    return check_item


def _other_separator(item: str, form: Form, is_listed: Callable[[str], bool]) -> str:
    """The hint for an item that is several, separated as those of other lists are; empty if it is none of that kind."""
    by = form.separated.by if form.separated is not None else " "
    other, words = (",", "blanks, not with commas") if by == " " else (" ", f"{by!r}, not with blanks")
    parts = [part for part in item.split(other) if part]
    return f"separate the items with {words}" if other in item and all(map(is_listed, parts)) else ""


def split(text: str, by: str) -> list[str]:
    """The items of a list value; blanks around the items of a comma list do not count."""
    return text.split() if by == " " else [item.strip() for item in text.split(by) if item.strip()]


def check_url(text: str, form: c.UrlForm, *, may_be_empty: bool = False) -> Finding | None:
    """Check the form of a URL; nothing is looked up."""
    url = text.strip()
    if not url:
        if may_be_empty:
            return None
        message = "the URL is empty, which means the current document"
        return Finding("warning", "empty-value", message, "leave the attribute out")
    unwelcome = _UNWELCOME_IN_URL.search(url.replace(PLACEHOLDER, "").replace("}}", ""))
    if unwelcome:
        return Finding("error", "bad-value", f"the URL has {unwelcome[0]!r} in it", "percent-encode it")
    scheme = _SCHEME.match(url)
    if scheme is None:
        if form.absolute:
            message = f"got the relative URL {shown(url)}"
            hint = f"give an absolute URL ({' or '.join(form.schemes)})"
            if form.shown_relative:
                return Finding("warning", "unusual-value", message, hint)
            return Finding("error", "bad-value", message, hint)
        return None
    if scheme[1].lower() not in form.schemes:
        hint = f"expected {' or '.join(form.schemes)}"
        return Finding("error", "bad-value", f"got a URL of scheme {scheme[1]!r}", hint)
    if not form.query and "?" in url:
        message = "the URL has a query string, which is not passed on"
        return Finding("error", "bad-value", message, "use Parameter elements")
    return None


def outer_blanks(url: str) -> Finding | None:
    """Warn of blanks around a URL, which are easily overlooked, and which a provider may take for a part of it."""
    if not url.strip() or url == url.strip():
        return None
    return Finding("warning", "unusual-value", "the URL has blanks or line ends around it", "take them off")


def list_findings(items: Sequence[str], by: str, values: Sequence[str]) -> Iterator[Finding]:
    """Warnings about the items of a list, which cannot be found any more once the items are joined to a text."""
    name = {" ": "a blank", ",": "a comma"}[by]
    for item in items:
        several = split(item, by)
        if len(several) > 1 and item not in values:
            message = (
                f"the item {shown(item)} has {name} in it, which separates items: it becomes {len(several)} of them"
            )
            yield Finding("warning", "split-item", message, "give each on its own, or take that out")
    if not any(item.strip() for item in items):
        yield Finding("warning", "empty-value", "the list has nothing in it", "leave the attribute out, or pass None")
    elif not all(item.strip() for item in items):
        yield Finding("warning", "empty-value", "an item of the list has no text", "take it out")
    doubled = [item for item in values if items.count(item) > 1]
    if doubled:
        yield Finding("warning", "duplicate", f"{doubled[0]!r} stands in the list more than once", "give it once")


def parent_findings(name: str, value: str | None, rules: ParentRules, parent: str) -> Iterator[Finding]:
    """What is wrong with an attribute, or its value if that is known, because of the parent of its element."""
    if rules.only and parent not in rules.only:
        message = f"{name!r} is allowed in {' and '.join(rules.only)} only"
        yield Finding("error", "not-allowed-here", message, "take it out")
    if parent in rules.never:
        yield Finding("error", "not-allowed-here", f"{name!r} is not allowed in {parent}", "take it out")
    if rules.effective and parent not in rules.effective:
        message = f"{name!r} has an effect in {' and '.join(rules.effective)} only"
        yield Finding("warning", "no-effect", message, "take it out")
    values = rules.values.get(parent)
    if values is not None and value is not None and value not in values:
        message = f"in {parent} {name!r} is one of {', '.join(values)}; got {value!r}"
        yield Finding("error", "bad-value", message, "use one of them")
