"""Counts which edges of a map the calls of tests took. Steps are plain texts, so that workers can hand them over."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from ..engine.engine import Engine
from ..engine.models import Leg
from ..engine.requests.urls import origin_of
from ..engine.timeline import Entry
from .model import Edge, EdgeKind, IvrMap, Node
from .naming import after
from .opened import Eyes, Sight
from .others import Deed

Step = tuple[str, str, str, str, str, str]
"""Key and shape of a document, what happened (kind and value), key and shape of the next; empty for an end."""
_DIALED: Final[Mapping[str, str]] = {
    "completed": "answered",
    "answered": "answered",
    "busy": "busy",
    "no-answer": "no answer",
    "canceled": "no answer",
    "failed": "failed",
}
_QUEUED: Final[Mapping[str, tuple[str, Deed]]] = {
    "bridged": ("others", "an agent takes the call"),
    "queue-full": ("others", "the queue is full"),
}
ENDED: Final[Deed] = "the conference ends"
_QUIET: Final = frozenset({"silence", "next"})


def steps_of(engine: Engine, public_url: str) -> list[Step]:
    """The steps of all calls that a provider has had, with an application that is at this URL."""
    legs = engine.world.calls.values()
    return [step for leg in legs if leg.parent is None for step in steps_of_call(engine, leg, public_url)]


def steps_of_call(engine: Engine, leg: Leg, public_url: str) -> Iterator[Step]:
    """The steps of one call."""
    eyes, timeline = Eyes(origin_of(public_url)), engine.timeline
    documents = iter(leg.documents)
    before: Sight | None = None
    aside = _Aside()
    for entry in timeline.about(leg.sid):
        aside.see(entry)
        if entry.kind != "request" or entry.outcome[:1] == "3":
            continue
        method, _, path = entry.text.partition(" ")
        told = next(documents, "") if entry.outcome[:1] == "2" else entry.outcome
        if before is not None and aside.takes(entry):
            continue
        here = eyes.see(method, path, told)
        if before is not None:
            kind, value = _happened(entry, before.document, aside)
            ended = kind == "hangup"
            if ended and aside.met:
                yield (before.key, before.shape, "next", "", "", "")  # and waited until then
            target = (after(here), after(here)) if ended else (here.key, here.shape)
            yield (before.key, before.shape, kind, value, *target)
        before, aside = here, _Aside()
    if before is not None and aside.met and (not leg.over or leg.hung_up_by != "document"):
        yield (before.key, before.shape, "next", "", "", "")  # the caller was in there when the test ended
    elif before is not None and leg.over and leg.hung_up_by == "document":
        outcomes = [_DIALED.get(child.status, "") for child in leg.children if "<Dial" in before.document]
        kind, value = ("dial", outcomes[-1]) if outcomes else aside.ended
        yield (before.key, before.shape, kind, value, "", "")


@dataclass(slots=True)
class _Aside:
    """The queue or conference that a caller met since a document came: what is heard there is no step."""

    inside: bool = False
    met: str = ""
    keys: str = ""

    def see(self, entry: Entry) -> None:
        """Take notice of an entry of the call."""
        if entry.kind in ("queue", "conference"):
            self.inside = entry.text.startswith(("joined ", "entered "))
            self.met = entry.kind
        elif entry.kind == "stream" and entry.text.startswith("connected to "):
            self.met = entry.kind
        elif entry.kind == "pressed" and self.inside:
            self.keys = entry.text

    def takes(self, entry: Entry) -> bool:
        """Whether a request is for a document that is heard meanwhile."""
        return self.inside or "DequeingCallSid" in entry.params

    @property
    def ended(self) -> tuple[str, str]:
        """What happened if a document is over."""
        return ("others", ENDED) if self.met == "conference" else ("silence", "")


def _happened(entry: Entry, document: str, aside: _Aside) -> tuple[str, str]:
    """What led to a request, by its parameters and the document before. Source: webhook reference, actions."""
    given = entry.params
    if given.get("Digits") == "hangup" or given.get("CallStatus") == "completed":
        return "hangup", ""
    if "RecordingDuration" in given or "RecordingUrl" in given:
        return "record", ""
    if given.get("Digits"):
        return "key", given["Digits"]
    if "SpeechResult" in given:
        return "speech", given["SpeechResult"]
    if "QueueResult" in given and "<Enqueue" in document:
        return _QUEUED.get(given["QueueResult"]) or (("key", aside.keys) if aside.keys else ("silence", ""))
    if "DialCallStatus" in given and "<Conference" in document:
        return "others", ENDED if given["DialCallStatus"] == "answered" else "the conference is full"
    if "DialCallStatus" in given and "<Queue" in document:
        return ("others", "somebody waits there") if given["DialCallStatus"] == "completed" else ("silence", "")
    if "<Connect" in document:
        return "others", "the session ends"
    if "DialCallStatus" in given:
        return "dial", _DIALED.get(given["DialCallStatus"], "failed")
    return ("pay", "") if "Result" in given and "PaymentMethod" in given else ("silence", "")


@dataclass(frozen=True, slots=True)
class Coverage:
    """Which edges of a map were taken."""

    map: IvrMap
    taken: frozenset[Edge]

    @property
    def missed(self) -> tuple[Edge, ...]:
        """The edges that no step took, in the order of the map."""
        return tuple(edge for edge in self.map.edges if edge not in self.taken)

    @property
    def percent(self) -> float:
        """The share of the edges that were taken, 0 to 100."""
        return 100.0 * len(self.taken) / len(self.map.edges) if self.map.edges else 100.0

    def report(self) -> list[str]:
        """Lines: how many were taken, and each that was not."""
        nodes = {node.id: node for node in self.map.nodes}
        count = f"{len(self.taken)} of {len(self.map.edges)} ways taken ({self.percent:.0f} %)"
        missed = [f"  {_named(nodes[e.source])}: {e.label} → {_named(nodes[e.target])}" for e in self.missed]
        return [f"{self.map.start}: {count}", *(["no test took:", *missed] if missed else [])]


def covered(whole: IvrMap, steps: Iterable[Collection[str]]) -> Coverage:
    """Which edges the steps took.

    A document whose text is none of the map's counts as the one with the same route and verbs, if there is one only:
    the data of tests differ from those of the walk.
    """
    names = _Names(whole)
    ways: dict[str, list[Edge]] = defaultdict(list)
    for edge in whole.edges:
        ways[edge.source].append(edge)
    taken: set[Edge] = set()
    for key, shape, kind, value, next_key, next_shape in steps:
        source = names.of(key, shape)
        if source is not None:
            targets = names.ends if not next_shape else {names.of(next_key, next_shape)}
            taken |= set(_matching(ways[source], targets, kind, value))
    return Coverage(whole, frozenset(taken))


class _Names:
    """The nodes of a map by key, and by shape where that is unique."""

    def __init__(self, whole: IvrMap) -> None:
        self.ends: set[str | None] = {node.id for node in whole.nodes if node.kind == "end"}
        self._keys = {node.key: node.id for node in whole.nodes}
        shapes: dict[str, set[str]] = defaultdict(set)
        for node in whole.nodes:
            shapes[node.shape].add(node.id)
        self._shapes = {shape: min(ids) for shape, ids in shapes.items() if len(ids) == 1}

    def of(self, key: str, shape: str) -> str | None:
        return self._keys.get(key) or self._shapes.get(shape)


def _matching(edges: list[Edge], targets: Collection[str | None], kind: str, value: str) -> Iterator[Edge]:
    """The edges to these nodes on which this happens."""
    here = [edge for edge in edges if edge.target in targets]
    exact = [edge for edge in here if edge.kind == kind and (not edge.values or value in edge.values)]
    if kind in _QUIET:
        exact = [edge for edge in here if edge.kind in _QUIET]
    if not exact and kind in ("key", "speech"):
        loose: tuple[EdgeKind, str] = ("other", "") if kind == "key" else ("speech", "something else")
        exact = [edge for edge in here if edge.kind == loose[0] and (not loose[1] or loose[1] in edge.values)]
    if not exact and kind == "record":
        exact = [edge for edge in here if edge.kind == "silence"]
    yield from exact


def _named(node: Node) -> str:
    return node.route if node.kind == "end" else f"{node.id} {node.route}"
