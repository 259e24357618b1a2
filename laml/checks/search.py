"""Searches a whole document for everything that is wrong with it, or only for the errors that no call could see.

The search asks each element what its class makes it ask (`Questions`), which takes no message and no path; only of an
element with something to report are the findings made.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Final

from ..errors import DocumentError, LamlWarning, Problem, UrlError
from ..grammar import constraints as c
from ..grammar.attributes import Entry
from ..grammar.characters import DECLARATION, MAX_DOCUMENT_BYTES
from ..grammar.facts import Facts
from ..grammar.text_rules import SHORT_SPEECH
from ..grammar.values import Finding
from ..render import write
from ..tree import Node, in_order, paths_in
from .amazon import PREFIX, amazon_attribute_findings, amazon_place_finding
from .findings import (
    entry_findings,
    missing_attributes,
    place_finding,
    text_findings,
    unknown_attribute,
    unknown_element,
)
from .inline import inline_problems
from .modes import as_problem, caller_depth, checked_dialect, mode_at
from .order import order_problems
from .questions import questions_by_class, questions_of

_BYTES_PER_CHARACTER: Final = 4
_BYTES_OF_ESCAPED: Final = 5
"""The most bytes of one character of a text, as `&amp;` has; in UTF-8 they are four at most."""
_MARK_UP: Final = re.compile("<[a-z]")
"""What mark-up of speech begins with; verbs and nouns begin with a capital."""


def problems(
    root: Node, dialect: c.Dialect | None = None, *, inline: bool = False, xml: str | None = None
) -> Iterator[Problem]:
    """Every problem of a document, in document order, those of the whole last.

    Args:
        root: The outermost element.
        dialect: Check by this dialect; otherwise by the document's own, or by what either allows.
        inline: Check it as one that a REST request carries.
        xml: The document rendered, where that is at hand; its size is taken instead of counted.
    """
    dialects = c.BITS[checked_dialect(dialect) or getattr(root, "dialect", None)]
    if root.tag != "Response":
        message = f"the root is <{root.tag}>, expected <Response>"
        yield Problem("error", "wrong-root", message, root.tag, root.line)
    try:
        found = suspects(root, dialects)
        if found:
            paths = {id(x): path for x, path in zip(in_order(root), paths_in(root, root.tag), strict=True)}
            for node in found:
                for finding, name in _of_node(node, dialects):
                    path = paths[id(node)]
                    yield as_problem(finding, f"{path}@{name}" if name else path, node.line)
    except RecursionError:
        yield too_deep(root)
    yield from order_problems(root, dialects)
    if xml is not None:
        yield from size_problems(len(xml.encode()))
    elif not getattr(root, "was_parsed", True):  # one that was parsed was measured before
        yield from size_problems(_bytes_in(root))
    if inline:
        with suppress(UrlError, RecursionError):  # reported when it is rendered, and above
            yield from inline_problems(root, DECLARATION + write(root, [], declaration=False, pretty=False))


def suspects(root: Node, dialects: int) -> list[Node]:
    """The elements with which, or with whose place, something may be wrong, in document order."""
    found: list[Node] = []
    misplaced: set[int] = set()
    made = questions_by_class(dialects)
    stack = [root]
    while stack:
        node = stack.pop()
        questions = made.get(node.__class__) or questions_of(node.__class__, dialects)
        is_suspect = node.unknown or (bool(misplaced) and id(node) in misplaced)
        if not is_suspect and questions.nothing_wrong_with_container(node):
            children = [item for item in node._content if hasattr(item, "_content")]
        else:
            facts = Facts(node)
            children = facts.children
            if is_suspect or not questions.nothing_wrong(facts):
                found.append(node)
        if children:
            holds = node.holds
            to_ask = []
            for child in children:
                verdict = holds.get(child.tag)
                if verdict is None or (verdict and (verdict | verdict >> 2) & dialects == dialects):
                    misplaced.add(id(child))
                elif (below := made.get(child.__class__)) and below.nothing_wrong_with_leaf(child):
                    continue
                to_ask.append(child)
            to_ask.reverse()
            stack += to_ask
    return found


def _of_node(node: Node, dialects: int) -> Iterator[tuple[Finding, str]]:
    """What to report of one element and its place, each with the name of the attribute that it is about, if any."""
    above = node._parent
    if above is not None:
        finding = _of_place(above, node, dialects)
        if finding:
            yield finding, ""
    if not node.unknown:
        for entry in node._attributes:
            for finding in _of_entry(node, entry, dialects, above.tag if above is not None else None):
                yield finding, entry.name
    elif node.tag.startswith(PREFIX):
        yield from amazon_attribute_findings(node)
    for finding in _of_content(node, dialects):
        yield finding, ""


def _of_place(holder: Node, node: Node, dialects: int) -> Finding | None:
    if not node.unknown:
        return None if holder.unknown else place_finding(holder, node.tag, dialects)
    if holder.any_child:
        return None
    if node.tag.startswith(PREFIX):
        return amazon_place_finding(holder, node, dialects)
    if node.line is None:
        return Finding("warning", "unchecked", f"<{node.tag}> was written by hand and is not checked")
    return unknown_element(holder, node.tag, dialects)


def _of_entry(node: Node, entry: Entry, dialects: int, parent: str | None) -> Iterator[Finding]:
    if entry.attribute is not None:
        yield from entry_findings(entry, dialects, parent)
    elif entry.refused_in:
        known = [attribute.name for attribute in node.attributes_known().values()]
        yield unknown_attribute(type(node), entry.name, known)
    elif entry.doubted_in and not entry.name.startswith("xmlns"):
        yield Finding("warning", "unchecked", "written by hand and not checked")


def _of_content(node: Node, dialects: int, *, again: bool = True) -> Iterator[Finding]:
    """What to report of what an element holds; with `again` also what the calls that wrote it reported."""
    facts = Facts(node)
    if again:
        yield from missing_attributes(facts)
    text = node.written
    reported: set[str] = set()
    if text is not None and not node.unknown:
        if not again:
            reported = {finding.message for finding in text_findings(node, text, dialects, whole=False)}
        for finding in text_findings(node, text, dialects, whole=True):
            if finding.message not in reported:
                yield finding
            reported.add(finding.code)
    foreign = {e.name for e in node._attributes if e.attribute is not None and e.attribute.is_foreign(dialects)}
    for rule in node.rules:
        if rule.holds_in(dialects) and getattr(rule, "attribute", None) not in foreign and rule.broken(facts):
            for finding in rule.within(dialects).findings(facts):
                key = finding.code if finding.code == "missing-text" else finding.message
                if key not in reported:
                    reported.add(key)
                    yield finding


def errors_of_whole(root: Node, asked: Sequence[Node], xml: str) -> list[Problem]:
    """The errors of a document though each call that made it was right.

    Args:
        root: The document.
        asked: Its elements that can have such errors.
        xml: The document rendered.
    """
    mode = mode_at(root)
    if mode == "off":
        return []
    found: list[Problem] = []
    if root.tag != "Response" or getattr(root, "was_parsed", False):
        found = [problem for problem in problems(root) if problem.severity == "error"]
    else:
        dialects = c.BITS[getattr(root, "dialect", None)]
        again = mode == "strict"  # where a call only warned, rendering would warn of the same once more
        nodes = [(node, again) for node in asked if not _has_no_error(node, dialects)]
        if len(xml) > SHORT_SPEECH and _MARK_UP.search(xml):
            nodes += [(node, True) for node in _marked_up(root)]
        for node, each in nodes:
            for finding in _of_content(node, dialects, again=each):
                if finding.severity == "error":
                    found.append(as_problem(finding, node.path, node.line))
    if len(xml) * _BYTES_PER_CHARACTER > MAX_DOCUMENT_BYTES:
        found += size_problems(len(xml.encode()))
    return found


def _has_no_error(node: Node, dialects: int) -> bool:
    return questions_of(node.__class__, dialects, errors=True).nothing_wrong(Facts(node))


def _marked_up(node: Node) -> Iterator[Node]:
    """Elements that hold mark-up: each piece was checked when it was written, and their lengths together were not."""
    for child in node.children:
        if child.is_markup and child.children and not child.asked_when_rendered:
            yield child
        else:
            yield from _marked_up(child)


def refuse(root: Node, found: Sequence[Problem]) -> None:
    """Raise `DocumentError`, or warn of each problem, as the document's mode says."""
    if mode_at(root) == "strict":
        raise DocumentError(found)
    for problem in found:
        warnings.warn(str(problem), LamlWarning, stacklevel=caller_depth())


def size_problems(size: int) -> list[Problem]:
    """The problem of a document of so many bytes, if it is one."""
    if size <= MAX_DOCUMENT_BYTES:
        return []
    message = f"the document has {size} bytes, providers read at most {MAX_DOCUMENT_BYTES}"
    return [Problem("error", "too-large", message, "Response", None, "split it, and go on by <Redirect>")]


def too_deep(root: Node) -> Problem:
    """The problem of elements within elements without end."""
    return Problem("error", "too-deep", "elements are nested too deep", root.tag, root.line, "put them side by side")


def _bytes_in(root: Node) -> int:
    """How many bytes an element has in XML, at least where they are too many; URLs of objects are not counted."""
    most = len(DECLARATION)
    stack = [root]
    while stack:
        node = stack.pop()
        most += _BYTES_PER_CHARACTER * 2 * len(node.tag) + len("<></>")
        for entry in node._attributes:
            most += _BYTES_PER_CHARACTER * len(entry[1] or "")
        for item in node._content:
            if item.__class__ is str:
                most += _BYTES_OF_ESCAPED * len(item)
            elif hasattr(item, "_content"):
                stack.append(item)
    if most <= MAX_DOCUMENT_BYTES:
        return most
    with suppress(UrlError, RecursionError):  # reported elsewhere
        return len(write(root, [], declaration=True, pretty=False).encode())
    return 0
