"""Every snippet of the documentation does what the page says."""

from pathlib import Path

import pytest

from .snippets import Block, Reader, blocks

ROOT = Path(__file__).parent.parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), *ROOT.glob("emulator/*.md")])


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_snippets_of_the_page_run(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(tmp_path))
    reader = Reader(page, tmp_path)
    for block in blocks(page):
        if not block.skipped:
            reader.read(block)


@pytest.mark.parametrize(
    ("language", "body"),
    [
        ("python", "assert False"),
        ("pycon", ">>> 1 + 1\n3\n"),
        ("console", "$ echo one\ntwo\n"),
        ("python", "# test_x.py\ndef test_x():\n    assert False\n"),
    ],
)
def test_a_snippet_that_is_wrong_is_found(language: str, body: str, tmp_path: Path) -> None:
    reader = Reader(Path("page.md"), tmp_path)
    with pytest.raises(AssertionError):
        reader.read(Block(language, body, 1, skipped=False))


def test_output_that_differs_is_found(tmp_path: Path) -> None:
    reader = Reader(Path("page.md"), tmp_path)
    reader.read(Block("python", "print('<a/>')", 1, skipped=False))
    with pytest.raises(AssertionError, match="prints something else"):
        reader.read(Block("xml", "<b/>", 2, skipped=False))
