"""Judges what is written at the moment when it is written: attributes, places, attachments.

A finding that is an error in every dialect at hand raises (`strict`), warns (`warn`) or passes (`off`); a doubt
warns. Called only where something is new or doubtful: what was judged once and found good is remembered (see
`element.encode`).
"""

from __future__ import annotations

import os.path
import sys
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import partial
from typing import TYPE_CHECKING, Final, Literal, get_args

from ..errors import (
    AttributeNameError,
    AttributeValueError,
    GrammarError,
    LamlDeprecationWarning,
    LamlWarning,
    NestingError,
    Problem,
    SettingError,
    TextError,
)
from ..grammar import constraints as c
from ..grammar.attributes import DEPENDS_ON_PARENT, Attribute, Entry, has_url, xml_name
from ..grammar.by_hand import by_hand, extras
from ..grammar.characters import KEPT, KEPT_LENGTH, illegal
from ..grammar.spelling import nearest
from ..grammar.values import Finding, of_both, outer_blanks

if TYPE_CHECKING:
    from types import FrameType

    from ..element import Element
    from ..grammar.text_rules import TextRule

Mode = Literal["strict", "warn", "off"]

_mode: ContextVar[Mode] = ContextVar("laml.validation", default="strict")
_HERE: Final = os.path.join(os.path.dirname(os.path.dirname(__file__)), "")


@contextmanager
def validation(mode: Mode) -> Iterator[None]:
    """Set how strict calls inside the block are: `strict` raises, `warn` warns, `off` passes all that is well formed.

    Holds for this thread or task, and for elements made inside, unless their document has a mode of its own.
    """
    token = _mode.set(checked_mode(mode))
    try:
        yield
    finally:
        _mode.reset(token)


_DIALECTS: Final = (None, *get_args(c.Dialect))


def checked_mode(mode: Mode) -> Mode:
    """The mode, if it is one."""
    if mode not in get_args(Mode):
        raise SettingError(f"got validation mode {mode!r}, expected 'strict', 'warn' or 'off'")
    return mode


def checked_dialect(dialect: c.Dialect | None) -> c.Dialect | None:
    """The dialect, if it is one."""
    if dialect not in _DIALECTS:
        raise SettingError(f"got dialect {dialect!r}, expected 'laml', 'twiml' or None")
    return dialect


def mode_at(place: Element | None) -> Mode:
    """The mode that holds for what is written into `place`."""
    own: Mode | None = getattr(place.root, "_validate", None) if place is not None else None
    return own or _mode.get()


def bits_at(place: Element | None) -> int:
    """The dialects that what is written into `place` is judged by."""
    return c.BITS[getattr(place.root, "dialect", None)] if place is not None else c.BOTH


def path_at(place: Element | None, tag: str) -> str:
    """Where an element with that tag would stand, were it put at the end of `place`."""
    if place is None:
        return tag
    alike = sum(child.tag == tag for child in place.children)
    return f"{place.path}/{tag}[{alike + 1}]" if alike else f"{place.path}/{tag}"


def tell(kind: type[GrammarError], problem: Problem, mode: Mode) -> None:
    """Raise or warn, as the mode says."""
    if mode == "strict" and problem.severity == "error":
        raise kind(problem)
    if mode != "off":
        category = LamlDeprecationWarning if problem.code == "deprecated" else LamlWarning
        warnings.warn(str(problem), category, stacklevel=outside())


def outside() -> int:
    """How many frames up from its own caller the first one stands that is not of this package."""
    frame: FrameType | None = sys._getframe()
    level = 0
    while frame is not None and frame.f_code.co_filename.startswith(_HERE):
        frame, level = frame.f_back, level + 1
    return level


def judge_attribute(
    cls: type[Element], fit: Mapping[str, Attribute], name: str, value: object, place: Element | None
) -> Sequence[Entry]:
    """Encode one keyword argument, or the many of `extra=`, and tell what is wrong with it."""
    if name == "extra":
        return extras(lambda: path_at(place, cls.tag), value)
    attribute = fit.get(name)
    entry = attribute.entry(value) if attribute is not None else None
    doubts: list[Finding] = []
    if attribute is not None and entry is not None:
        if attribute.remembers(entry, value):
            if agreed(entry, place):
                return (entry,)
            parent = place.tag if place is not None else None
            for problem in entry_problems(entry, bits_at(place), parent, path_at(place, cls.tag)):
                tell(AttributeValueError, problem, mode_at(place))
            return (entry,)
        doubts += attribute.of_list(value)
        if not doubts and agreed(entry, place):
            return (entry,)
    mode = mode_at(place)
    where = partial(path_at, place, cls.tag)  # it counts the elements beside, and only what is wrong needs it
    if attribute is None or entry is None:
        _unknown(cls, fit, name, where(), mode)
        return by_hand(where, {xml_name(name): value})
    if entry.fragment is None and entry.refused_in:
        message = f"got {attribute.given(value)}, expected {attribute.accepts(bits_at(place))}"
        tell(AttributeValueError, Problem("error", "bad-type", message, f"{where()}@{attribute.name}"), mode)
        return by_hand(where, {attribute.name: value})
    wrong = illegal(attribute.text(value) or "")
    if wrong:
        message = f"the value has {wrong}, which XML cannot carry"
        path, hint = f"{where()}@{attribute.name}", "take it out or replace it"
        raise AttributeValueError(Problem("error", "illegal-character", message, path, None, hint))
    found = list(entry_problems(entry, bits_at(place), place.tag if place is not None else None, ""))
    if not any(problem.severity == "error" for problem in found):
        found += [Problem(*doubt[:3], f"@{attribute.name}", None, doubt[3]) for doubt in doubts]
    for problem in found:
        tell(AttributeValueError, problem._replace(path=f"{where()}{problem.path}"), mode)
    return (entry,)


def agreed(entry: Entry, place: Element | None) -> bool:
    """Whether nothing is wrong with a value in the dialect of `place`, nor with its being there."""
    bits = bits_at(place)
    verdict = entry[2]
    if (verdict | verdict >> 2) & bits == bits:
        return False
    return not verdict & DEPENDS_ON_PARENT or not entry.misplaced(place.tag if place is not None else None, bits)


def judge_missing(cls: type[Element], attributes: Mapping[str, object], place: Element | None) -> None:
    """Tell which attributes an element must have and was not given."""
    extra = attributes.get("extra")
    for name in cls.required:
        if attributes.get(name) is None and not (isinstance(extra, Mapping) and xml_name(name) in extra):
            message = f"<{cls.tag}> needs {xml_name(name)!r}"
            problem = Problem("error", "missing-attribute", message, path_at(place, cls.tag), None, f"pass {name}=")
            tell(AttributeValueError, problem, mode_at(place))


def judge_kind(element: Element, place: Element | None) -> None:
    """Tell what is doubtful about an element of its kind, such as that it is deprecated."""
    for problem in kind_problems(element, bits_at(place), path_at(place, element.tag)):
        tell(GrammarError, problem, mode_at(place))


def kind_problems(element: Element, bits: int, path: str) -> Iterator[Problem]:
    """What holds of every element of that class, in every dialect of `bits`."""
    for rule in element.told_at_once:
        if rule.bits & bits == bits:
            for severity, code, message, hint in rule.findings(element):
                yield Problem(severity, code, message, path, None, hint)


def _unknown(cls: type[Element], fit: Mapping[str, Attribute], name: str, path: str, mode: Mode) -> None:
    near = nearest(name, list(fit))
    takes = f"<{cls.tag}> takes {', '.join(sorted(fit))}" if fit else f"<{cls.tag}> takes no attributes"
    message = f"unknown attribute {name!r}" + (f" (did you mean {near!r}?)" if near else "")
    tell(AttributeNameError, Problem("error", "unknown-attribute", message, path, None, takes), mode)


def entry_problems(
    entry: Entry, bits: int, parent: str | None, path: str, line: int | None = None
) -> Iterator[Problem]:
    """The findings about one attribute that hold in every dialect of `bits`."""
    attribute = entry.attribute
    if attribute is None:
        return
    where = f"{path}@{attribute.name}"
    for finding in (*entry.findings[bits], *entry.misplaced(parent, bits)):
        yield Problem(finding.severity, finding.code, finding.message, where, line, finding.hint)


def is_foreign(entry: Entry, bits: int) -> bool:
    """Whether the attribute belongs to no dialect of `bits`, whatever its value."""
    return entry.attribute is not None and entry.attribute.is_foreign(bits)


def place_problem(place: Element, tag: str, bits: int, path: str, line: int | None = None) -> Problem | None:
    """What is wrong with an element of that tag in `place`."""
    verdict = place.holds.get(tag)
    if verdict is None:
        message = f"<{tag}> may not stand in <{place.tag}>"
        return Problem("error", "not-allowed-here", message, path, line, _where(place, tag))
    if verdict & bits == bits:
        other = "twiml" if bits == c.LAML else "laml"
        message = f"<{tag}> in <{place.tag}> does not exist in {'laml' if bits == c.LAML else 'twiml'}"
        return Problem("error", "wrong-dialect", message, path, line, f"it belongs to {other} only")
    if (verdict | verdict >> 2) & bits == bits:
        message = f"no page of the provider documents <{tag}> in <{place.tag}>"
        return Problem("warning", "undocumented", message, path, line, "try it before you rely on it")
    return None


def _where(place: Element, tag: str) -> str:
    """Where an element with that tag belongs, and what the place takes."""
    from ..registry import home  # noqa: PLC0415 - the registry knows all elements, and they know this module

    takes = ", ".join(f"<{name}>" for name in place.holds) or "nothing"
    return f"{home(tag, getattr(place.root, 'kind', None))}; <{place.tag}> takes {takes}"


def no_place(start: Element, top: Element, tag: str) -> Element:
    """Tell that a verb found no place; where that does not raise, it stays where it was called."""
    if top._open and top._parent is not None:
        message = f"<{tag}> would climb out of <{top.tag}>, whose 'with' block is open"
        hint = "call it on the element that shall hold it"
    elif top is start:
        message, hint = f"<{tag}> may not stand in <{start.tag}>", _where(start, tag)
    else:
        message = f"<{tag}> may stand neither in <{start.tag}> nor in what holds it"
        hint = _where(top, tag)
    tell(NestingError, Problem("error", "not-allowed-here", message, path_at(start, tag), None, hint), mode_at(start))
    return start


def judge_place(place: Element, tag: str) -> None:
    """Tell what is doubtful or, in the document's dialect, wrong with a place."""
    problem = place_problem(place, tag, bits_at(place), path_at(place, tag))
    if problem:
        tell(NestingError, problem, mode_at(place))


def judge_attachment(place: Element, element: Element) -> None:
    """Tell what is wrong with an element in its new place and dialect."""
    above: Element | None = place
    while above is not None:
        if above is element:
            hint = "attach a deepcopy of it"
            raise NestingError(
                Problem("error", "not-allowed-here", f"<{element.tag}> cannot stand in itself", place.path, None, hint)
            )
        above = above._parent
    mode = mode_at(place)
    if mode == "off":
        return
    bits = bits_at(place)
    if (
        bits == c.BOTH
        and place.holds.get(element.tag) == 0
        and not any(entry.verdict & DEPENDS_ON_PARENT for entry in element._attributes)
    ):
        return  # judged by both dialects when it was made
    if not element.unknown and not place.unknown:
        problem = place_problem(place, element.tag, bits, element.tag)
        if problem:
            tell(NestingError, _below(place, element, problem), mode)
    for kind, found in _in_tree(element, place, bits, element.tag):
        tell(kind, _below(place, element, found), mode)


def _below(place: Element, element: Element, problem: Problem) -> Problem:
    """A problem in `element`, whose path begins there, with the path that it has in `place`."""
    return problem._replace(path=path_at(place, element.tag) + problem.path.removeprefix(element.tag))


def _in_tree(element: Element, place: Element, bits: int, path: str) -> Iterator[tuple[type[GrammarError], Problem]]:
    """What was judged by both dialects is judged again by the document's own, and by its parent."""
    for entry in element._attributes:
        for problem in entry_problems(entry, bits, place.tag, path):
            if problem.severity == "error" or bits != c.BOTH:
                yield AttributeValueError, problem
    if bits == c.BOTH:
        return
    for problem in kind_problems(element, bits, path):
        yield GrammarError, problem
    for severity, code, message, hint in text_findings(element, bits, whole=False):
        yield TextError, Problem(severity, code, message, path, None, hint)
    for child in element.children:
        misplaced = (
            place_problem(element, child.tag, bits, f"{path}/{child.tag}") if child.tag in element.holds else None
        )
        if misplaced:
            yield NestingError, misplaced
        yield from _in_tree(child, element, bits, f"{path}/{child.tag}")


def judge_text(element: Element, text: str) -> None:
    """Raise if XML cannot carry the text; tell if the element takes none, or not this one."""
    found = illegal(text)
    if found:
        message = f"the text has {found}, which XML cannot carry"
        raise TextError(Problem("error", "illegal-character", message, element.path, None, "take it out or replace it"))
    rule = element.text_rule
    mode = mode_at(element)
    if mode == "off" or element.unknown:
        return
    if rule is not None and not element._content and rule.beyond_doubt(text, element.shortest_text):
        _remember(type(element), text)
        return
    before = element.written
    findings = list(_of_text(element, f"{before or ''}{text}", bits_at(element)))
    if rule is not None and rule.kind == "url":
        findings += filter(None, [outer_blanks(text)])
    for severity, code, message, hint in findings:
        tell(TextError, Problem(severity, code, message, element.path, None, hint), mode)
    clean = rule is not None and not any(any(rule.findings(text, bit, "", whole=False)) for bit in (c.LAML, c.TWIML))
    if clean and before == "":
        _remember(type(element), text)


def _remember(cls: type[Element], text: str) -> None:
    """Keep a text that neither dialect objects to; a URL with blanks around it is told again."""
    if len(text) <= KEPT_LENGTH and (text == text.strip() or not cls.text_rule or cls.text_rule.kind != "url"):
        if len(cls.texts) >= KEPT:
            cls.texts.clear()
        cls.texts.add(text)


def whole_text_is_sound(cls: type[Element], rule: TextRule, text: str, bits: int) -> bool:
    """Whether the whole text of an element is good in at least one dialect of `bits`."""
    found = {bit: any(rule.findings(text, bit, cls.tag, whole=True)) for bit in (c.LAML, c.TWIML)}
    if text and not any(found.values()):
        _remember(cls, text)
    return not all(found[bit] for bit in (c.LAML, c.TWIML) if bit & bits)


def text_findings(element: Element, bits: int, *, whole: bool = True) -> Iterator[Finding]:
    """What is wrong with the text of an element, in every dialect of `bits`; only a `whole` one can be missing.

    A URL that an object gives later is not asked for, so such a text is not judged.
    """
    text = element.written
    if text is not None and not element.unknown:
        yield from _of_text(element, text, bits, whole=whole)


def _of_text(element: Element, text: str, bits: int, *, whole: bool = False) -> Iterator[Finding]:
    rule, tag = element.text_rule, element.tag
    if rule is None:
        if text.strip():
            hint = "put it into <Say>, <Message> or another element"
            yield Finding("error", "unexpected-text", f"<{tag}> takes no text", hint)
        return
    dialects = [bit for bit in (c.LAML, c.TWIML) if bit & bits]
    found = [list(rule.findings(text, bit, tag, whole=whole, element=element)) for bit in dialects]
    if all(found):
        errors = all(any(finding[0] == "error" for finding in each) for each in found)
        for severity, code, message, hint in found[0] if len(found) == 1 else of_both(*found):
            yield Finding(severity if errors else "warning", code, message, hint)


def takes_url(element: Element, value: object) -> bool:
    """Whether the value is an object whose URL may be this element's text."""
    rule = element.text_rule
    return rule is not None and rule.kind == "url" and has_url(value)
