"""The index of public names says what each is, and is rendered."""

import importlib
import re

import pytest

from .loading import DOCS, renderer


def test_the_committed_page_is_the_rendered_one() -> None:
    assert (DOCS / "names.md").read_text(encoding="utf-8") == renderer("names").page()


@pytest.mark.parametrize("package", ["laml", "rest", "webhooks", "emulator"])
def test_every_public_name_has_a_sentence(package: str) -> None:
    page = (DOCS / "names.md").read_text(encoding="utf-8")
    for name in importlib.import_module(package).__all__:
        assert re.search(rf"^\| `{name}` \| .*\w.* \|$", page, re.M), name


def test_every_public_name_of_webhooks_stands_on_a_page_beside_the_index() -> None:
    pages = [page.read_text(encoding="utf-8") for page in DOCS.rglob("*.md") if page.name != "names.md"]
    for name in importlib.import_module("webhooks").__all__:
        assert any(re.search(rf"`[^`\n]*\b{name}\b[^`\n]*`", page) for page in pages), name


def test_every_link_between_pages_leads_somewhere() -> None:
    root = DOCS.parent
    for page in [*root.glob("*.md"), *DOCS.rglob("*.md")]:
        for link in re.findall(r"\]\(([^)#:\s]+)(?:#[\w-]+)?\)", page.read_text(encoding="utf-8")):
            assert (page.parent / link).exists(), f"{page}: {link}"


@pytest.mark.parametrize("page", sorted(path.name for path in DOCS.glob("*.md")))
def test_every_guide_is_linked_from_another_page(page: str) -> None:
    others = [path for path in [DOCS.parent / "README.md", *DOCS.glob("*.md")] if path.name != page]
    assert any(
        f"{page})" in path.read_text(encoding="utf-8") or f"{page}#" in path.read_text(encoding="utf-8")
        for path in others
    )
