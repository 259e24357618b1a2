"""Checks what is written at the moment when it is written: attributes, texts, places, attachments.

What was checked once and found right is remembered (see `element.encode`), so all here is for what is new or doubtful.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial

from ..errors import AttributeNameError, AttributeValueError, GrammarError, NestingError, Problem, TextError
from ..grammar import constraints as c
from ..grammar.attributes import Attribute, Entry, has_url, xml_name
from ..grammar.by_hand import by_hand, extras
from ..grammar.characters import illegal
from ..grammar.facts import Facts
from ..grammar.handlers import event_at, fetched_by, function_hint, handler_finding
from ..grammar.text_rules import TextRule
from ..grammar.values import Finding, outer_blanks
from ..tree import Node
from .findings import (
    entry_findings,
    kind_findings,
    place_finding,
    text_findings,
    unknown_attribute,
    where_to,
)
from .modes import dialects_at, mode_at, report, settings_at


def path_at(place: Node | None, tag: str) -> str:
    """Where an element with that tag would stand, were it put at the end of `place`."""
    return place.path_of_next(tag) if place is not None else tag


def check_attribute(
    cls: type[Node], compiled: Mapping[str, Attribute], name: str, value: object, place: Node | None
) -> Sequence[Entry]:
    """Encode one keyword argument, or the many of `extra=`, and report what is wrong with it."""
    where = partial(path_at, place, cls.tag)  # it counts the elements beside, and only what is wrong needs it
    if name == "extra":
        return extras(where, value)
    attribute = compiled.get(name) or spelled_as_in_xml(compiled, name)
    if attribute is None:
        report(AttributeNameError, unknown_attribute(cls, name, list(compiled)), where, mode_at(place))
        # not raised in this mode; a check of the whole document finds it, as it does in a text
        return [entry._replace(verdict=c.BOTH) for entry in by_hand(where, {xml_name(name): value})]
    entry = attribute.entry(value)
    if entry.refused_in == c.BOTH and _has_no_text(
        attribute, entry, value, place, lambda: f"{where()}@{attribute.name}"
    ):
        return by_hand(where, {attribute.name: value})
    found = check_entry(cls, entry, place) if entry.verdict else ()
    if entry.fragment is None:
        fetched = fetched_by(cls.tag, attribute.name, attribute.forms(dialects_at(place))[0])
        if misfit := handler_finding(value, fetched, cls.kind, event_at(cls.tag, attribute.name)):
            report(AttributeValueError, misfit, lambda: f"{where()}@{attribute.name}", mode_at(place))
    if attribute.list_of and not attribute.remembers(entry, value):
        for finding in () if any(each.severity == "error" for each in found) else attribute.of_list(value):
            report(AttributeValueError, finding, lambda: f"{where()}@{attribute.name}", mode_at(place))
    return (entry,)


def spelled_as_in_xml(compiled: Mapping[str, Attribute], name: str) -> Attribute | None:
    """The attribute of that name in XML, `numDigits` or `from`: twilio-python takes these as keywords too."""
    return next((attribute for attribute in compiled.values() if attribute.name == name), None)


def named(cls: type[Node], positional: Sequence[object], attributes: Mapping[str, object]) -> Mapping[str, object]:
    """The attributes of a verb with those that were given by position, in twilio-python's order.

    Raises:
        TypeError: There are more values than attributes, or one is given by its keyword as well.
    """
    keywords = cls.by_position.split()
    if len(positional) > len(keywords):
        text = cls.text_rule.name if cls.text_rule is not None else ""
        taken = ", ".join([text, *keywords] if text else keywords)
        message = f"<{cls.tag}> takes {taken or 'no value'} by position"
        raise TypeError(f"{message}, got {len(positional) - len(keywords)} more; give attributes by keyword")
    by_keyword = dict(zip(keywords, positional, strict=False))
    doubled = next((keyword for keyword in by_keyword if keyword in attributes), None)
    if doubled is not None:
        raise TypeError(f"<{cls.tag}> got {doubled!r} by position and by keyword; give it once")
    return {**by_keyword, **attributes}


def _has_no_text(
    attribute: Attribute, entry: Entry, value: object, place: Node | None, where: Callable[[], str]
) -> bool:
    """Whether a value has no form in XML, which is reported; one with characters that XML cannot carry is refused."""
    if entry.fragment is None:
        message = f"got {attribute.given(value)}, expected {attribute.accepts(dialects_at(place))}"
        hint = function_hint(value) if attribute.is_url else ""
        report(AttributeValueError, Finding("error", "bad-type", message, hint), where, mode_at(place))
        return True
    wrong = illegal(attribute.text(value) or "")
    if wrong:
        message, hint = f"the value has {wrong}, which XML cannot carry", "take it out or replace it"
        raise AttributeValueError(Problem("error", "illegal-character", message, where(), None, hint))
    return False


def check_entry(cls: type[Node], entry: Entry, place: Node | None) -> Sequence[Finding]:
    """Report, and return, what is wrong with the value of an attribute where it is put."""
    mode, dialects = settings_at(place)
    found = entry_findings(entry, dialects, place.tag if place is not None else None)
    for finding in found:
        report(AttributeValueError, finding, lambda: f"{path_at(place, cls.tag)}@{entry.name}", mode)
    return found


def check_url_object(element: Node, value: object) -> None:
    """Report a handler given as the text of an element that fetches a file, or a document of another kind."""
    rule = element.text_rule
    misfit = handler_finding(value, rule.fetched, element.kind) if rule is not None else None
    if misfit:
        report(TextError, misfit, lambda: element.path, mode_at(element))


def check_missing(cls: type[Node], attributes: Mapping[str, object], place: Node | None) -> None:
    """Report which attributes an element must have and was not given."""
    extra = attributes.get("extra")
    for name in cls.required:
        if attributes.get(name) is not None:
            continue
        spelled = xml_name(name)
        if attributes.get(spelled) is None and not (isinstance(extra, Mapping) and spelled in extra):
            finding = Finding("error", "missing-attribute", f"<{cls.tag}> needs {spelled!r}", f"pass {name}=")
            report(AttributeValueError, finding, partial(path_at, place, cls.tag), mode_at(place))


def check_kind(element: Node, place: Node | None) -> None:
    """Report what is doubtful about an element of its kind, such as that it is deprecated."""
    mode, dialects = settings_at(place)
    for finding in kind_findings(Facts(element), dialects):
        report(GrammarError, finding, partial(path_at, place, element.tag), mode)


def check_place(place: Node, tag: str) -> None:
    """Report what is doubtful or, in the document's dialect, wrong with a place."""
    mode, dialects = settings_at(place)
    finding = place_finding(place, tag, dialects)
    if finding:
        report(NestingError, finding, partial(path_at, place, tag), mode)


def report_no_place(start: Node, top: Node, tag: str, *, is_open: bool) -> None:
    """Report that a verb, called on `start`, found no place up to `top`.

    Args:
        start: The element that the verb was called on.
        top: The last one that was asked.
        tag: The tag of the verb's element.
        is_open: Whether the search ended there because its `with` block is open.
    """
    if is_open:
        message = f"<{tag}> would climb out of <{top.tag}>, whose 'with' block is open"
        hint = "call it on the element that shall hold it"
    elif top is start:
        message, hint = f"<{tag}> may not stand in <{start.tag}>", where_to(start, tag)
    else:
        message = f"<{tag}> may stand neither in <{start.tag}> nor in what holds it"
        hint = where_to(top, tag)
    finding = Finding("error", "not-allowed-here", message, hint)
    report(NestingError, finding, partial(path_at, start, tag), mode_at(start))


def check_attachment(place: Node, element: Node) -> None:
    """Report what is wrong with an element in its new place and dialect."""
    above: Node | None = place
    while above is not None:
        if above is element:
            message, hint = f"<{element.tag}> cannot stand in itself", "attach a deepcopy of it"
            raise NestingError(Problem("error", "not-allowed-here", message, place.path, None, hint))
        above = above._parent
    mode, dialects = settings_at(place)
    if mode == "off":
        return
    if not element.unknown and not place.unknown:
        finding = place_finding(place, element.tag, dialects)
        if finding:
            report(NestingError, finding, partial(path_at, place, element.tag), mode)
    for kind, finding, below in _of_attached(element, place, dialects):
        report(kind, finding, lambda path=below: path_at(place, element.tag) + path, mode)  # type: ignore[misc]


def _of_attached(element: Node, place: Node, dialects: int) -> Iterator[tuple[type[GrammarError], Finding, str]]:
    """What a detached element could not know: its parent, and the dialect of the document; with the path in it."""
    for entry in element._attributes:
        for finding in entry_findings(entry, dialects, place.tag) if entry.verdict else ():
            if finding.severity == "error" or dialects != c.BOTH:
                yield AttributeValueError, finding, f"@{entry.name}"
    if dialects == c.BOTH:  # the rest was checked by both when it was made
        return
    for finding in kind_findings(Facts(element), dialects):
        yield GrammarError, finding, ""
    text = element.written
    if text and not element.unknown:
        for finding in text_findings(element, text, dialects, whole=False):
            yield TextError, finding, ""
    for child in element.children:
        misplaced = place_finding(element, child.tag, dialects) if child.tag in element.holds else None
        if misplaced:
            yield NestingError, misplaced, f"/{child.tag}"
        for kind, finding, path in _of_attached(child, element, dialects):
            yield kind, finding, f"/{child.tag}{path}"


def check_text(element: Node, text: str) -> None:
    """Raise if XML cannot carry the text; report if the element takes none, or not this one."""
    wrong = illegal(text)
    if wrong:
        message, hint = f"the text has {wrong}, which XML cannot carry", "take it out or replace it"
        raise TextError(Problem("error", "illegal-character", message, element.path, None, hint))
    mode = mode_at(element)
    if mode == "off" or element.unknown:
        return
    rule = element.text_rule
    if rule is not None and not element._content and rule.is_surely_right(text, element.always_short_enough):
        element.remember(text)
        return
    before = element.written
    findings = list(text_findings(element, f"{before or ''}{text}", dialects_at(element), whole=False))
    if rule is not None and rule.kind == "url":
        findings += filter(None, [outer_blanks(text)])
    for finding in findings:
        report(TextError, finding, lambda: element.path, mode)
    if rule is not None and before == "" and _is_right(rule, text):
        element.remember(text)


def _is_right(rule: TextRule, text: str) -> bool:
    """Whether neither dialect has anything against a text."""
    return not any(any(rule.findings(text, dialect, "", whole=False)) for dialect in (c.LAML, c.TWIML))


def report_none(element: Node) -> None:
    """Report `None` in place of a text, which an element that may be empty would hide."""
    rule = element.text_rule
    wanted = "a URL" if rule is not None and rule.kind == "url" else "a text"
    finding = Finding("error", "bad-type", f"got None, expected {wanted}", "leave it out for an empty one")
    report(TextError, finding, lambda: path_at(element._parent, element.tag), mode_at(element._parent))


def takes_url(element: Node, value: object) -> bool:
    """Whether the value is an object whose URL may be this element's text."""
    rule = element.text_rule
    return rule is not None and rule.kind == "url" and has_url(value)
