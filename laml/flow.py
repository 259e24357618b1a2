"""What a document does when it runs: verbs that nothing reaches, menus that never end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final

from . import constraints as c
from .errors import Problem

if TYPE_CHECKING:
    from .element import Element

ENDS: Final[Mapping[str, int]] = {
    "Hangup": c.BOTH, "Leave": c.BOTH, "Record": c.LAML, "Redirect": c.BOTH, "Reject": c.BOTH, "Receive": c.BOTH,
}  # fmt: skip
"""Verbs after which nothing of the document runs, by dialect. Record: Twilio goes on where nothing was recorded."""
ENDS_WITH_ACTION: Final = frozenset({"Connect", "Dial", "Enqueue", "Message", "Refer", "Sms"})
"""Verbs whose answer takes over, where they have an `action`."""
ASKS_AGAIN: Final = frozenset({"Gather", "Record", "Pay"})
"""Verbs that request the current document again, where they have no `action`."""


def flow_problems(root: Element, bits: int) -> Iterator[Problem]:
    """Warnings about the order of verbs.

    Source: the pages of the verbs; both providers accept such documents, so nothing here is an error.
    """
    ended: str | None = None
    children = root.children
    counts = Counter(verb.tag for verb in children)
    seen: Counter[str] = Counter()
    for verb in children:
        seen[verb.tag] += 1
        number = f"[{seen[verb.tag]}]" if counts[verb.tag] > 1 else ""
        path = f"{root.tag}/{verb.tag}{number}"
        if ended is not None:
            message = f"never reached: <{ended}> before it ends the document"
            yield Problem("warning", "unreachable", message, path, verb.line, "move or remove it")
        elif ENDS.get(verb.tag, 0) & bits == bits or (verb.tag in ENDS_WITH_ACTION and verb.has("action")):
            ended = verb.tag
        if verb.tag in ASKS_AGAIN and not verb.has("action"):
            message = f"<{verb.tag}> without 'action' requests this same document again, which can go round for ever"
            yield Problem("warning", "loops", message, path, verb.line, "give it an action")
