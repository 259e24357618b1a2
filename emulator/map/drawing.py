"""Boxes and arrows of a map, for every kind of picture: ends stand beside what leads there, and crowded boxes too.

Knows no picture format.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final, Literal

from .model import Edge, IvrMap, Node

Style = Literal["menu", "document", "failed", "end", "again"]
CROWDED: Final = 8  # ways to one box from which on each source has a box of its own that names it
LONGEST: Final = 60  # characters of a text that are shown
MOST_TEXTS: Final = 3


@dataclass(frozen=True, slots=True)
class Box:
    """A box. `wrong` says whether an error was found there."""

    id: str
    lines: tuple[str, ...]
    style: Style
    wrong: bool = False


@dataclass(frozen=True, slots=True)
class Arrow:
    """An arrow. `taken` says whether tests took it; None where nothing was counted."""

    source: str
    target: str
    label: str
    taken: bool | None = None


@dataclass(frozen=True, slots=True)
class Drawing:
    """The boxes, those of the map first, and the arrows."""

    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]


def draw(whole: IvrMap, taken: Collection[Edge] | None = None) -> Drawing:
    """What a picture of the map shows.

    Args:
        whole: The map.
        taken: The edges that tests took.
    """
    nodes = {node.id: node for node in whole.nodes}
    wrong = {finding.node for finding in whole.findings if finding.severity == "error"}
    crowds = Counter(edge.target for edge in {(edge.source, edge.target): edge for edge in whole.edges}.values())
    boxes = [_box(node, node.id in wrong) for node in whole.nodes if node.kind != "end"]
    arrows: list[Arrow] = []
    for source, target, edges in _pairs(whole.edges):
        label = ", ".join(dict.fromkeys(edge.label for edge in edges))
        state = None if taken is None else all(edge in taken for edge in edges)
        goal = nodes[target]
        place = target
        if goal.kind == "end" or (crowds[target] > CROWDED and source != target):
            place = f"{target}_{source}"
            boxes.append(_box_beside(goal, place))
        arrows.append(Arrow(source, place, label, state))
    return Drawing(tuple(boxes), tuple(arrows))


def _pairs(edges: Collection[Edge]) -> list[tuple[str, str, list[Edge]]]:
    """The edges by source and target, in their order."""
    found: dict[tuple[str, str], list[Edge]] = {}
    for edge in edges:
        found.setdefault((edge.source, edge.target), []).append(edge)
    return [(source, target, each) for (source, target), each in found.items()]


def _box(node: Node, wrong: bool) -> Box:
    texts = [_cut(text) for text in node.said[:MOST_TEXTS]]
    if len(node.said) > MOST_TEXTS:
        texts.append("…")
    dials = [f"dials {', '.join(dict.fromkeys(node.dials))}"] if node.dials else []
    style: Style = "failed" if node.kind == "failed" else "menu" if node.asks else "document"
    return Box(node.id, (node.route, *texts, *dials), style, wrong)


def _box_beside(node: Node, place: str) -> Box:
    if node.kind == "end":
        return Box(place, (node.route,), "end")
    said = (_cut(node.said[0]),) if node.said else ()
    return Box(place, (f"→ {node.id} {node.route}", *said), "again")


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1].rstrip() + "…"
