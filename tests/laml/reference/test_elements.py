"""The reference says what the declarations say; the pages in the docs are the rendered ones."""

import importlib
import re
import subprocess
import sys
import textwrap
from pathlib import Path
from xml.etree.ElementTree import canonicalize

import pytest
from twilio.twiml import TwiML

import laml
from laml.reference.elements import ElementReference, field_docs, find, reference
from laml.reference.pages import INDEX, main, make_example, pages, run_example

from ..table import ELEMENTS as TABLE

DOCS = Path(__file__).parents[3] / "docs" / "reference"
ELEMENTS = {element.slug: element for element in reference()}
NOT_TWILIO = {
    **{
        tag.lower(): "SignalWire has it, Twilio's builder does not"
        for tag, facts in TABLE.items()
        if facts["dialects"] == ["laml"]
    },
    "ai-prompt": "SignalWire has it, Twilio's builder does not",
    "assistant": "the builder that is installed no longer has it",
    "fax-reject": "SignalWire has it, Twilio's builder does not",
    "prompt": "a list is joined here; Twilio's builder writes it as Python does",
}
"""Examples that are not compared with Twilio's builder, and why."""


@pytest.mark.parametrize("element", ELEMENTS.values(), ids=ELEMENTS)
def test_each_element_and_attribute_has_words(element: ElementReference) -> None:
    assert element.summary.endswith(".")
    assert element.source
    assert element.parents or element.tag == "Response"
    for attribute in element.attributes:
        assert attribute.text.endswith("."), attribute.name
        assert attribute.takes, attribute.name
        assert attribute.dialects, attribute.name


@pytest.mark.parametrize("element", ELEMENTS.values(), ids=ELEMENTS)
def test_what_is_said_of_an_element_has_no_words_that_stop_a_reader(element: ElementReference) -> None:
    """A URL is requested, not told; the list has what was found in these texts before."""
    words = " ".join([element.summary, element.details, *(attribute.text for attribute in element.attributes)])
    assert re.findall(r"\b(told|tells?|fares?|fits?|whom|judges?|amiss|former days)\b", words, re.IGNORECASE) == []


def test_slugs_are_unique_and_none_is_the_index() -> None:
    assert len(ELEMENTS) == len(reference())
    assert INDEX.removesuffix(".md") not in ELEMENTS


def test_every_parent_and_child_is_an_element_and_each_knows_the_other() -> None:
    for element in reference():
        for child in element.children:
            kin = [x for x in find(child.tag) if any(parent.tag == element.tag for parent in x.parents)]
            assert kin, f"{child.tag} does not know that {element.tag} holds it"


def test_gather_reads_as_its_pages_do() -> None:
    """Hand-written from the pages of the verb, so that a slip in the reader shows."""
    (gather,) = find("gather")
    assert [child.tag for child in gather.children] == ["Pause", "Play", "Say"]
    assert [str(parent) for parent in gather.parents] == ["Response"]
    attributes = {attribute.name: attribute for attribute in gather.attributes}
    assert attributes["numDigits"].keyword == "num_digits"
    assert attributes["numDigits"].takes == "a whole number, at least 1"
    assert attributes["timeout"].takes == "laml: a whole number, at least 0; twiml: a whole number, at least 1"
    assert attributes["timeout"].default == "5"
    assert attributes["method"].takes == "`GET`, `POST`"
    assert attributes["bargeIn"].dialects == ("twiml",)
    assert "deprecated in twiml: use speechModel" in attributes["enhanced"].notes
    (say,) = find("<Say>")
    assert "laml: at most 4096 characters, 3000 with an Amazon voice; twiml: at most 5000 characters, " in say.takes
    assert {a.name: a.default for a in say.attributes}["voice"] == "laml: woman; twiml: man"


def test_rules_between_attributes_are_told_in_words() -> None:
    (dial,) = find("dial")
    assert "at most 10 of Number." in dial.rules
    assert "Sip must stand alone (laml)." in dial.rules
    assert "`method` has no effect without `action`." in dial.rules
    assert "a text or elements must be there, and not both." in dial.rules
    told = [rule for element in reference() for rule in element.rules]
    assert all(rule.endswith(".") for rule in told)
    assert len(told) == sum(len(element.made_by.rules) for element in reference())


def test_elements_of_one_name_are_told_apart() -> None:
    assert [x.title for x in find("Redirect")] == ["Redirect", "Redirect (messaging)"]
    assert [x.title for x in find("sip")] == ["Sip", "Sip (in Refer)"]
    assert [x.slug for x in find("refer-sip")] == ["refer-sip"]
    assert find("nothing") == []


def test_a_docstring_belongs_to_the_field_above_it_and_is_inherited() -> None:
    docs = field_docs(laml.Gather.declared)  # type: ignore[arg-type] # Gather has a declaration
    assert docs["num_digits"] == "Number of keys after which the input ends; unlimited if left out."
    assert set(docs) - {"extra"} == {attribute.keyword for attribute in find("gather")[0].attributes}


def test_the_reference_survives_an_interpreter_that_drops_docstrings() -> None:
    code = (
        "from laml.reference.elements import find; (e,) = find('pause'); print(e.summary, e.attributes[0].text)\n"
        "print(e.example)"
    )
    done = subprocess.run([sys.executable, "-OO", "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == [
        "Waits in silence. How long to wait, in seconds.",
        "response = VoiceResponse()",
        "response.pause(length=2)",
    ]


def test_the_example_of_an_element_is_the_end_of_what_help_shows_of_its_class() -> None:
    for element in reference():
        assert (element.made_by.__doc__ or "").endswith(f"\n{textwrap.indent(element.example, ' ' * 8)}\n    "), (
            element.slug
        )


@pytest.mark.parametrize("slug", ELEMENTS)
def test_each_element_has_an_example_that_runs_and_is_valid(slug: str) -> None:
    xml = run_example(slug)
    assert f"<{ELEMENTS[slug].tag}" in xml
    assert [problem for problem in laml.check(xml) if problem.severity == "error"] == []


@pytest.mark.parametrize("slug", [slug for slug in ELEMENTS if slug not in NOT_TWILIO])
def test_an_example_makes_what_the_builder_of_twilio_makes(slug: str) -> None:
    module = importlib.import_module(f"twilio.twiml.{ELEMENTS[slug].kind}_response")
    names = dict(vars(module))
    exec(ELEMENTS[slug].example, names)
    theirs = names["response"]
    assert isinstance(theirs, TwiML)
    assert canonicalize(make_example(slug).to_xml()) == canonicalize(str(theirs))


@pytest.mark.parametrize("name", pages())
def test_a_page_in_the_docs_is_the_rendered_one(name: str) -> None:
    """If this fails: python -m laml.reference docs/reference."""
    assert (DOCS / name).read_text(encoding="utf-8") == pages()[name]


def test_the_docs_have_no_page_that_is_not_rendered() -> None:
    others = {"commands.md", "settings.md"}  # of docs/reference_pages.py
    assert {page.name for page in DOCS.glob("*.md")} == set(pages()) | others


def test_links_between_pages_lead_somewhere() -> None:
    rendered = pages()
    targets = {target for text in rendered.values() for target in re.findall(r"\]\(([^)]+\.md)\)", text)}
    assert len(targets) > 60
    assert targets <= set(rendered)


def test_a_page_shows_the_example_in_python_and_the_xml_that_it_makes() -> None:
    page = pages()["redirect.md"]
    assert "from laml.voice_response import VoiceResponse\n" in page
    assert '<Redirect method="GET">https://example.com/menu</Redirect>' in page


def test_pages_that_no_element_has_any_more_are_removed_and_others_stay(tmp_path: Path) -> None:
    main([str(tmp_path)])
    (tmp_path / "gone.md").write_text(pages()["say.md"])
    (tmp_path / "mine.md").write_text("# Mine\n")
    main([str(tmp_path)])
    assert {page.name for page in tmp_path.iterdir()} == {*pages(), "mine.md"}
