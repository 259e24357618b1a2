"""Notes in the timeline, once per call, which parts of a document have no effect here or are unknown.

Source: call semantics 2.1.
"""

from __future__ import annotations

from collections.abc import Iterator

import laml

from ..world import World
from .imitated import READS

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
    """Elements and attributes without effect; True for what `laml` declares, False for what is unknown."""
    tag = element.tag
    if tag not in READS and not element.unknown:
        yield f"<{tag}>", True
    reads = READS.get(tag, frozenset())
    for name in element.attributes:
        if name not in reads:
            yield f"{tag} {name}", any(known.name == name for known in element.attributes_known().values())
    for child in element.children:
        yield from _without_effect(child)
