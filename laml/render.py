"""Writes elements as XML. Knows elements only by what they show."""

from __future__ import annotations

from collections.abc import Sequence
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final

from .checks.search import DECLARATION, errors_of_whole, refuse, too_deep
from .comment import Comment, Layout
from .errors import DocumentError, UrlError
from .grammar.characters import escape, illegal, quote

if TYPE_CHECKING:
    from .element import Element
    from .grammar.attributes import Entry

_BY_NAME: Final = itemgetter(4)


def render(element: Element, *, declaration: bool, pretty: bool) -> str:
    """The XML of an element; raises `DocumentError` where the whole of a document has errors."""
    asked: list[Element] = []
    try:
        body = _pretty(element, asked, 0) if pretty else _write(element, asked)
    except RecursionError:
        raise DocumentError([too_deep(element)]) from None
    xml = _whole(element, body, "\n" if pretty else "") if declaration else body
    problems = errors_of_whole(element, asked, xml) if declaration else []
    if problems:
        refuse(element, problems)
    return xml


def _whole(element: Element, body: str, end: str) -> str:
    """A document with its declaration, and the comments around it."""
    before, behind = getattr(element, "around", ((), ()))
    if not before and not behind:
        return f"{DECLARATION}{end}{body}"
    return end.join([DECLARATION, *(comment.xml for comment in before), body, *(comment.xml for comment in behind)])


def _write(element: Element, asked: list[Element]) -> str:
    """One element and all in it; collects those whose class has rules that only a whole element shows."""
    if element.musts or (element.needs_text and not element._content):
        asked.append(element)
    body = ""
    for item in element._content:
        if item.__class__ is str:
            body += escape(item)
        elif hasattr(item, "_content"):
            body += _write(item, asked)
        else:
            body += _other(item)
    tag = element.tag
    entries = element._attributes
    if not entries:
        return f"<{tag}>{body}</{tag}>" if body else f"<{tag} />"
    start = (entries[0][1] or _late(entries[0])) if len(entries) == 1 else _attributes(entries)
    return f"<{tag}{start}>{body}</{tag}>" if body else f"<{tag}{start} />"


def _attributes(entries: Sequence[Entry]) -> str:
    """The attributes, each with a blank before it, in the order of their names."""
    return "".join([entry[1] or _late(entry) for entry in sorted(entries, key=_BY_NAME)])


def _pretty(element: Element, asked: list[Element], depth: int) -> str:
    """As `_write`, indented where an element holds no text."""
    content = [item for item in element._content if not isinstance(item, Layout)]
    if not content or element.spaced or not all(hasattr(i, "_content") or isinstance(i, Comment) for i in content):
        return _write(element, asked)
    if element.musts:
        asked.append(element)
    pad = "\n" + "  " * (depth + 1)
    inner = "".join(
        pad + (_pretty(item, asked, depth + 1) if hasattr(item, "_content") else _other(item)) for item in content
    )
    start = element.tag + _attributes(element._attributes)
    return f"<{start}>{inner}{pad[:-2]}</{element.tag}>"


def _other(item: Any) -> str:
    """A comment, or the URL of an object."""
    return item.xml if isinstance(item, Comment) else escape(url_of(item))


def _late(entry: Entry) -> str:
    return f' {entry.name}="{quote(url_of(entry.value))}"'


def url_of(value: object) -> str:
    """The URL of an object, asked for now."""
    url = getattr(value, "url", None)
    if not isinstance(url, str):
        raise UrlError(
            f"the url of a {type(value).__name__} is {type(url).__name__}: give a URL, or a handler that has one"
        )
    if illegal(url):
        raise UrlError(f"the url of a {type(value).__name__} has {illegal(url)}, which XML cannot carry")
    return url
