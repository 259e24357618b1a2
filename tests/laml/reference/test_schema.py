"""Every document that is valid passes the schema, judged by lxml; what a schema can refuse is refused.

The documents are the examples, a table by hand, those of all other tests, drawn ones, and one for each value of each
attribute that the table of elements has, in each place of the element, written as plain text so that no builder of ours
helps.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

import pytest
from click.testing import CliRunner
from hypothesis import given
from lxml import etree

import laml
from laml import Element
from laml.commands.schema import command
from laml.grammar.constraints import Dialect
from laml.reference.elements import examples
from laml.reference.pages import run_example
from laml.reference.schema import schema

from ..strategies import DOCUMENTS
from ..table import ELEMENTS, attributes, chain, element, holders, right, text_for

DIALECTS: tuple[Dialect, ...] = ("laml", "twiml")
NO_SCHEMA_HAS = re.compile(r"\{\{[#^/>!&={]|<Annotate|<amazon:")
"""Mustache sections, which are text to a schema, and elements of which the provider has no page."""
SCHEMAS = {dialect: etree.XMLSchema(etree.fromstring(schema(dialect).encode())) for dialect in (None, *DIALECTS)}
VALID = [
    "<Response/>",
    "<Response><!-- nothing --></Response>",
    '<Response><Gather timeout="{{T}}" numDigits=" {{N}}" method="{{M}}" action="https://a.example/{{x}}"/></Response>',
    '<Response><Say voice="Polly.Joanna">a <break time="2s"/> b <lang xml:lang="fr-FR">c</lang></Say></Response>',
    "<Response><Say><p>a</p><s>b</s></Say></Response>",
    '<Response><Dial record="true"><Number statusCallbackEvent="initiated ringing">5</Number></Dial></Response>',
    '<Response><Pay validCardTypes="visa amex" chargeAmount="1.50"/></Response>',
    '<Response><Message to="+15550001"><Body>a</Body><Media>https://a.example/b.png</Media></Message></Response>',
    "<Response><Redirect>/again</Redirect></Response>",
    "<Response><Pause>\n</Pause><Hangup> <!-- a --> </Hangup></Response>",
    '<Response><Connect><Assistant debug="0"/></Connect></Response>',
    '<Response><Receive action="https://a.example/fax"/></Response>',
]
BENT = [
    "<Say>Hi</Say>",
    "<response/>",
    "<Response>Hi</Response>",
    "<Response><Foo/></Response>",
    "<Response><say>Hi</say></Response>",
    '<Response><Say voyce="man">Hi</Say></Response>',
    '<Response><Gather numDigits="0"/></Response>',
    '<Response><Gather numDigits="two"/></Response>',
    '<Response><Gather method="PUT"/></Response>',
    '<Response><Gather input="dtfm"/></Response>',
    '<Response><Dial timeout="601">5</Dial></Response>',
    '<Response><Dial hangupOnStar="yes">5</Dial></Response>',
    "<Response><Gather><Dial>5</Dial></Gather></Response>",
    "<Response><Number>5</Number></Response>",
    '<Response><Hangup reason="x"/></Response>',
    '<Response><Play digits="xyz"/></Response>',
    "<Response><Pause>2</Pause></Response>",
]
FOREIGN: list[tuple[Dialect, str]] = [
    ("twiml", '<Response><Dial callerName="x">5</Dial></Response>'),
    ("twiml", "<Response><Denoise>on</Denoise></Response>"),
    ("laml", '<Response><Dial callReason="x">5</Dial></Response>'),
    ("laml", "<Response><Dial><WhatsApp>+15550001</WhatsApp></Dial></Response>"),
]


def valid(xml: str, dialect: Dialect | None) -> bool:
    return bool(SCHEMAS[dialect].validate(etree.fromstring(xml)))


def why(dialect: Dialect | None) -> str:
    return str(SCHEMAS[dialect].error_log.last_error)


def errors(xml: str, dialect: Dialect | None) -> list[laml.Problem]:
    return [problem for problem in laml.check(xml, dialect) if problem.severity == "error"]


@pytest.mark.parametrize("xml", VALID)
def test_a_valid_document_passes(xml: str) -> None:
    assert errors(xml, None) == []
    assert valid(xml, None), why(None)


@pytest.mark.parametrize("xml", BENT)
def test_a_bent_document_is_refused_as_check_refuses_it(xml: str) -> None:
    assert errors(xml, None)
    assert not valid(xml, None)


@pytest.mark.parametrize(("dialect", "xml"), FOREIGN)
def test_what_belongs_to_the_other_dialect_is_refused(dialect: Dialect, xml: str) -> None:
    assert errors(xml, dialect)
    assert not valid(xml, dialect)
    assert valid(xml, None), why(None)


@pytest.mark.parametrize("slug", examples())
def test_each_example_passes_in_each_dialect_in_which_it_is_valid(slug: str) -> None:
    xml = run_example(slug).partition("?>")[2].strip()
    fits = [dialect for dialect in (None, *DIALECTS) if not errors(xml, dialect)]
    assert None in fits
    assert len(fits) > 1
    for dialect in fits:
        assert valid(xml, dialect), why(dialect)


def documents(tag: str, dialect: Dialect) -> Iterator[str]:
    """A document for each right value of each attribute, in each place of the element."""
    for place, _ in holders(tag, dialect):
        path = chain(place, dialect)
        parent = path[-1] if len(path) > 1 else "fax" if path[0] == "fax" else "Response"
        facts = attributes(tag, dialect, parent)
        needed = {
            name: right(tag, name, fact, dialect, parent)[0]
            for name, fact in facts.items()
            if fact.get("required") or parent in fact.get("required_in", [])
        }
        text = text_for(tag, dialect, parent)
        yield nested(path, written(tag, needed, {}, text))
        for name, fact in facts.items():
            for value in right(tag, name, fact, dialect, parent):
                yield nested(path, written(tag, {**needed, name: value}, facts, text))


def written(tag: str, values: dict[str, object], facts: dict[str, dict[str, str]], text: str | None) -> str:
    given = "".join(
        f" {name}={quoteattr(plain(value, facts.get(name, {}).get('list_separator', ' ')))}"
        for name, value in values.items()
    )
    return f"<{tag}{given}>{escape(text or '')}</{tag}>"


def plain(value: object, separator: str) -> str:
    if isinstance(value, list):
        return separator.join(map(str, value))
    return str(value).lower() if isinstance(value, bool) else str(value)


def nested(path: list[str], inner: str) -> str:
    for tag in reversed(path[1:]):
        inner = f"<{tag}>{inner}</{tag}>"
    return f"<Response>{inner}</Response>"


@pytest.mark.parametrize("dialect", DIALECTS)
def test_every_value_of_every_attribute_passes(dialect: Dialect) -> None:
    """Ancestors may lack what they need, which a schema does not ask for; the value itself is judged by both."""
    passed = 0
    for tag in (tag for tag in ELEMENTS if tag != "Response"):
        for xml in documents(tag, dialect):
            for judge in (dialect, None):
                assert valid(xml, judge), f"{judge}: {why(judge)}: {xml}"
            passed += 1
    assert passed > 900


def written_in_tests() -> set[str]:
    """Each document that stands in a source of the tests or the examples, whole and well-formed."""
    folders = (Path(__file__).parents[2], Path(__file__).parents[3] / "examples")
    found = set()
    for file in (file for folder in folders for file in folder.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and "<Response" in node.value:
                found.add(node.value[node.value.index("<Response") :].strip())
    return {
        xml
        for xml in found
        if not NO_SCHEMA_HAS.search(xml)
        and not any(problem.code.startswith(("xml-", "wrong-root")) for problem in laml.check(xml))
    }


def test_every_valid_document_that_a_test_has_passes() -> None:
    """Whoever wrote them was not thinking of the schema."""
    passed = 0
    for xml in written_in_tests():
        for dialect in (dialect for dialect in (None, *DIALECTS) if not errors(xml, dialect)):
            assert valid(xml, dialect), f"{dialect}: {why(dialect)}: {xml}"
            passed += 1
    print(f"counted: laml: {passed} judgements of the schema over the valid documents of the tests, none a refusal")
    assert passed > 300


@given(DOCUMENTS)
def test_every_document_that_is_drawn_passes(document: Element) -> None:
    xml = document.to_xml(fragment=True)
    for dialect in (dialect for dialect in (None, *DIALECTS) if not errors(xml, dialect)):
        assert valid(xml, dialect), f"{dialect}: {why(dialect)}: {xml}"


@pytest.mark.parametrize("dialect", DIALECTS)
def test_placeholders_pass_in_every_attribute(dialect: Dialect) -> None:
    for tag in (tag for tag in ELEMENTS if tag != "Response"):
        for place, _ in holders(tag, dialect):
            path = chain(place, dialect)
            facts = attributes(tag, dialect, path[-1] if len(path) > 1 else "Response")
            values: dict[str, object] = dict.fromkeys(facts, "{{Value}}")
            xml = nested(
                path, written(tag, values, {}, "{{Text}}" if element(tag, dialect)["text"] != "none" else None)
            )
            assert valid(xml, dialect), f"{why(dialect)}: {xml}"


def test_the_schema_documents_what_it_declares() -> None:
    text = schema()
    assert "Collects keys or speech from the caller" in text
    assert "Number of keys after which the input ends" in text
    assert "Default: 5." in text


def test_the_command_writes_the_schema() -> None:
    assert CliRunner().invoke(command, ["--dialect", "twiml"]).output == schema("twiml")
    assert 'name="Denoise"' not in schema("twiml")
    assert 'name="Denoise"' in schema("laml")
