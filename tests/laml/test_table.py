"""Every row of the table of elements builds, renders and parses back, and is refused when it is bent.

The table is not ours: it condenses both providers' pages and helper libraries. `table.py` reads values off it.
"""

import inspect
import re
import warnings
from typing import Any

import pytest

from laml import Element, GrammarError, LamlWarning, NestingError, parse
from laml.grammar.attributes import xml_name
from laml.registry import CLASSES, IN_PARENT

from .making import fill, make, needed, parent_of, place, xml_keyword
from .table import (
    ELEMENTS,
    SHOWN_RELATIVE,
    TABLE,
    attributes,
    bent,
    chain,
    class_of,
    for_dialect,
    holders,
    right,
    text_for,
)

DIALECTS = ("laml", "twiml")
ROWS = [(tag, dialect) for tag in ELEMENTS for dialect in DIALECTS if tag != "Response" and holders(tag, dialect)]
CLASSES_ALL = sorted({*(cls for kind in CLASSES.values() for cls in kind.values()), *IN_PARENT.values()}, key=repr)
NOT_DECLARED = {("VirtualAgent", None, "twiml"): "only the kind of connector is deprecated, which no document shows",
                ("Sms", None, "twiml"): "as a messaging verb, where it may not stand at all"}  # fmt: skip


def round_trip(made: Element, dialect: str) -> None:
    xml = made.to_xml()
    again = parse(xml, dialect=dialect)  # type: ignore[arg-type]
    assert again == made.root
    assert again.to_xml() == xml


@pytest.mark.filterwarnings("ignore::laml.LamlWarning")
@pytest.mark.parametrize(("tag", "dialect"), ROWS)
def test_each_element_is_built_by_class_and_by_method_in_each_of_its_places(tag, dialect):
    for place_name, _ in holders(tag, dialect):
        path = chain(place_name, dialect)
        parent = parent_of(path)
        text = text_for(tag, dialect, parent)
        by_class = place(path, dialect, tag).nest(make(tag, dialect, parent, path[0], text, {}))
        fill(by_class, tag, dialect)
        round_trip(by_class, dialect)
        method = getattr(place(path, dialect, tag), ELEMENTS[tag]["python_method"])
        keyword = "text" if (tag, parent) == ("Prompt", "AI") else ELEMENTS[tag].get("python_text_name")
        given = needed(tag, dialect, parent) | ({keyword: text} if text is not None else {})
        by_method = method(**given)
        fill(by_method, tag, dialect)
        assert type(by_method) is type(by_class)
        assert by_method.root == by_class.root
        expected = ELEMENTS[tag].get("python_class") or tag
        names = expected.values() if isinstance(expected, dict) else [expected]
        assert type(by_class).__name__ in (*names, "AgentPrompt")


def outcome(build: Any) -> str:
    """What came of a call: `ok`, `warning` or `error`."""
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        try:
            build()
        except GrammarError:
            return "error"
    assert all(issubclass(one.category, LamlWarning) for one in seen)
    return "warning" if seen else "ok"


@pytest.mark.filterwarnings("ignore::laml.LamlWarning")
@pytest.mark.parametrize(("tag", "dialect"), ROWS)
def test_each_attribute_takes_right_values_and_refuses_bent_ones(tag, dialect):
    place_name = holders(tag, dialect)[0][0]
    for name, whole in ELEMENTS[tag]["attributes"].items():
        if dialect not in whole["dialects"]:
            continue
        only = (whole.get("only_in") or whole.get("effective_in") or [None])[0]
        path = chain(only or place_name, dialect)
        parent = parent_of(path)
        fact = attributes(tag, dialect, parent).get(name)
        if fact is None:
            path = next(chain(p, dialect) for p, _ in holders(tag, dialect) if p not in whole.get("not_in", []))
            parent = parent_of(path)
            fact = attributes(tag, dialect, parent)[name]
        keyword = fact["python_name"]
        assert xml_name(keyword) == name
        documented = fact.get("confidence", "documented") == "documented"
        text = None if tag == "Play" and name == "digits" else text_for(tag, dialect, parent)
        partner: dict[str, object] = {}
        if fact.get("requires"):
            other, _, value = fact["requires"].partition("=")
            partner = {
                xml_keyword(tag, other): value
                or right(tag, other, ELEMENTS[tag]["attributes"][other], dialect, parent)[0]
            }

        def build(value: object, path=path, parent=parent, text=text, keyword=keyword, partner=partner) -> Element:
            made = make(tag, dialect, parent, path[0], text, {**partner, keyword: value})
            return place(path, dialect, tag).nest(made)

        for value in right(tag, name, fact, dialect, parent):
            made = build(value)
            fill(made, tag, dialect)
            assert not [p for p in made.check() if p.severity == "error"], (tag, name, value)
            round_trip(made, dialect)
            if documented and not fact.get("deprecated") and value not in ("true", "false", True, False):
                alone = [p for p in made.check() if p.path.endswith("@" + name) and p.code != "deprecated"]
                assert not alone, (tag, name, value, alone)
        for value in bent(name, fact):
            open_value = fact.get("values_closed") is False
            shown_relative = (tag, name) in SHOWN_RELATIVE and value == "/relative"
            expected = "error" if documented and not open_value and not shown_relative else "warning"
            found = outcome(lambda build=build, value=value: build(value))
            assert found == expected or (not documented and found == "error" and not isinstance(value, str)), (
                tag, name, value, found, expected,
            )  # fmt: skip
        misspelt = {keyword[:-1] + "_x": "1"}
        with pytest.raises(GrammarError, match="unknown attribute"):
            make(tag, dialect, parent, path[0], text, misspelt)


@pytest.mark.filterwarnings("ignore::laml.LamlWarning")
@pytest.mark.parametrize(("tag", "dialect"), ROWS)
def test_attributes_of_the_other_dialect_are_refused_or_where_a_builder_has_them_warned_about(tag, dialect):
    place_name = holders(tag, dialect)[0][0]
    path = chain(place_name, dialect)
    parent = parent_of(path)
    for name, whole in ELEMENTS[tag]["attributes"].items():
        if (
            dialect in whole["dialects"]
            or parent not in whole.get("only_in", [parent])
            or parent in whole.get("not_in", [])
        ):
            continue
        other = whole["dialects"][0]
        value = right(tag, name, for_dialect(whole, other), other, parent)[0]
        expected = "warning" if dialect in whole.get("sdk_only", []) else "error"
        made = make(tag, dialect, parent, path[0], text_for(tag, dialect, parent), {whole["python_name"]: value})
        at = place(path, dialect, tag)
        found = (
            [p.severity for p in at.nest(made).check() if p.path.endswith("@" + name)] if expected == "warning" else []
        )
        assert found[:1] == ["warning"] * (expected == "warning"), (tag, name)
        if expected == "error":
            with pytest.raises(GrammarError):
                at.nest(made)


@pytest.mark.filterwarnings("ignore::laml.LamlWarning")
@pytest.mark.parametrize(("parent", "dialect"), ROWS)
def test_children_are_refused_warned_about_or_taken_as_the_table_says(parent, dialect):
    path = [*chain(holders(parent, dialect)[0][0], dialect), parent]
    for tag in ELEMENTS:
        if tag == "Response":
            continue
        verdicts = dict(holders(tag, dialect)[::-1])
        at = place(path, dialect, tag)
        kind = "messaging" if tag in ("Message", "Body", "Media") else "fax" if tag == "Receive" else path[0]
        source = "twiml" if not holders(tag, "laml") else "laml"
        made = make(tag, source, parent, kind, text_for(tag, source, parent), {})
        if parent not in verdicts:
            with pytest.raises(NestingError):
                at.nest(made)
            continue
        with warnings.catch_warnings(record=True) as seen:
            warnings.simplefilter("always")
            at.nest(made)
        undocumented = any("no page" in str(one.message) and f"<{tag}> in" in str(one.message) for one in seen)
        assert undocumented == (verdicts[parent] == "weak"), (parent, tag)


def test_the_table_and_the_declarations_have_the_same_elements_and_attributes():
    replaced = {(row["element"], row.get("attribute")) for row in TABLE["deprecated"]}
    ours: dict[str, set[str]] = {}
    for cls in CLASSES_ALL:
        ours.setdefault(cls.tag, set()).update(a.name for a in cls.attributes_known().values())
    assert set(ours) == set(ELEMENTS) - {"Response"}
    for tag, facts in ELEMENTS.items():
        if tag != "Response":
            extra = ours[tag] - set(facts["attributes"])
            assert set(facts["attributes"]) <= ours[tag], tag
            assert {(tag, name) for name in extra} <= replaced
    counted = (len(ELEMENTS), sum(len(e["attributes"]) for e in ELEMENTS.values()))
    print(f"counted: laml: rows of the table: {counted[0]} elements, {counted[1]} attributes; none skipped")
    assert counted[0] >= 71
    assert counted[1] >= 367


@pytest.mark.parametrize("row", TABLE["deprecated"], ids=lambda row: f"{row['element']}-{row.get('attribute', '')}")
@pytest.mark.filterwarnings("ignore::laml.LamlWarning")
def test_deprecated_names_and_values_are_told_with_what_replaces_them(row):
    tag, name = row["element"], row.get("attribute")
    for dialect in row["dialects"]:
        if (tag, name, dialect) in NOT_DECLARED:
            continue
        narrow = ELEMENTS[tag]["attributes"].get(name, {}).get("values_in", {})
        path = chain(next(p for p, _ in holders(tag, dialect) if p not in narrow), dialect)
        parent = parent_of(path)
        given = {}
        if name:
            keyword = next(k for k, a in class_of(tag, parent, path[0]).attributes_known().items() if a.name == name)
            default = "/old" if name.endswith(("Url", "Callback")) else "mdy" if name == "role" else "true"
            given = {keyword: "true" if row.get("value") == "true or false" else row.get("value", default)}
        text = text_for(tag, dialect, parent)
        made = place(path, dialect, tag).nest(make(tag, dialect, parent, path[0], text, given))
        found = [p for p in made.check() if p.code == "deprecated"]
        assert found, (tag, name, dialect)
        assert all(p.severity == "warning" for p in found)
        if row.get("value") != "true or false" and row["replaced_by"] and name != "enhanced":
            assert any(row["replaced_by"] in p.hint for p in found)


@pytest.mark.parametrize("cls", CLASSES_ALL, ids=lambda cls: cls.__name__)
def test_each_declaration_names_children_that_exist_and_has_a_source_and_documented_fields(cls):
    assert set(cls.holds) <= set(ELEMENTS)
    assert re.search(r"^\s+Source: \S", cls.__doc__, re.MULTILINE)
    if cls.declared is not None:
        source = inspect.getsource(cls.declared)
        for field in cls.attributes_known():
            assert re.search(rf'^    {field}: (?s:.*?)\n    """\S', source, re.MULTILINE), field
