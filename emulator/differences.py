"""Counts what documents may hold and the emulator takes no notice of: `python -m emulator.differences`.

The lists stand in `engine.imitated`; DIFFERENCES.md shows them, and a test holds all of them together.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from laml.grammar.attributes import compile_attributes
from laml.registry import CLASSES, IN_PARENT

from .engine.documents.imitated import IDLE, WITHOUT_EFFECT

# Elements that set up an agent hosted by the provider or a partner: a test plays that agent's part itself.
AGENTS: Final = frozenset(
    {"AI", "AiSession", "Assistant", "Conversation", "ConversationRelay", "ConversationRelaySession", "Defaults"}
    | {"Function", "Language", "PostPrompt", "Prompt", "VirtualAgent"}
)
Pairs = set[tuple[str, str]]


def declared() -> Pairs:
    """Every attribute of every element, as (tag, name in XML)."""
    classes = [cls for kind in CLASSES.values() for cls in kind.values()] + list(IN_PARENT.values())
    return {
        (cls.tag, attribute.name)
        for cls in classes
        if cls.declared is not None
        for attribute in compile_attributes(cls.declared).values()
    }


def pairs(table: Mapping[str, Iterable[str]]) -> Pairs:
    """A table by tag as (tag, name in XML)."""
    return {(tag, name) for tag, names in table.items() for name in names}


def without_effect() -> tuple[int, int]:
    """How many attributes have no effect, and how many of agents have none."""
    silent = pairs(WITHOUT_EFFECT)
    agents = {pair for pair in silent if pair[0] in AGENTS}
    return len(silent - agents), len(agents)


def main() -> None:
    """Print the count."""
    silent, agents = without_effect()
    print(
        f"emulator: of {len(declared())} attributes {silent} have no effect, and {agents} that set up an agent "
        f"hosted elsewhere; {len(IDLE)} elements have none"
    )


if __name__ == "__main__":
    main()
