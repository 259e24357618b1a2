"""The core cases of the public Mustache specification (version 1.4), as far as bins have its forms.

`mustache/cases.json` is the specification, condensed: without descriptions and partials, its licence beside it. A case
is a text; here it stands in an element, and its data are flat lists of texts, as the parameters of a request are.
"""

import html
import json
import re
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from webhooks.bins.template import compile_template
from webhooks.errors import TemplateError

CASES = json.loads((Path(__file__).parent / "mustache" / "cases.json").read_text("utf-8"))
REFUSED = {
    "raw": "raw values are refused",  # they could be elements
    "partials": "partials are refused",  # they read other documents, and may never end
    "delimiters": "other delimiters are refused",  # a reader no longer sees what is filled in
    "walks": "is a walk",  # parameters are texts, and have no parts
    "root": "no section|no name",  # there is no value of the whole: parameters have names
}
"""The forms that bins do not have, and what is said of them."""
NO_VALUES = "objects"
"""What no request can send: lists of objects and objects in objects."""
BEFORE_A_LINE = {"Standalone Without Newline"}
AFTER_A_LINE = {"Standalone Without Previous Line", "Doubled"}
"""Cases whose text begins or ends where a line does: in a document the line of a text is that of its element's tag."""


def named(case: dict[str, Any]) -> str:
    return f"{case['file']}: {case['name']}"


def kept(*refused: str | None) -> Any:
    cases = [case for case in CASES if case.get("refused") in refused]
    return pytest.mark.parametrize("case", cases, ids=map(named, cases))


def texts(value: object) -> list[str]:
    """A value as the list of texts that a request would send for it."""
    if value is None or value is False:
        return []
    if isinstance(value, list):
        return [text for item in value for text in texts(item)]
    assert isinstance(value, str | int | float), "no request can send that"
    return ["true" if value is True else str(value)]


def document(case: dict[str, Any]) -> str:
    line = "\n" if case["name"] in AFTER_A_LINE else "", "\n" if case["name"] in BEFORE_A_LINE else ""
    return f"<Response><Say>{line[0]}{case['template'].replace('<', '&lt;')}{line[1]}</Say></Response>"


@kept(None)
def test_a_case_of_the_specification_gives_what_it_says(case: dict[str, Any]) -> None:
    values = {name: texts(value) for name, value in case["data"].items()}
    filled = compile_template(document(case)).fill(values)
    expected = html.unescape(case["expected"]).replace("\r\n", "\n")  # as XML reads ends of lines
    assert etree.fromstring(filled.xml).findtext("Say") == "\n" * (case["name"] in AFTER_A_LINE) + expected


@kept(*REFUSED)
def test_a_form_that_bins_do_not_have_is_refused_with_its_place(case: dict[str, Any]) -> None:
    with pytest.raises(TemplateError) as refused:
        compile_template(document(case))
    found = [one for one in refused.value.problems if re.search(REFUSED[case["refused"]], one.message)]
    assert found
    assert all(one.line and one.column and one.severity == "error" for one in found)


@kept(NO_VALUES)
def test_what_no_request_can_send_is_the_only_other_thing_left_out(case: dict[str, Any]) -> None:
    with pytest.raises(AssertionError, match="no request can send that"):
        texts(list(case["data"].values()))


def test_all_cases_are_here_and_this_many_are_left_out() -> None:
    counts = {"raw": 22, "partials": 14, "delimiters": 12, "walks": 16, "root": 5, "objects": 5, None: 62}
    assert len(CASES) == sum(counts.values()) == 136
    assert {each: sum(case.get("refused") == each for case in CASES) for each in counts} == counts
