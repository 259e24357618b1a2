"""Writes elements as XML; checks nothing."""

from __future__ import annotations

from collections.abc import Sequence
from operator import itemgetter
from typing import Any, Final

from .comment import Comment, Layout
from .grammar.attributes import Entry
from .grammar.characters import DECLARATION, escape, quote
from .tree import Node, url_of

_BY_NAME: Final = itemgetter(4)


def write(node: Node, asked: list[Node], *, declaration: bool, pretty: bool) -> str:
    """The XML of an element, or of a document with its declaration.

    Args:
        node: The element.
        asked: Takes those of its elements that can have errors which no call shows.
        declaration: Whether it is a whole document.
        pretty: Whether it is indented.

    Raises:
        RecursionError: Elements are nested too deep.
        UrlError: An object given as a URL has none.
    """
    body = _write_indented(node, asked, 0) if pretty else _write(node, asked)
    if not declaration:
        return body
    end = "\n" if pretty else ""
    before, behind = getattr(node, "outer_comments", ((), ()))
    if not before and not behind:
        return f"{DECLARATION}{end}{body}"
    return end.join([DECLARATION, *(comment.xml for comment in before), body, *(comment.xml for comment in behind)])


def _write(node: Node, asked: list[Node]) -> str:
    """One element and all in it."""
    content = node._content
    if node.asked_when_rendered or (node.needs_text and not content):
        asked.append(node)
    body = ""
    for item in content:
        if item.__class__ is str:
            body += escape(item)
        elif hasattr(item, "_content"):
            body += _write(item, asked)
        else:
            body += _other(item)
    tag = node.tag
    entries = node._attributes
    if not entries:
        return f"<{tag}>{body}</{tag}>" if body else f"<{tag} />"
    start = (entries[0][1] or _late(entries[0])) if len(entries) == 1 else _attributes(entries)
    return f"<{tag}{start}>{body}</{tag}>" if body else f"<{tag}{start} />"


def _attributes(entries: Sequence[Entry]) -> str:
    """The attributes, each with a blank before it, in the order of their names."""
    return "".join([entry[1] or _late(entry) for entry in sorted(entries, key=_BY_NAME)])


def _write_indented(node: Node, asked: list[Node], depth: int) -> str:
    """As `_write`, indented where an element holds no text."""
    content = [item for item in node._content if not isinstance(item, Layout)]
    if not content or node.is_markup or not all(hasattr(i, "_content") or isinstance(i, Comment) for i in content):
        return _write(node, asked)
    if node.asked_when_rendered:
        asked.append(node)
    pad = "\n" + "  " * (depth + 1)
    inner = "".join(
        pad + (_write_indented(item, asked, depth + 1) if hasattr(item, "_content") else _other(item))
        for item in content
    )
    start = node.tag + _attributes(node._attributes)
    return f"<{start}>{inner}{pad[:-2]}</{node.tag}>"


def _other(item: Any) -> str:
    """A comment, or the URL of an object."""
    return item.xml if isinstance(item, Comment) else escape(url_of(item))


def _late(entry: Entry) -> str:
    return f' {entry.name}="{quote(url_of(entry.value))}"'
