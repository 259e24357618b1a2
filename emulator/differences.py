"""Lists what documents may hold, and REST may keep, without any effect: `python -m emulator.differences PAGE`.

Of documents that is what is declared in `laml.elements` and not named in `engine.documents.imitated`; of REST, what
`server.recorded_only` names. The command writes both between their marks in DIFFERENCES.md and prints
the counts; without a page it only prints them.
"""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from laml.registry import CLASSES, IN_PARENT
from rest.rows import operations

from .engine.documents.imitated import READS
from .server.recorded_only import RECORDED_ONLY, count, recorded_only

BEGIN: Final = "<!-- Rendered by `python -m emulator.differences emulator/DIFFERENCES.md` up to the next mark. -->"
END: Final = "<!-- End of what is rendered. -->"
BEGIN_REST: Final = "<!-- Operations that are recorded only, rendered by the same command up to the next mark. -->"
END_REST: Final = "<!-- End of the operations that are recorded only. -->"
Pairs = set[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why attributes have no effect: all of some elements, or some names in any element."""

    heading: str
    elements: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()


AGENTS: Final = Reason(
    "Because it sets up an agent of the provider or of a partner: a test plays that agent's part itself",
    elements=frozenset(
        {"AI", "AiSession", "Assistant", "Conversation", "ConversationRelay", "ConversationRelaySession", "Defaults"}
        | {"Function", "Language", "PostPrompt", "Prompt", "VirtualAgent"}
    ),
)
OTHER: Final = Reason(
    "Because it is kept or routed elsewhere at the provider, is not documented, or nobody has needed it here yet"
)
"""The reason of whatever no other one names."""
REASONS: Final = (
    Reason(
        "Because it changes only how something sounds, or how well it is understood",
        names=frozenset(
            {"acknowledgeSoundUrl", "alphabet", "codecs", "enhanced", "format", "hints", "jitterBufferSize", "language"}
            | {"level", "ph", "pitch", "region", "role", "trim", "whisper", "xml:lang"}
        ),
    ),
    AGENTS,
    Reason(
        "Because no sound flows: streams and rooms have their events and nothing more",
        elements=frozenset({"Stream", "Transcription"}),
    ),
    OTHER,
)
"""In the order of the page. The elements of a reason come before the names of another."""


def declared() -> Pairs:
    """Every attribute of every element, as (tag, name in XML)."""
    classes = [cls for kind in CLASSES.values() for cls in kind.values()] + list(IN_PARENT.values())
    return {(cls.tag, attribute.name) for cls in classes for attribute in cls.attributes_known().values()}


def with_effect() -> Pairs:
    """Every attribute that the engine reads, as (tag, name in XML)."""
    return {(tag, name) for tag, names in READS.items() for name in names}


def without_effect() -> Pairs:
    """Every attribute that the engine does not read, as (tag, name in XML)."""
    return declared() - with_effect()


def idle() -> set[str]:
    """The elements that change nothing; the words in those of speech are heard all the same."""
    return {tag for kind in CLASSES.values() for tag in kind} - READS.keys()


def reason(tag: str, name: str) -> Reason:
    """Why an attribute has no effect."""
    by_element = (each for each in REASONS if tag in each.elements)
    by_name = (each for each in REASONS if name in each.names)
    return next(by_element, None) or next(by_name, OTHER)


def rendered() -> str:
    """The part of the page between the marks."""
    return "\n".join(_lines())


def write(page: Path) -> None:
    """Render the parts of the page between their marks anew; the part about REST may be absent.

    Raises:
        ValueError: The page does not have both marks.
    """
    text = _replaced(page, page.read_text(encoding="utf-8"), (BEGIN, END), rendered())
    if BEGIN_REST in text:
        text = _replaced(page, text, (BEGIN_REST, END_REST), rendered_rest())
    page.write_text(text, encoding="utf-8")


def _replaced(page: Path, text: str, marks: tuple[str, str], part: str) -> str:
    first, last = marks
    before, begin, rest = text.partition(first)
    _, end, after = rest.partition(last)
    if not begin or not end:
        raise ValueError(f"{page} has no part between {first!r} and {last!r}")
    return f"{before}{first}\n\n{part}\n\n{last}{after}"


def rendered_rest() -> str:
    """The part of the page about operations of REST that are recorded only."""
    reasons: dict[str, list[str]] = {}
    for resource, found in recorded_only():
        names = ", ".join(operation.name for operation in found)
        reasons.setdefault(RECORDED_ONLY[resource.name], []).append(f"`{resource.name}` ({names})")
    told = textwrap.fill(
        f"Of {len(list(operations()))} operations **{count()} are recorded only**: they answer with the record and the "
        "errors that the provider has, keep what they are given, and nothing else reads it.",
        width=120,
    )
    lines = [
        textwrap.fill(f"- {', '.join(names)}: {why}.", 120, subsequent_indent="  ", break_on_hyphens=False)
        for why, names in reasons.items()
    ]
    return "\n".join((told, "", *lines))


def main(arguments: Sequence[str] = ()) -> None:
    """Write the page, if one is given, and print the counts."""
    for page in arguments:
        write(Path(page))
    silent, agents = _counts()
    print(
        f"emulator: of {len(declared())} attributes {silent} have no effect, and {agents} that set up an agent "
        f"hosted elsewhere; {len(idle())} elements have none"
    )
    print(f"emulator: of {len(list(operations()))} operations of REST {count()} are recorded only")


def _counts() -> tuple[int, int]:
    """How many attributes have no effect, and how many of agents have none."""
    agents = [pair for pair in without_effect() if reason(*pair) is AGENTS]
    return len(without_effect()) - len(agents), len(agents)


def _lines() -> Iterator[str]:
    silent, agents = _counts()
    names = ", ".join(f"`{tag}`" for tag in sorted(idle()))
    yield textwrap.fill(
        f"**{silent} attributes** have no effect; so have **{agents}** that set up an agent hosted by the provider or "
        f"a partner. {len(idle())} elements have none of their own: {names}.",
        width=120,
        break_on_hyphens=False,
    )
    for each in REASONS:
        rows: dict[str, list[str]] = {}
        for tag, name in sorted(without_effect()):
            if reason(tag, name) is each:
                rows.setdefault(tag, []).append(f"`{name}`")
        if rows:
            yield from ("", f"### {each.heading}", "", "| Element | Attributes |", "|---|---|")
            yield from (f"| `{tag}` | {', '.join(names)} |" for tag, names in rows.items())


if __name__ == "__main__":
    main(sys.argv[1:])
