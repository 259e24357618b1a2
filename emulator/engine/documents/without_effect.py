"""Notes in the timeline, once per call, which parts of a document have no effect here or are unknown.

Source: call semantics 2.1.
"""

from __future__ import annotations

from collections.abc import Iterator

import laml

from ..world import World
from .imitated import IDLE, READS, WITHOUT_EFFECT

SCHEMA_WARNING = 12200


def note_without_effect(world: World, subject: str, noted: set[str], verb: laml.Element) -> None:
    """Note the parts of a verb that have no effect.

    Args:
        world: State and services.
        subject: The call, message or fax.
        noted: What was written down before; this adds to it.
        verb: The verb, with all that is nested in it.
    """
    for part, known in _without_effect(verb):
        if part in noted:
            continue
        noted.add(part)
        if known:
            world.note(subject, "note", f"{part} has no effect here: see DIFFERENCES.md of the emulator")
        elif world.profile.fetching.warns_of_unknown:
            world.problem(subject, SCHEMA_WARNING, f"{part} is unknown and ignored")
        else:
            world.note(subject, "note", f"{part} is unknown and ignored")


def _without_effect(element: laml.Element) -> Iterator[tuple[str, bool]]:
    """Elements and attributes without effect; True for those that the emulator knows and does not imitate."""
    tag = element.tag
    if tag in IDLE:
        yield f"<{tag}>", True
    reads, idle = READS.get(tag, frozenset()), WITHOUT_EFFECT.get(tag, frozenset())
    for name in element.attributes:
        if name not in reads:
            yield f"{tag} {name}", name in idle
    for child in element.children:
        yield from _without_effect(child)
