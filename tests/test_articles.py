"""No message puts an article before a word that is filled in: it would read "a int" and "a AmdStatusEvent"."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

PACKAGES = ("laml", "rest", "webhooks", "emulator", "lamlkit_pytest.py")
ARTICLE = re.compile(r"\b[Aa]n? \{[^{}]*(?:__name__|type\(|\bcls\b)[^{}]*\}")
THROUGH_A_NAME = re.compile(r"\b[Aa]n? \{(\w+)\}")


def files() -> list[Path]:
    root = Path(__file__).parents[1]
    return [
        file for name in PACKAGES for file in ([root / name] if name.endswith(".py") else (root / name).rglob("*.py"))
    ]


def articles(source: str) -> list[str]:
    """The places where an article stands before the name of a type, filled in as it is or by way of a variable."""
    found = [match[0] for match in ARTICLE.finditer(source)]
    for match in THROUGH_A_NAME.finditer(source):
        if re.search(rf"\b{match[1]} = .*__name__", source):
            found.append(match[0])
    return found


def test_no_article_stands_before_the_name_of_a_type() -> None:
    found = {str(file): each for file in files() if (each := articles(file.read_text(encoding="utf-8")))}
    assert len(files()) > 300
    assert not found


@pytest.mark.parametrize(
    "source",
    [
        'f"got a {type(value).__name__}, expected text"',
        'f"returned an {cls.__name__}"',
        'kind = type(command).__name__\nraise E(f"{name} is a {kind}")',
    ],
)
def test_an_article_is_found(source: str) -> None:
    assert len(articles(source)) == 1
