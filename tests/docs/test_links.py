"""No link within the project is dead: each file is there, and each anchor is a heading of its page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token

ROOT = Path(__file__).parents[2]
PAGES = sorted(
    page
    for pattern in ("*.md", "docs/**/*.md", "emulator/**/*.md", "examples/**/*.md", "benchmarks/**/*.md")
    for page in ROOT.glob(pattern)
)
READER = MarkdownIt("commonmark").enable("table")
ANCHOR = re.compile(r'<[^>]*\b(?:id|name)="([^"]+)"')


def every(tokens: list[Token]) -> Iterator[Token]:
    for token in tokens:
        yield token
        yield from every(token.children or [])


def slug(heading: str) -> str:
    """The anchor that GitHub gives a heading: small letters, no marks, a hyphen for each blank."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


@cache
def read(page: Path) -> tuple[frozenset[str], tuple[str, ...]]:
    """The anchors of a page, and where its links and pictures lead."""
    text = page.read_text(encoding="utf-8")
    tokens = READER.parse(text)
    anchors: list[str] = ANCHOR.findall(text)
    for before, token in pairwise(tokens):
        if before.type == "heading_open":
            name = slug("".join(part.content for part in token.children or [] if part.type in ("text", "code_inline")))
            taken = sum(re.sub(r"-\d+$", "", other) == name for other in anchors)
            anchors.append(f"{name}-{taken}" if taken else name)
    found = [token.attrGet("href") or token.attrGet("src") for token in every(tokens)]
    return frozenset(anchors), tuple(str(link) for link in found if link)


def dead(page: Path) -> Iterator[str]:
    """The links of a page that lead nowhere within the project; what is outside is not asked."""
    for link in read(page)[1]:
        parts = urlsplit(link)
        if parts.scheme or parts.netloc:
            continue
        target = (page.parent / unquote(parts.path)).resolve() if parts.path else page
        if not target.exists() or not target.is_relative_to(ROOT.resolve()):
            yield f"{link}: there is no such file"
        elif parts.fragment and target.suffix == ".md" and unquote(parts.fragment) not in read(target)[0]:
            yield f"{link}: the page has no such heading"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_no_link_of_a_page_is_dead(page: Path) -> None:
    assert list(dead(page)) == []


def test_the_pages_and_their_links_are_found() -> None:
    names = {str(page.relative_to(ROOT)) for page in PAGES}
    assert {"README.md", "docs/commands.md", "docs/reference/index.md", "docs/reference/gather.md"} <= names
    assert len(read(ROOT / "docs" / "reference" / "index.md")[1]) > 70


def test_a_dead_link_would_be_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(globals(), "ROOT", tmp_path)
    (tmp_path / "other.md").write_text(
        "# Who `calls`, and why?\n\n## Twice\n\n## Twice\n\n<a id='x'></a><a id=\"y\"></a>\n"
    )
    good = [
        "other.md",
        "other.md#who-calls-and-why",
        "other.md#twice-1",
        "other.md#y",
        "#own",
        "https://example.com/no",
    ]
    bad = ["gone.md", "other.md#nothing", "other.md#twice-2", "#nothing", "../other.md"]
    page = tmp_path / "page.md"
    page.write_text(
        "# Own\n\n" + "\n\n".join(f"[a]({link})" for link in good + bad) + "\n\n| a |\n|---|\n| ![b](gone.png) |\n"
    )
    assert [line.partition(": ")[0] for line in dead(page)] == [*bad, "gone.png"]
