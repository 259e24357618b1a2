"""Renders the reference as Markdown, one page for each element; `python -m laml.reference FOLDER` writes them."""

from __future__ import annotations

import importlib
import sys
import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from ..element import Element
from ..errors import LamlWarning
from .elements import AttributeReference, ElementReference, Relative, reference

INDEX: Final = "index.md"
_MADE: Final = "<!-- Rendered from the declarations by `python -m laml.reference docs/reference`; edit those. -->"
_KINDS: Final = {"voice": "Voice documents", "messaging": "Messaging documents", "fax": "Fax documents"}


def pages() -> dict[str, str]:
    """All pages, by file name."""
    elements = reference()
    return {INDEX: "\n".join(_index(elements))} | {
        f"{element.slug}.md": "\n".join(_page(element, elements)) for element in elements
    }


def run_example(slug: str) -> str:
    """The XML that an example makes, indented."""
    return make_example(slug).to_xml(pretty=True)


def make_example(slug: str) -> Element:
    """The document that an example makes; without the warnings about it."""
    element = next(element for element in reference() if element.slug == slug)
    names: dict[str, object] = dict(vars(importlib.import_module(f"..{element.kind}_response", __package__)))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", LamlWarning)
        exec(element.example, names)  # noqa: S102 - the examples are ours, in the docstrings of the elements
        response = names["response"]
        if not isinstance(response, Element):
            raise TypeError(f"the example {slug!r} makes no document named 'response'")
        return response


def main(arguments: Sequence[str]) -> None:
    """Write the pages into a folder, and remove pages there that no element has any more."""
    if len(arguments) != 1:
        sys.exit("usage: python -m laml.reference FOLDER")
    folder = Path(arguments[0])
    folder.mkdir(parents=True, exist_ok=True)
    rendered = pages()
    for name, text in rendered.items():
        (folder / name).write_text(text, encoding="utf-8")
    for page in folder.glob("*.md"):
        if page.name not in rendered and page.read_text(encoding="utf-8").startswith(_MADE):
            page.unlink()


def _index(elements: Sequence[ElementReference]) -> Iterator[str]:
    yield from (_MADE, "# Reference of documents", "")
    yield "Every element of LaML (SignalWire) and TwiML (Twilio), as it is checked."
    for kind, title in _KINDS.items():
        yield from ("", f"## {title}", "")
        yield from (f"- [{x.title}]({x.slug}.md): {x.summary}" for x in elements if x.kind == kind)
    yield ""


def _page(element: ElementReference, elements: Sequence[ElementReference]) -> Iterator[str]:
    yield from (_MADE, f"# {element.title}", "", element.summary)
    yield from ("", element.details) if element.details else ()
    if element.example:
        module = f"laml.{element.kind}_response"
        names = ", ".join(name for name in _ROOT_NAMES if name in element.example)
        yield from ("", "```python", f"from {module} import {names}", "", element.example, "```")
        yield from ("", "```xml", run_example(element.slug), "```")
    yield from ("", f"- In: {_links(element.parents, element, elements)}") if element.parents else ("",)
    yield from (f"- Holds: {_links(element.children, element, elements)}",) if element.children else ()
    yield from (f"- Text: {element.takes}",) if element.takes else ()
    yield from (f"- Source: {element.source}",) if element.source else ()
    yield from (f"- Rule: {rule}" for rule in element.rules)
    if element.attributes:
        yield from ("", "## Attributes", "", "| Name | Takes | Default | What it does |", "|---|---|---|---|")
        yield from map(_row, element.attributes)
    yield ""


_ROOT_NAMES: Final = ("VoiceResponse", "MessagingResponse", "FaxResponse")


def _row(attribute: AttributeReference) -> str:
    only = f"<br>{attribute.dialects[0]} only" if len(attribute.dialects) == 1 else ""
    spelt = f"<br>`{attribute.keyword}`" if attribute.keyword != attribute.name else ""
    notes = f" ({'; '.join(attribute.notes)})" if attribute.notes else ""
    cells = [f"`{attribute.name}`{spelt}{only}", attribute.takes, attribute.default, f"{attribute.text}{notes}"]
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


def _links(relatives: Sequence[Relative], of: ElementReference, elements: Sequence[ElementReference]) -> str:
    return ", ".join(
        f"[{relative.tag}]({_target(relative, of, elements)}.md){_note(relative)}" for relative in relatives
    )


def _note(relative: Relative) -> str:
    return str(relative).removeprefix(relative.tag)


def _target(relative: Relative, of: ElementReference, elements: Sequence[ElementReference]) -> str:
    """The slug of a relative's page: of the same kind of document, and made for this parent where one is."""
    alike = [element for element in elements if element.tag == relative.tag]
    own = [element for element in alike if element.slug == f"{of.tag}-{relative.tag}".lower()]
    same = [element for element in alike if element.kind == of.kind]
    return (own or same or alike)[0].slug
