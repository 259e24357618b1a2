"""Draws right documents from the condensed table of the grammar, the same ones for the same seed.

They are written as XML here and not by the package under test, which would refuse the mistakes that `mistakes.py` makes
in them. Small documents show as much as large ones and are checked sooner.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Literal

from ..making import parent_of
from ..table import ELEMENTS, attributes, bent, chain, holders, right, text_for

Kind = Literal["voice", "messaging", "fax"]
DEEPEST = 4


@dataclass
class Node:
    """An element as it will be written: attributes may be given twice, and pieces of content may be no text at all."""

    tag: str
    parent: str
    attributes: list[tuple[str, str]] = field(default_factory=list)
    content: list["Node | str"] = field(default_factory=list)
    """Elements, and pieces that are escaped already."""

    def within(self) -> Iterator["Node"]:
        """This element and all in it."""
        yield self
        for item in self.content:
            if isinstance(item, Node):
                yield from item.within()


@dataclass(frozen=True)
class Place:
    """What an element may be in one place of one dialect."""

    tag: str
    parent: str
    text: str | None
    children: list[str]
    right: dict[str, list[str]]
    """Values that the dialect takes, by attribute."""
    wrong: dict[str, list[str]]
    required: list[str]


def escaped(text: str) -> str:
    """A text as it stands in a document, between tags or between quotation marks."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def spelled(value: object, fact: dict[str, Any]) -> str:
    """A value as XML has it."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return str(fact.get("list_separator", " ")).join(map(str, value))
    return str(value)


@cache
def place(kind: Kind, parent: str, tag: str, dialect: str) -> Place:
    """The facts of a place, from the table."""
    facts = attributes(tag, dialect, parent)
    return Place(
        tag,
        parent,
        text_for(tag, dialect, parent),
        inside(tag, dialect) if parent != "Refer" else [],
        {name: [spelled(x, fact) for x in right(tag, name, fact, dialect, parent)] for name, fact in facts.items()},
        {name: [spelled(x, fact) for x in bent(name, fact)] for name, fact in facts.items()},
        [name for name, fact in facts.items() if fact.get("required") or parent in fact.get("required_in", [])],
    )


@cache
def inside(name: str, dialect: str) -> list[str]:
    """The tags that may stand in a place of the table (`Dial`, `Response:voice`)."""
    return [tag for tag in ELEMENTS if any(name == holder for holder, _ in holders(tag, dialect))]


class Drawing:
    """Draws documents, one after the other."""

    def __init__(self, seed: object) -> None:
        self.random = random.Random(str(seed))
        self.large = False

    def verb(self, kind: Kind, dialect: str) -> Node:
        """A verb with what it holds, as right as the table says."""
        tags = inside(f"Response:{kind}", dialect)
        return self.element(kind, parent_of([kind]), self.random.choice(tags), dialect, 1)

    def element(self, kind: Kind, parent: str, tag: str, dialect: str, depth: int) -> Node:
        """An element with some of its attributes, its text, and elements in it."""
        draw = self.random
        facts = place(kind, parent, tag, dialect)
        names = [name for name in facts.right if name not in facts.required]
        some = draw.sample(names, min(len(names), draw.randint(0, 3 if self.large else 1)))
        made = Node(tag, parent, [(name, draw.choice(facts.right[name])) for name in facts.required + some])
        nested = (
            facts.children and depth < DEEPEST and draw.random() < (0.3 if facts.text else 0.9 if self.large else 0.6)
        )
        if facts.text is not None and (not nested or facts.text == "hello"):
            made.content.append(escaped(facts.text))
        for _ in range(draw.randint(1, 2 if self.large else 1) if nested else 0):
            made.content.append(self.element(kind, tag, draw.choice(facts.children), dialect, depth + 1))
        return made

    def somewhere(self, kind: Kind, dialect: str, tag: str) -> Node:
        """An element by itself, with attributes that are right in some place of the table."""
        places = [path for holder, _ in holders(tag, dialect) if (path := chain(holder, dialect))[0] == kind]
        return self.element(kind, parent_of(places[0]), tag, dialect, DEEPEST) if places else Node(tag, "")

    def document(self, kind: Kind, dialect: str) -> Node:
        """A document as right as the table says, of one to three verbs."""
        verbs = self.random.randint(1, 3) if self.large else 1
        return Node("Response", "", [], [self.verb(kind, dialect) for _ in range(verbs)])


def written(node: Node) -> str:
    """An element as XML; one without content is written in the short form."""
    attributes = "".join([f' {name}="{escaped(value)}"' for name, value in node.attributes])
    content = "".join([item if isinstance(item, str) else written(item) for item in node.content])
    return f"<{node.tag}{attributes}>{content}</{node.tag}>" if content else f"<{node.tag}{attributes}/>"
