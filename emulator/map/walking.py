"""Walks an IVR, document by document, the shortest ways first. Knows runs; judges nothing."""

from __future__ import annotations

import re
from collections import Counter, deque
from dataclasses import dataclass, field, replace
from typing import Final

from ..arguments import Party
from ..engine.models import PhoneScript
from ..engine.numbers import e164
from ..engine.requests.urls import origin_of
from ..provider import CALLER, NUMBER, Provider
from ..stage import Method, Target
from .finding import findings
from .keys import Try, tries
from .model import Edge, EdgeKind, IvrMap, Limits, Node
from .naming import after, document_node, ending, heard, named, opening_tag, until
from .opened import Eyes, Sight, parsed
from .others import TALK_SECONDS, deeds
from .places import Known, Outcome
from .records import Act, Landing, Place, Run
from .runs import Runner

OUTCOMES: Final = {
    "answered": PhoneScript(talks=TALK_SECONDS),
    "busy": PhoneScript(outcome="busy"),
    "no answer": PhoneScript(outcome="no-answer"),
    "failed": PhoneScript(outcome="invalid"),
}
AGAIN: Final = 12  # how often the same is done at a document whose state only counts, to see whether that ends
_SAID: Final = re.compile(r">[^<]+<")
SPEAKS: Final = frozenset({"Say", "Play", "Pause", "Hangup", "Reject"})
REPORTING: Final = frozenset({"Connect", "Dial", "Enqueue", "Record", "Pay"})


def walk(
    provider: Provider,
    target: Target,
    limits: Limits | None = None,
    *,
    method: Method = "POST",
    from_: Party = CALLER,
    to: Party = NUMBER,
) -> IvrMap:
    """Walk the IVR that answers at a target, and judge it.

    Args:
        provider: With the app hosted (`raises=False`, so that failures are answers), as nothing else uses it meanwhile.
        target: The handler or URL that is called first.
        limits: Where the walk stops.
        method: How the target is requested.
        from_: Who calls.
        to: The number that is called.
    Returns:
        The map, with its findings.
    """
    endpoint = provider.hook(target, method, url_of="url")
    runner = Runner(provider, e164(from_), e164(to))
    try:
        with provider.answering(), provider.failing():
            walker = _Walker(runner, limits or Limits(), Eyes(origin_of(provider.public_url)))
            walker.walk(runner.start(endpoint))
    finally:
        runner.close()
    return walker.map(provider.name)


@dataclass(frozen=True, slots=True)
class Counted:
    """A way that led to a state which stands for all those with a higher count."""

    here: Known
    landing: Landing
    act: Act
    kind: EdgeKind
    value: str


@dataclass(slots=True)
class _Walker:
    runner: Runner
    limits: Limits
    eyes: Eyes = field(default_factory=Eyes)
    known: list[Known] = field(default_factory=list)
    by_key: dict[str, Known] = field(default_factory=dict)
    edges: dict[tuple[str, str, EdgeKind, int], dict[str, None]] = field(default_factory=dict)
    open: deque[Known] = field(default_factory=deque)
    sights: dict[int, tuple[Landing, Sight, int]] = field(default_factory=dict)
    counted: deque[Counted] = field(default_factory=deque)
    complete: bool = True

    def walk(self, start: Place) -> None:
        """Begin at a place, and go on until nothing is left or a limit is met."""
        first = self.runner.run(start)
        assert first.opening is not None  # noqa: S101 - a run asks for its document
        self._arrive(first.opening, None, "")
        while self.open or self.counted:
            if self.runner.requests >= self.limits.requests:
                self.complete = False
                return
            if self.open:
                self._explore(self.open.popleft())
            else:
                self._again(self.counted.popleft())

    def map(self, provider: str) -> IvrMap:
        """What was found."""
        nodes = tuple(each.node for each in self.known)
        order = {node.id: index for index, node in enumerate(nodes)}
        edges = tuple(
            edge
            for (source, target, kind, times), values in sorted(self.edges.items(), key=lambda item: order[item[0][0]])
            for edge in _split(Edge(source, target, kind, tuple(values), times))
        )
        whole = IvrMap(nodes[0].route, provider, nodes, edges, (), self.runner.requests, self.complete)
        found = findings(whole, {each.node.id: each for each in self.known}, self.limits)
        return IvrMap(whole.start, provider, nodes, edges, found, self.runner.requests, self.complete)

    # -- nodes and edges

    def _arrive(self, landing: Landing, origin: Known | None, label: str) -> Known | None:
        """The node of a request and its answer; None if there are too many already."""
        sight = self._sight(landing)
        key = after(sight) if landing.report else sight.key
        found = self.by_key.get(key)
        if found is None:
            if len(self.known) >= self.limits.nodes or (origin is not None and origin.depth >= self.limits.depth):
                self.complete = False
                return None
            fault = self.runner.fault(landing)
            node = document_node(f"n{len(self.known) + 1}", sight, landing, readable=fault is None)
            found = self._add(node, origin, label)
            found.landing, found.fault = landing, fault
            self.by_key[key] = found
            self.open.append(found)
        found.fastest = min(found.fastest, landing.seconds)
        return found

    def _sight(self, landing: Landing) -> Sight:
        seen = self.sights.get(id(landing))
        if seen is not None and seen[0] is landing and seen[2] == len(self.eyes.changing):
            return seen[1]
        sight = self._look(landing)
        self.sights[id(landing)] = (landing, sight, len(self.eyes.changing))
        return sight

    def _look(self, landing: Landing) -> Sight:
        ok = 200 <= landing.answer.status < 300
        told = landing.document if ok else landing.answer.outcome
        return self.eyes.see(landing.place.endpoint.method, landing.place.endpoint.url, told)

    def _add(self, node: Node, origin: Known | None, label: str) -> Known:
        way = () if origin is None else (*origin.way, *([label] if label else []))
        made = Known(node, way, 0 if origin is None else origin.depth + 1)
        self.known.append(made)
        return made

    def _end(self, words: str, origin: Known, label: str) -> Known:
        found = self.by_key.get(words)
        if found is None:
            node = Node(f"n{len(self.known) + 1}", "end", words, key=words, shape=words)
            found = self.by_key[words] = self._add(node, origin, label)
        return found

    def _link(self, source: Known, target: Known, kind: EdgeKind, value: str = "", times: int = 1) -> None:
        values = self.edges.setdefault((source.node.id, target.node.id, kind, times), {})
        if value:
            values[value] = None

    def _follow(self, source: Known, run: Run, kind: EdgeKind, value: str = "") -> Known | None:
        """Add the edge of a run, and what it leads to."""
        label = Edge("", "", kind, (value,) if value else ()).label
        if run.landing is not None:
            target = self._arrive(run.landing, source, label)
            if self._sight(run.landing).folded:
                self.counted.append(Counted(source, run.landing, run.act, kind, value))
        else:
            target = self._end(ending(run), source, label)
        if target is not None:
            self._link(source, target, kind, value)
            source.outcomes.append(Outcome(kind, value, target.node.id, run))
        return target

    # -- one document

    def _explore(self, here: Known) -> None:
        self.sights.clear()
        landing = here.landing
        if landing is None or here.node.kind != "document":
            return
        simple = SPEAKS.issuperset(here.node.verbs)  # nobody can do anything there, and nothing is asked for next
        quiet = self.runner.run(landing.place, recorded=landing if simple else None)
        here.quiet = quiet
        self._note_change(here, quiet)
        if quiet.opening is not None:
            here.fastest = min(here.fastest, quiet.opening.seconds)
        here.node = heard(here.node, quiet)
        here.verbs_run |= quiet.verbs
        if quiet.dialed:
            self._dial(here, landing.place)
        else:
            self._follow(here, quiet, "silence" if quiet.asks else "next")
        seen: set[str] = set()
        for asked in quiet.asks:
            sign = self.eyes.see("", landing.url, f"<Response>{opening_tag(asked.verb)}</Response>").key
            if sign not in seen:
                seen.add(sign)
                self._answer(here, landing.place, list(tries(asked, until(quiet, asked.number))))
        self._let_others_act(here, landing, quiet)
        self._hang_up(here, landing, quiet)

    def _let_others_act(self, here: Known, landing: Landing, quiet: Run) -> None:
        """Let others do what they can at the verbs that the caller reaches without doing anything."""
        root = parsed(landing.document)
        for index, verb in enumerate(root.children if root is not None else ()):
            if index not in quiet.verbs:
                continue
            for wanted in deeds(verb):
                run = self.runner.run(landing.place, Act(others=wanted))
                here.verbs_run |= run.verbs
                if run.acted:
                    self._follow(here, run, "others", wanted.deed)

    def _note_change(self, here: Known, quiet: Run) -> None:
        """A document that differs from the one that came before for the same request is known by its shape."""
        if quiet.opening is None:
            return
        again = self._sight(quiet.opening)
        if again.key != here.node.key and not again.folded:
            here.changes = True
            self.eyes.changing.add(again.bare)
            self.by_key.setdefault(again.shape, here)

    def _dial(self, here: Known, place: Place) -> None:
        heard_too: list[str] = []
        for name, script in OUTCOMES.items():
            run = self.runner.run(place, Act(phone=script))
            here.verbs_run |= run.verbs
            heard_too += run.said
            self._follow(here, run, "dial", name)
            if name == "answered" and run.screened:
                pressed = PhoneScript(talks=TALK_SECONDS, keys=("1", "1", "1"))
                run = self.runner.run(place, Act(phone=pressed))
                here.verbs_run |= run.verbs
                self._follow(here, run, "dial", "answered, presses 1")
        here.node = replace(here.node, said=tuple(dict.fromkeys((*here.node.said, *heard_too))))

    def _answer(self, here: Known, place: Place, wanted: list[Try]) -> None:
        """Try everything at one verb that listens; what no key is offered for, and leads to the same, is one edge."""
        results = [(each, self.runner.run(place, each.act)) for each in wanted]
        signs = self._signs(results)
        for kind in ("key", "speech"):
            plain = Counter(sign for each, _, sign in signs if each.kind == kind and not each.hinted)
            wrong = plain.most_common(1)[0][0] if plain and (kind == "speech" or max(plain.values()) > 1) else None
            first: Known | None = None
            same: list[str] = []
            for each, run, sign in signs:
                if each.kind != kind:
                    continue
                here.verbs_run |= run.verbs
                if each.hinted or sign != wrong:
                    target = self._follow(here, run, each.kind, each.value)
                    if each.hinted and sign == wrong and target is not None:
                        same.append(each.value)
                elif first is None:
                    first = self._follow(here, run, "other" if kind == "key" else "speech", named(each))
                else:
                    self._link(here, first, "other", each.value)
            if any(sign != wrong for each, _, sign in signs if each.kind == kind):
                here.no_branch += same
            elif same:
                here.no_choice.append(tuple(same))
        for each, run, _ in signs:
            if each.kind not in ("key", "speech"):
                here.verbs_run |= run.verbs
                self._follow(here, run, each.kind, each.value)

    def _signs(self, results: list[tuple[Try, Run]]) -> list[tuple[Try, Run, str]]:
        """What each try led to: equal for the same document, also for one that repeats the keys that were pressed."""
        plain = [self._sign(run) for _, run in results]
        often = Counter(plain)
        return [
            (each, run, sign if often[sign] > 1 else _masked(sign, each.value))
            for (each, run), sign in zip(results, plain, strict=True)
        ]

    def _sign(self, run: Run) -> str:
        return ending(run) if run.landing is None else self._sight(run.landing).key

    def _again(self, counted: Counted) -> None:
        """Where a state only counts, do the same again and again: perhaps the app ends it."""
        landing, visits = counted.landing, Counter([counted.here.node.id])
        for _ in range(AGAIN):
            node = self.by_key.get(self._sight(landing).key)
            if node is None:
                return
            acts = node is counted.here
            run = self.runner.run(landing.place, counted.act if acts else Act())
            visits[node.node.id] += 1
            times = visits[node.node.id]
            kind = counted.kind if acts else "silence" if run.asks else "next"
            value = counted.value if acts else ""
            label = Edge("", "", kind, (value,) if value else (), times).label
            if run.landing is None:
                target = self._end(ending(run), node, label)
            else:
                arrived = self._arrive(run.landing, node, label)
                if arrived is None:
                    return
                target, landing = arrived, run.landing
            if not any(edge[:3] == (node.node.id, target.node.id, kind) for edge in self.edges):
                self._link(node, target, kind, value, times)
                return

    def _hang_up(self, here: Known, landing: Landing, quiet: Run) -> None:
        """Hang up, where a verb tells the app of it."""
        root = parsed(landing.document)
        if root is None or not any(child.tag in REPORTING for child in root.children):
            return
        ask = next((asked.number for asked in quiet.asks if asked.verb.tag in REPORTING), 0)
        run = self.runner.run(landing.place, Act(ask, hangs_up=True))
        here.verbs_run |= run.verbs
        if run.acted and run.landing is not None:
            self._follow(here, run, "hangup")


def _masked(sign: str, tried: str) -> str:
    """What a try led to, with its keys or words masked in what is said."""
    own = re.compile(rf"(?<!\w){re.escape(tried)}(?!\w)")
    return _SAID.sub(lambda said: own.sub("…", said[0]), sign)


def _split(edge: Edge) -> list[Edge]:
    """An edge for each value; the wrong keys are one."""
    if edge.kind == "other" or not edge.values:
        return [edge]
    return [replace(edge, values=(value,)) for value in edge.values]
