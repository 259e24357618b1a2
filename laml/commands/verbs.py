"""`laml verbs`: the reference of verbs, nouns and attributes in the terminal."""

from __future__ import annotations

import shutil
import sys
import textwrap
from collections.abc import Iterator, Sequence

import click

from ..grammar.spelling import nearest
from ..reference.elements import ElementReference, Relative, find, reference

WIDTH = 100
NARROWEST = 40


@click.command()
@click.argument("name", required=False)
def command(name: str | None) -> None:
    """The reference of verbs, nouns and their attributes.

    Without NAME, the list of all by kind of document. On a terminal the lines are as wide as that, and 100 characters
    at most; in a pipe each element of the list is one line. Ends with 1 if there is no element of that name.
    """
    width = _width()
    if name is None:
        click.echo("\n".join(_list(reference(), width)))
        return
    found = find(name)
    if not found:
        near = nearest(name, [element.tag for element in reference()])
        click.echo(f"no element {name!r}; {f'did you mean {near}?' if near else 'laml verbs lists them'}", err=True)
        sys.exit(1)
    click.echo("\n\n".join("\n".join(_page(element, width)) for element in found))


def _width() -> int | None:
    """The width of the terminal, in bounds; None if the output goes elsewhere."""
    if not sys.stdout.isatty():
        return None
    return min(WIDTH, max(NARROWEST, shutil.get_terminal_size((WIDTH, 24)).columns))


def _list(elements: Sequence[ElementReference], width: int | None) -> Iterator[str]:
    column = max(len(element.title) for element in elements) + 2
    for kind in dict.fromkeys(element.kind for element in elements):
        yield f"{kind} documents"
        for element in (each for each in elements if each.kind == kind):
            line = f"  {element.title:{column}}{element.summary}"
            yield from [line] if width is None else _wrapped(line, "", width, " " * min(column + 2, width // 3))
        yield ""


def _page(element: ElementReference, wanted: int | None) -> Iterator[str]:
    width = wanted or WIDTH
    yield f"<{element.tag}>  {element.title.partition(' ')[2]}".rstrip()
    yield from _wrapped(element.summary, "  ", width)
    yield from _wrapped(element.details, "  ", width)
    yield from _wrapped(f"in: {_names(element.parents)}" if element.parents else "", "  ", width)
    yield from _wrapped(f"holds: {_names(element.children)}" if element.children else "", "  ", width)
    yield from _wrapped(f"text: {_plain(element.takes)}" if element.takes else "", "  ", width)
    for rule in element.rules:
        yield from _wrapped(f"rule: {_plain(rule)}", "  ", width)
    yield from _wrapped(f"source: {element.source}" if element.source else "", "  ", width)
    for attribute in element.attributes:
        only = f"  [{attribute.dialects[0]} only]" if len(attribute.dialects) == 1 else ""
        spelt = f" ({attribute.keyword})" if attribute.keyword != attribute.name else ""
        yield ""
        yield from _wrapped(f"{attribute.name}{spelt}{only}", "  ", width, " " * 10)
        yield from _wrapped(attribute.text, "      ", width)
        yield from _wrapped(_plain(attribute.takes), "      ", width)
        yield from _wrapped(f"default: {attribute.default}" if attribute.default else "", "      ", width)
        yield from _wrapped("; ".join(attribute.notes), "      ", width)


def _names(relatives: Sequence[Relative]) -> str:
    return ", ".join(map(str, relatives))


def _plain(text: str) -> str:
    return text.replace("`", "")


def _wrapped(text: str, pad: str, width: int, further: str | None = None) -> list[str]:
    """A text as lines; all but the first begin with `further`, or as the first one."""
    behind = pad if further is None else further
    return textwrap.wrap(text, width, initial_indent=pad, subsequent_indent=behind, break_long_words=False)
