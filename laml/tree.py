"""Walks a document: elements in their order, and the paths that name them in problems."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .element import Element


def in_order(element: Element) -> Iterator[Element]:
    """An element and all in it, in the order of their start tags."""
    yield element
    for child in element.children:
        yield from in_order(child)


def paths_below(path: str, children: Sequence[Element]) -> list[str]:
    """The path of each child of the element at a path: `Response/Say`, with a number where some share a tag."""
    tags = [child.tag for child in children]
    counts = Counter(tags)
    seen: Counter[str] = Counter()
    found = []
    for tag in tags:
        seen[tag] += 1
        found.append(f"{path}/{tag}[{seen[tag]}]" if counts[tag] > 1 else f"{path}/{tag}")
    return found


def paths_in(element: Element, path: str) -> Iterator[str]:
    """The paths of an element and of all in it, in the order of their start tags."""
    yield path
    children = element.children
    if children:
        for child, below in zip(children, paths_below(path, children), strict=True):
            yield from paths_in(child, below)
