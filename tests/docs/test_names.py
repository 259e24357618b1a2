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
