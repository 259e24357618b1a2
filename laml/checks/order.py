"""The order of verbs: those that nothing reaches, and menus that never end."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from ..errors import Problem
from ..grammar import constraints as c
from ..grammar.facts import has_sections
from ..tree import Node, paths_below

ENDS: Final[Mapping[str, int]] = {
    "Hangup": c.BOTH, "Leave": c.BOTH, "Record": c.LAML, "Redirect": c.BOTH, "Reject": c.BOTH, "Receive": c.BOTH,
}  # fmt: skip
"""Verbs after which nothing of the document runs, by dialect. Record: Twilio goes on where nothing was recorded."""
ENDS_WITH_ACTION: Final = frozenset({"Connect", "Dial", "Enqueue", "Message", "Refer", "Sms"})
"""Verbs whose answer takes over, where they have an `action`."""
ASKS_AGAIN: Final = frozenset({"Gather", "Record", "Pay"})
"""Verbs that request the current document again, where they have no `action`."""
ENDERS: Final = frozenset({*ENDS, *ENDS_WITH_ACTION})
"""Verbs after which nothing runs, or may not."""
_MATTERS: Final = ENDERS | ASKS_AGAIN


def ends(tag: str, dialects: int, *, has_action: bool) -> bool:
    """Whether nothing of the document runs after such a verb, in all of these dialects."""
    return ENDS.get(tag, 0) & dialects == dialects or (has_action and tag in ENDS_WITH_ACTION)


def order_problems(root: Node, dialects: int) -> Iterator[Problem]:
    """Warnings about the order of verbs; what stands in a Mustache section may be left out, so it ends nothing.

    Source: the pages of the verbs; both providers accept such documents, so nothing here is an error.
    """
    ended: str | None = None
    children = [item for item in root._content if hasattr(item, "_content")]
    paths: list[str] = []
    open_end: bool | None = None
    for number, verb in enumerate(children):
        tag = verb.tag
        if ended is None and tag not in _MATTERS:
            continue
        if ended is not None and open_end is None:
            open_end = has_sections(root)
        if open_end:
            ended = None
        asks_again = tag in ASKS_AGAIN and not verb.has("action")
        if (ended is not None or asks_again) and not paths:
            paths = paths_below(root.tag, children)
        ended_before = ended is not None
        if ended is not None:
            message = f"never reached: <{ended}> before it ends the document"
            yield Problem("warning", "unreachable", message, paths[number], verb.line, "move or remove it")
        elif tag in ENDERS and ends(tag, dialects, has_action=verb.has("action")):
            ended = tag
        if tag == "Redirect" and dialects & c.TWIML and not ended_before and _is_empty(verb):
            if not paths:
                paths = paths_below(root.tag, children)
            message = "<Redirect> without a URL requests this same document again, which goes round for ever"
            yield Problem("warning", "loops", message, paths[number], verb.line, "give it the URL of another document")
        if asks_again:
            message = f"<{tag}> without 'action' requests this same document again, which can go round for ever"
            yield Problem("warning", "loops", message, paths[number], verb.line, "give it an action")


def _is_empty(verb: Node) -> bool:
    """Whether there is nothing in it but blanks."""
    return all(item.__class__ is str and not item.strip() for item in verb._content)
