"""Checks a whole document against the grammar and yields every problem. Knows elements only by what they show."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from ..errors import DocumentError, LamlWarning, Problem, UrlError
from ..grammar import constraints as c
from ..grammar.attributes import Entry, xml_name
from ..grammar.characters import escape
from ..grammar.spelling import nearest
from ..grammar.text_rules import SHORT_SPEECH
from ..sound import is_sound, suspects
from ..tree import in_order, paths_in
from .calls import checked_dialect, entry_problems, is_foreign, mode_at, outside, place_problem, text_findings
from .inline import inline_problems
from .order import flow_problems

if TYPE_CHECKING:
    from ..element import Element

DECLARATION: Final = '<?xml version="1.0" encoding="UTF-8"?>'
MAX_DOCUMENT_BYTES: Final = 65_536
"""The largest document that either provider fetches (error 11750)."""
_BYTES_PER_CHARACTER: Final = 4
_MARK_UP: Final = re.compile("<[a-z]")
"""What mark-up of speech begins with; verbs and nouns begin with a capital."""


def problems(root: Element, dialect: c.Dialect | None = None, *, inline: bool = False) -> Iterator[Problem]:
    """Every problem of a document, in document order, those of the whole last.

    Args:
        root: The outermost element.
        dialect: Judge by this dialect; otherwise by the document's own, or by what either allows.
        inline: Judge it as one that a REST request carries.
    """
    bits = c.BITS[checked_dialect(dialect) or getattr(root, "dialect", None)]
    if root.tag != "Response":
        yield Problem("error", "wrong-root", f"the root is <{root.tag}>, expected <Response>", root.tag, root.line)
    try:
        found = suspects(root, bits)
        if found:
            paths = {id(x): path for x, path in zip(in_order(root), paths_in(root, root.tag), strict=True)}
            for element in found:
                yield from _of_element(element, bits, paths[id(element)])
    except RecursionError:
        yield too_deep(root)
    yield from flow_problems(root, bits)
    if not getattr(root, "loose", True):  # one that was parsed was measured before
        yield from size_problems(len(DECLARATION) + _bytes_in(root))
    if inline:
        with suppress(UrlError, DocumentError):  # told when it is rendered, and above
            yield from inline_problems(root, DECLARATION + root.to_xml(fragment=True))


def _bytes_in(root: Element) -> int:
    """How many bytes an element has in XML; URLs that objects know count when they are asked for."""
    size = 0
    stack = [root]
    while stack:
        element = stack.pop()
        size += (
            len(f"<{element.tag}></{element.tag}>".encode()) if element._content else len(f"<{element.tag} />".encode())
        )
        size += sum(len((entry.fragment or "").encode()) for entry in element._attributes)
        for item in element._content:
            if hasattr(item, "_content"):
                stack.append(item)
            elif isinstance(item, str):
                size += len(escape(item).encode())
    return size


def too_deep(root: Element) -> Problem:
    """The problem of elements within elements without end."""
    return Problem("error", "too-deep", "elements are nested too deep", root.tag, root.line, "put them side by side")


def _of_element(element: Element, bits: int, path: str) -> Iterator[Problem]:
    """Problems of one element, and of where it stands."""
    above = element._parent
    if above is not None and ((above.holds.get(element.tag) != 0 and not above.unknown) or element.unknown):
        yield from _of_place(above, element, bits, path)
    for entry in () if element.unknown else element._attributes:
        if entry.verdict:
            yield from _of_entry(element, entry, bits, above.tag if above is not None else None, path)
    yield from _of_content(element, bits, path)


def _of_entry(element: Element, entry: Entry, bits: int, parent: str | None, path: str) -> Iterator[Problem]:
    if entry.attribute is not None:
        yield from entry_problems(entry, bits, parent, path, element.line)
        return
    where = f"{path}@{entry.name}"
    if not entry.refused_in:
        if entry.name.startswith("xmlns"):
            return
        yield Problem("warning", "unchecked", "written by hand and not checked", where, element.line)
        return
    known = [attribute.name for attribute in element.attributes_known().values()]
    near = nearest(entry.name, known)
    message = f"unknown attribute {entry.name!r}" + (f" (did you mean {near!r}?)" if near else "")
    takes = f"<{element.tag}> takes {', '.join(sorted(known)) or 'no attributes'}"
    yield Problem("error", "unknown-attribute", message, where, element.line, takes)


def _of_content(element: Element, bits: int, path: str, *, again: bool = True) -> Iterator[Problem]:
    """Problems of what an element holds; with `again` also those that were told when it was written."""
    for name in element.required if again else ():
        spelled = xml_name(name)
        if not element.has(spelled):
            message = f"<{element.tag}> needs {spelled!r}"
            yield Problem("error", "missing-attribute", message, path, element.line, f"give it {spelled!r}")
    told = set() if again else {finding[2] for finding in text_findings(element, bits, whole=False)}
    for severity, code, message, hint in text_findings(element, bits):
        if message not in told:
            yield Problem(severity, code, message, path, element.line, hint)
        told.add(code)
    foreign = {entry.name for entry in element._attributes if is_foreign(entry, bits)}
    for rule in element.rules:
        if rule.bits & bits == bits and getattr(rule, "attribute", None) not in foreign:
            for severity, code, message, hint in rule.within(bits).findings(element):
                key = code if code == "missing-text" else message
                if key not in told:
                    told.add(key)
                    yield Problem(severity, code, message, path, element.line, hint)


def _of_place(element: Element, child: Element, bits: int, path: str) -> Iterator[Problem]:
    if child.unknown and element.any_child:
        return
    if not child.unknown:
        problem = place_problem(element, child.tag, bits, path, child.line)
        if problem:
            yield problem
    elif child.line is None:
        yield Problem("warning", "unchecked", f"<{child.tag}> was written by hand and is not checked", path)
    else:
        near = nearest(child.tag, list(element.holds))
        message = f"unknown element <{child.tag}>" + (f" (did you mean <{near}>?)" if near else "")
        takes = f"<{element.tag}> takes {', '.join(f'<{tag}>' for tag in element.holds) or 'no elements'}"
        yield Problem("error", "unknown-element", message, path, child.line, takes)


def errors_of_whole(root: Element, asked: Sequence[Element], xml: str) -> list[Problem]:
    """What is wrong with a document though each call that made it was right.

    Args:
        root: The document.
        asked: Its elements that have rules, or lack a text.
        xml: The document rendered; its size is judged.
    """
    mode = mode_at(root)
    if mode == "off":
        return []
    found: list[Problem] = []
    long = list(_marked_up(root)) if len(xml) > SHORT_SPEECH and _MARK_UP.search(xml) else ()
    if root.tag != "Response" or getattr(root, "loose", False):
        found = [problem for problem in problems(root) if problem.severity == "error"]
    elif asked or long:
        bits = c.BITS[getattr(root, "dialect", None)]
        unsound = [x for x in asked if not is_sound(x, bits)]
        if unsound or long:
            again = mode == "strict"  # where a call only warned, rendering would warn of the same once more
            each = [(x, again) for x in unsound] + [(x, True) for x in long]
            of_all = ((x, problem) for x, told in each for problem in _of_content(x, bits, "", again=told))
            # a path counts the elements beside: asking each one for it would take the square of their number
            found = [problem._replace(path=x.path) for x, problem in of_all if problem.severity == "error"]
    if len(xml) * _BYTES_PER_CHARACTER > MAX_DOCUMENT_BYTES:
        found += size_problems(len(xml.encode()))
    return found


def _marked_up(element: Element) -> Iterator[Element]:
    """Elements that hold mark-up: each piece was judged when it was written, and their lengths together were not."""
    for child in element.children:
        if child.spaced and child.children and not child.musts:
            yield child
        else:
            yield from _marked_up(child)


def size_problems(size: int) -> list[Problem]:
    """The problem of a document of so many bytes, if it is one."""
    if size <= MAX_DOCUMENT_BYTES:
        return []
    message = f"the document has {size} bytes, providers read at most {MAX_DOCUMENT_BYTES}"
    return [Problem("error", "too-large", message, "Response", None, "split it, and go on by <Redirect>")]


def refuse(root: Element, found: Sequence[Problem]) -> None:
    """Raise `DocumentError`, or warn of each problem, as the document's mode says."""
    if mode_at(root) == "strict":
        raise DocumentError(found)
    for problem in found:
        warnings.warn(str(problem), LamlWarning, stacklevel=outside())
