"""Boxes and arrows of a map, for every kind of picture: ends stand beside what leads there, and crowded boxes too.

Knows no picture format.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from .model import Edge, IvrMap, Node

Style = Literal["menu", "document", "failed", "end", "again"]
CROWDED: Final = 8  # ways to one box from which on each source has a box of its own that names it
LARGE_FROM: Final = 40  # documents from which on ends, and documents that only say something, are lines of a box
DEEP: Final = 12  # steps from which on a picture goes from top to bottom, as a page is read
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
    """The boxes, those of the map first, and the arrows. A deep one is drawn from top to bottom."""

    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]
    deep: bool = False


def draw(whole: IvrMap, taken: Collection[Edge] | None = None) -> Drawing:
    """What a picture of the map shows.

    Args:
        whole: The map.
        taken: The edges that tests took.
    """
    nodes = {node.id: node for node in whole.nodes}
    wrong = {finding.node for finding in whole.findings if finding.severity == "error"}
    ways = [Way(nodes[source], nodes[target], edges, taken) for source, target, edges in _pairs(whole.edges)]
    crowds = Counter(way.target.id for way in ways)
    large = sum(node.kind != "end" for node in whole.nodes) > LARGE_FROM
    leaves = _leaves(ways, crowds) if large else {}
    lines: dict[str, list[str]] = {}
    boxes = [node for node in whole.nodes if node.kind != "end" and node.id not in leaves]
    beside: list[Box] = []
    arrows: list[Arrow] = []
    for way in ways:
        source, target = way.source, way.target
        if source.id in leaves:
            continue
        aside = target.kind == "end" or (crowds[target.id] > CROWDED and source is not target)
        if target.id in leaves:
            lines.setdefault(source.id, []).append(f"{way.words} → {leaves[target.id]}")
        elif aside and large:
            lines.setdefault(source.id, []).append(f"{way.words} → {_reference(target)}")
        elif aside:
            beside.append(_box_beside(target, f"{target.id}_{source.id}"))
            arrows.append(Arrow(source.id, beside[-1].id, way.label, way.taken))
        else:
            if large and source is not target:  # an arrow may be long: the words say where it ends
                lines.setdefault(source.id, []).append(f"{way.words} → {_reference(target)}")
            arrows.append(Arrow(source.id, target.id, way.label, way.taken))
    drawn = [_box(node, tuple(lines.get(node.id, ())), node.id in wrong) for node in boxes]
    return Drawing((*drawn, *beside), tuple(arrows), _depth(whole) > DEEP)


@dataclass(frozen=True, slots=True)
class Way:
    """All edges from one node to another."""

    source: Node
    target: Node
    edges: list[Edge]
    counted: Collection[Edge] | None

    @property
    def label(self) -> str:
        """What happens, of all of them."""
        return ", ".join(dict.fromkeys(edge.label for edge in self.edges))

    @property
    def taken(self) -> bool | None:
        """Whether tests took all of them; None where nothing was counted."""
        return None if self.counted is None else all(edge in self.counted for edge in self.edges)

    @property
    def words(self) -> str:
        """The label, in a line of a box."""
        return f"(no test) {self.label}" if self.taken is False else self.label


def _leaves(ways: Collection[Way], crowds: Mapping[str, int]) -> dict[str, str]:
    """Documents that only say something and end, or go where many go, and that one leads to: by their words."""
    outs: dict[str, list[Way]] = {}
    for way in ways:
        outs.setdefault(way.source.id, []).append(way)
    found: dict[str, str] = {}
    for way in ways:
        leaf = way.target
        if leaf.kind == "failed":
            found[leaf.id] = leaf.route
            continue
        own = outs.get(leaf.id, [])
        simple = leaf.kind == "document" and not leaf.asks and not leaf.dials and crowds[leaf.id] == 1 and len(own) == 1
        if simple and (own[0].target.kind == "end" or crowds[own[0].target.id] > CROWDED):
            said = " ".join(f"“{_cut(text)}”" for text in leaf.said[:1])
            found[leaf.id] = f"{leaf.id} {said} {own[0].words} → {_reference(own[0].target)}"
    return {name: words for name, words in found.items() if crowds[name] == 1}


def _reference(node: Node) -> str:
    return node.route if node.kind == "end" else f"{node.id} {node.route}"


def _depth(whole: IvrMap) -> int:
    """Steps from the first document to the farthest one."""
    steps: dict[str, list[str]] = {}
    for edge in whole.edges:
        steps.setdefault(edge.source, []).append(edge.target)
    seen, level, depth = {whole.nodes[0].id}, [whole.nodes[0].id], 0
    while level:
        level = list(dict.fromkeys(to for name in level for to in steps.get(name, ()) if to not in seen))
        seen.update(level)
        depth += bool(level)
    return depth


def _pairs(edges: Collection[Edge]) -> list[tuple[str, str, list[Edge]]]:
    """The edges by source and target, in their order."""
    found: dict[tuple[str, str], list[Edge]] = {}
    for edge in edges:
        found.setdefault((edge.source, edge.target), []).append(edge)
    return [(source, target, each) for (source, target), each in found.items()]


def _box(node: Node, ways: tuple[str, ...], wrong: bool) -> Box:
    texts = [_cut(text) for text in node.said[:MOST_TEXTS]]
    if len(node.said) > MOST_TEXTS:
        texts.append("…")
    dials = [f"dials {', '.join(dict.fromkeys(node.dials))}"] if node.dials else []
    style: Style = "failed" if node.kind == "failed" else "menu" if node.asks else "document"
    return Box(node.id, (f"{node.id} {node.route}" if ways else node.route, *texts, *dials, *ways), style, wrong)


def _box_beside(node: Node, place: str) -> Box:
    if node.kind == "end":
        return Box(place, (node.route,), "end")
    said = (_cut(node.said[0]),) if node.said else ()
    return Box(place, (f"→ {node.id} {node.route}", *said), "again")


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1].rstrip() + "…"
