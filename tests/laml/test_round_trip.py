"""What is built is read back the same, and written again the same: each element in each place, with each attribute."""

import pytest
from hypothesis import HealthCheck, given, settings
from lxml import etree

import laml
from laml import Comment, Element, parse

from .drawing import DIALECTS, documents, every_place
from .making import parent_of
from .table import ELEMENTS, ROOTS, attributes

EXAMPLES = 4
"""Documents drawn for each place of an element; the first of them has all attributes."""


def canonical(xml: str) -> bytes:
    return etree.tostring(etree.fromstring(xml.encode()), method="c14n")


def expected(kind: str, dialect: str) -> set[tuple[str, str]]:
    """Each attribute that the table has in a kind of document, with the tag of its element; an empty name for none."""
    places = [(tag, parent_of(path)) for tag, path in every_place(kind, dialect)]
    return {(tag, name) for tag, parent in places for name in ("", *attributes(tag, dialect, parent))}


def classes(element: Element) -> list[type[Element]]:
    return [type(element), *(cls for child in element for cls in classes(child))]


def check_round_trip(document: Element) -> None:
    xml = document.to_xml()
    again = parse(xml, validate="off")
    assert again == document
    assert classes(again) == classes(document)
    pretty = document.to_xml(pretty=True)
    assert parse(pretty, validate="off") == document
    for text in (xml, pretty):
        rewritten = etree.tostring(etree.fromstring(text.encode()), encoding="unicode")  # other quotes, other escapes
        assert canonical(parse(rewritten, validate="off").to_xml()) == canonical(text)


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("kind", ROOTS)
def test_whatever_is_drawn_of_an_element_is_read_back_equal(kind: str, dialect: str) -> None:
    seen: set[tuple[str, str]] = set()
    for tag, path in every_place(kind, dialect):

        @settings(max_examples=EXAMPLES, database=None, suppress_health_check=list(HealthCheck))
        @given(documents(tag, dialect, path))
        def read_back(made: Element) -> None:
            seen.update((made.tag, name) for name in ("", *made.attributes))
            check_round_trip(made.root)

        with laml.validation("off"):
            read_back()
    assert seen == expected(kind, dialect)


def test_what_is_drawn_leaves_no_element_and_no_attribute_out() -> None:
    rows = {row for kind in ROOTS for dialect in DIALECTS for row in expected(kind, dialect)}
    assert rows == {(tag, name) for tag, facts in ELEMENTS.items() for name in ("", *facts["attributes"])} - {
        ("Response", "")
    }
    tags, named = {tag for tag, _ in rows}, [row for row in rows if row[1]]
    places = sum(len(every_place(kind, dialect)) for kind in ROOTS for dialect in DIALECTS)
    print(
        f"counted: laml: drawn round trips: {len(tags)} elements and Response, {len(named)} attributes, {places} places"
    )
    assert len(tags) + 1 >= 71
    assert len(named) >= 367


def test_line_ends_in_a_comment_are_those_that_a_reader_gives() -> None:
    """XML 1.0, 2.11: a reader makes each CR LF and each CR one LF, and a comment has no character references."""
    assert Comment("a\r\nb\rc\nd") == Comment("a\nb\nc\nd")
