"""What a walk knows about each node, for the findings. Plain data."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..engine.documents.reading import Fault
from .model import EdgeKind, Node
from .records import Landing, Run


@dataclass(frozen=True, slots=True)
class Outcome:
    """A run from a node: what was done, and the id of the node that it led to."""

    kind: EdgeKind
    value: str
    target: str
    run: Run = field(repr=False)


@dataclass(slots=True)
class Known:
    """A node, and how it was found.

    Args:
        node: The node.
        way: What a caller does to get there.
        depth: How many steps that are.
        landing: Its request and answer; None for an end.
        fault: Why the provider takes the answer for no document; None where it is one.
        quiet: The run in which nobody does anything.
        outcomes: The other runs.
        verbs_run: The places of the verbs that ran in any of them.
        no_branch: Keys that the document offers, and that do what a wrong key does, while others do not.
        no_choice: Keys that the document offers, by prompt, where every key does the same.
        fastest: Seconds of the fastest answer.
        changes: Whether the same request gave another document.
    """

    node: Node
    way: tuple[str, ...]
    depth: int
    landing: Landing | None = None
    fault: Fault | None = None
    quiet: Run | None = None
    outcomes: list[Outcome] = field(default_factory=list)
    verbs_run: set[int] = field(default_factory=set)
    no_branch: list[str] = field(default_factory=list)
    no_choice: list[tuple[str, ...]] = field(default_factory=list)
    fastest: float = float("inf")
    changes: bool = False
