"""Makes nodes, and the words for ends and tries, from what a run shows."""

from __future__ import annotations

from itertools import groupby

import laml

from .keys import STRANGE, Try
from .model import Node
from .opened import Sight, parsed
from .records import Landing, Run


def named(tried: Try) -> str:
    """The value of an edge: what was tried, or what strange words stand for."""
    return "something else" if tried.value == STRANGE else tried.value


def opening_tag(verb: laml.Element) -> str:
    """A verb without what is in it, as XML."""
    written = "".join(f' {name}="{value}"' for name, value in sorted(verb.attributes.items()))
    return f"<{verb.tag}{written}/>".replace("&", "&amp;")


def until(quiet: Run, number: int) -> tuple[str, ...]:
    """What was heard when a verb listened; of the first one, all that came before it as well."""
    verb = quiet.asks[number - 1].verb
    own = [child for child in verb.children if child.tag == "Say"]
    return tuple(" ".join(child.text.split()) for child in own) or tuple(quiet.said)


def ending(run: Run) -> str:
    """How a run ended that led to no other document."""
    last = run.last.tag if run.last is not None else ""
    if run.over:
        explicit = {"Hangup": "hangs up", "Reject": "rejects the call"}
        return explicit.get(last, "the call ends")
    if run.waits_for == "the conference":
        return "is in a conference"
    return {"Enqueue": "waits in a queue", "Connect": "is connected", "Dial": "talks"}.get(
        last, f"waits: {run.waits_for}"
    )


def after(sight: Sight) -> str:
    """The key of a request that is made when the call is over, whose document nobody runs."""
    return f"after the call\n{sight.bare}"


def document_node(name: str, sight: Sight, landing: Landing, *, readable: bool = True) -> Node:
    """The node of a request and its answer, which nobody has run yet. `readable`: the provider takes it as it is."""
    if landing.report and 200 <= landing.answer.status < 300:  # nobody runs what is answered
        own = after(sight)
        return Node(name, "end", f"{sight.route}, after the call", key=own, shape=own)
    root = parsed(landing.document) if readable and 200 <= landing.answer.status < 300 else None
    if root is None:
        route = f"{sight.route}: {landing.answer.outcome}" if landing.answer.outcome != "200" else sight.route
        return Node(name, "failed", route, key=sight.key, shape=sight.shape)
    verbs = tuple(child.tag for child in root.children)
    return Node(name, "document", sight.route, verbs=verbs, key=sight.key, shape=sight.shape)


def heard(node: Node, quiet: Run) -> Node:
    """The node with what a caller hears there; what is said again at once, as to those who wait, stands there once."""
    return Node(
        node.id,
        node.kind,
        node.route,
        tuple(text for text, _ in groupby(quiet.said)),
        node.verbs,
        bool(quiet.asks),
        tuple(quiet.dialed),
        node.key,
        node.shape,
    )
