"""The index of public names says what each is, and is rendered."""

import importlib
import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest

DOCS = Path(__file__).parents[2] / "docs"


def renderer() -> ModuleType:
    spec = importlib.util.spec_from_file_location("names_of_docs", DOCS / "names.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_committed_page_is_the_rendered_one() -> None:
    assert (DOCS / "names.md").read_text(encoding="utf-8") == renderer().page()


@pytest.mark.parametrize("package", ["laml", "rest", "webhooks", "emulator"])
def test_every_public_name_has_a_sentence(package: str) -> None:
    page = (DOCS / "names.md").read_text(encoding="utf-8")
    for name in importlib.import_module(package).__all__:
        assert re.search(rf"^\| `{name}` \| .*\w.* \|$", page, re.M), name
