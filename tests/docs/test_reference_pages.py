"""The reference of resources, problem codes, settings and commands is rendered, and leaves nothing out."""

from __future__ import annotations

import re

import pytest

from laml.reference.problem_codes import EXPLANATIONS
from rest.rows import RESOURCES
from rest.table.declared import parameters_of
from rest.table.properties import properties_of
from rest.table.resource import Resource

from .loading import DOCS, renderer

FOLDER = DOCS / "reference"
ROOT = DOCS.parent
KEY = re.compile(r"\b(?:LAML|SIGNALWIRE|TWILIO)_[A-Z_]*[A-Z]\b")
NO_SETTINGS = {
    "SIGNALWIRE_ONLY", "TWILIO_ONLY",  # rows of providers
    "LAML_BINS", "LAML_MOST", "LAML_VOICE",  # constants of ours
    "LAML_PHONE_TOKEN", "LAML_EMULATE_PHONE_TOKEN",  # printed by `laml emulate`, for its phone
}  # fmt: skip


def test_the_committed_pages_are_the_rendered_ones() -> None:
    for name, text in renderer("reference_pages").pages().items():
        assert (FOLDER / name).read_text(encoding="utf-8") == text, f"python docs/reference_pages.py: {name}"


@pytest.mark.parametrize("row", RESOURCES, ids=lambda row: row.name)
def test_each_operation_parameter_and_property_of_a_resource_is_on_its_page(row: Resource) -> None:
    page = (FOLDER / "resources" / f"{row.name.split('.')[0]}.md").read_text(encoding="utf-8")
    for operation in row.operations:
        assert f"| `{operation.name}` | `{operation.method} {operation.path}` |" in page
        for parameter in parameters_of(operation.parameters).values():
            assert parameter.name == "extra" or parameter.local or f"| `{parameter.wire}` |" in page, parameter.name
    for name in properties_of(row.record):
        assert f"| `{name}` |" in page, name


def test_each_problem_code_has_a_page_that_says_what_to_do() -> None:
    for code, (what, mend) in EXPLANATIONS.items():
        page = (FOLDER / "problems" / f"{code}.md").read_text(encoding="utf-8")
        assert what in page
        assert mend in page
    assert {page.stem for page in (FOLDER / "problems").glob("*.md")} == {*EXPLANATIONS, "index"}


def test_each_setting_that_the_code_reads_is_on_the_page() -> None:
    sources = [path for name in ("laml", "rest", "webhooks", "emulator") for path in (ROOT / name).rglob("*.py")]
    read = {key for path in sources for key in KEY.findall(path.read_text(encoding="utf-8"))} - NO_SETTINGS
    page = (FOLDER / "settings.md").read_text(encoding="utf-8")
    assert sorted(key for key in read if f"`{key}`" not in page) == []
