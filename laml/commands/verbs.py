"""`laml verbs`: the reference of verbs, nouns and attributes in the terminal."""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Iterator, Sequence

import click

from ..grammar.spelling import nearest
from ..reference.elements import ElementReference, Relative, find, reference

WIDTH = 100


@click.command()
@click.argument("name", required=False)
def command(name: str | None) -> None:
    """The reference of verbs, nouns and their attributes.

    Without NAME, the list of all by kind of document. Ends with 1 if there is no element of that name.
    """
    if name is None:
        click.echo("\n".join(_list(reference())))
        return
    found = find(name)
    if not found:
        near = nearest(name, [element.tag for element in reference()])
        click.echo(f"no element {name!r}; {f'did you mean {near}?' if near else 'laml verbs lists them'}", err=True)
        sys.exit(1)
    click.echo("\n\n".join("\n".join(_page(element)) for element in found))


def _list(elements: Sequence[ElementReference]) -> Iterator[str]:
    width = max(len(element.title) for element in elements) + 2
    for kind in dict.fromkeys(element.kind for element in elements):
        yield f"{kind} documents"
        for element in (each for each in elements if each.kind == kind):
            yield f"  {element.title:{width}}{element.summary}"
        yield ""


def _page(element: ElementReference) -> Iterator[str]:
    yield f"<{element.tag}>  {element.title.partition(' ')[2]}".rstrip()
    yield from _wrapped(element.summary, "  ")
    yield from _wrapped(element.details, "  ")
    yield from _wrapped(f"in: {_names(element.parents)}" if element.parents else "", "  ")
    yield from _wrapped(f"holds: {_names(element.children)}" if element.children else "", "  ")
    yield from _wrapped(f"text: {_plain(element.takes)}" if element.takes else "", "  ")
    for rule in element.rules:
        yield from _wrapped(f"rule: {_plain(rule)}", "  ")
    yield from _wrapped(f"source: {element.source}" if element.source else "", "  ")
    for attribute in element.attributes:
        only = f"  [{attribute.dialects[0]} only]" if len(attribute.dialects) == 1 else ""
        spelt = f" ({attribute.keyword})" if attribute.keyword != attribute.name else ""
        yield f"\n  {attribute.name}{spelt}{only}"
        yield from _wrapped(attribute.text, "      ")
        yield from _wrapped(_plain(attribute.takes), "      ")
        yield from _wrapped(f"default: {attribute.default}" if attribute.default else "", "      ")
        yield from _wrapped("; ".join(attribute.notes), "      ")


def _names(relatives: Sequence[Relative]) -> str:
    return ", ".join(map(str, relatives))


def _plain(text: str) -> str:
    return text.replace("`", "")


def _wrapped(text: str, pad: str) -> list[str]:
    return textwrap.wrap(text, WIDTH, initial_indent=pad, subsequent_indent=pad, break_long_words=False)
