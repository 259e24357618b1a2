"""The map of an IVR as plain data: the documents, the ways between them, and what is wrong. Knows no emulator."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

NodeKind = Literal["document", "failed", "end"]
EdgeKind = Literal["key", "other", "silence", "speech", "dial", "others", "record", "pay", "hangup", "next"]
Severity = Literal["error", "warning"]

FOLDED_FROM: Final = 3  # values of a counter in the state that are told apart


@dataclass(frozen=True, slots=True)
class Node:
    """A document in one state of the call, a request that gave none, or an end of the call.

    Args:
        id: Its name in the map: `n1`, `n2`, … in the order in which they were found.
        kind: `document`, `failed` or `end`.
        route: Method and path of its request, with the opened state behind it; what happens, for an end.
        said: What the caller hears there without pressing anything, in order; once what comes again at once.
        verbs: The verbs of the document, in order.
        asks: Whether a verb of it takes keys or speech.
        dials: The parties that it calls.
        key: What tells it from other documents: route, opened state, and the text with its tokens opened.
        shape: The same without the texts, for runs whose data differ.
    """

    id: str
    kind: NodeKind
    route: str
    said: tuple[str, ...] = ()
    verbs: tuple[str, ...] = ()
    asks: bool = False
    dials: tuple[str, ...] = ()
    key: str = field(default="", repr=False)
    shape: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Edge:
    """A way from one node to another.

    Args:
        source: The id of a node.
        target: The id of a node.
        kind: What the caller, the called party, or others in a queue or conference do.
        values: The key, words or outcome that leads this way; of `other`, all keys that were tried.
        times: How often it has to happen, where the first times lead elsewhere.
    """

    source: str
    target: str
    kind: EdgeKind
    values: tuple[str, ...] = ()
    times: int = 1

    @property
    def label(self) -> str:
        """What happens, in a few words: `1`, `any other key`, `silence`, `says "sales"`, `busy`."""
        words = ", ".join(self.values)
        if self.kind == "key":
            told = words
        elif self.kind == "speech":
            told = " or ".join(f'says "{value}"' for value in self.values)
        elif self.kind in ("dial", "others"):
            told = words
        else:
            told = _LABELS[self.kind]
        return told if self.times == 1 else f"{told}, {self.times} times"


_LABELS: Final[Mapping[EdgeKind, str]] = {
    "other": "any other key",
    "silence": "silence",
    "record": "leaves a message",
    "pay": "pays",
    "hangup": "hangs up",
    "next": "then",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is wrong, or may be.

    Args:
        code: What sort: one of the codes in `docs/map.md`.
        severity: Errors make the command fail.
        node: The id of the node.
        message: What is wrong, with the route.
        hint: What mends it.
        way: What a caller does to get there, from the first document on.
    """

    code: str
    severity: Severity
    node: str
    message: str
    hint: str
    way: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class IvrMap:
    """An IVR: its documents, the ways between them, and what is wrong with it.

    Args:
        start: The route that was called.
        provider: Whose manners.
        nodes: The documents and ends, the first one first.
        edges: The ways, in the order of their nodes.
        findings: What is wrong, in the order of the nodes.
        requests: How many requests the app was sent.
        complete: False where a limit ended the walk.
    """

    start: str
    provider: str
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    findings: tuple[Finding, ...] = ()
    requests: int = 0
    complete: bool = True

    def node(self, name: str) -> Node:
        """The node with this id. Raises `KeyError` where there is none."""
        for node in self.nodes:
            if node.id == name:
                return node
        raise KeyError(name)


@dataclass(frozen=True, slots=True)
class Limits:
    """Where a walk stops.

    Args:
        nodes: How many documents and ends are told apart.
        depth: How many steps from the first document.
        requests: How many requests the app is sent.
        slow: Seconds of an answer from which a handler counts as slow; by default half of the provider's deadline.
    """

    nodes: int = 2_000
    depth: int = 500
    requests: int = 50_000
    slow: float | None = None
