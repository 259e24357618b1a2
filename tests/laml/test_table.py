"""Every row of the table of elements builds, renders and parses back, and is refused when it is bent.

The table is not ours: it condenses both providers' pages and helper libraries. `table.py` reads values off it.
"""

import inspect
import re
import warnings
from typing import Any

import pytest

from laml import Element, GrammarError, LamlWarning, NestingError, Sip, SipUri, VoiceResponse, parse, validation
from laml.attributes import xml_name
from laml.registry import CLASSES, IN_PARENT

from .table import (
    ELEMENTS,
    ROOTS,
    TABLE,
    attributes,
    bent,
    chain,
    class_of,
    element,
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


def parent_of(path: list[str]) -> str:
    return path[-1] if len(path) > 1 else {"voice": "Response", "messaging": "Response", "fax": "fax"}[path[0]]


def needed(tag: str, dialect: str, parent: str) -> dict[str, object]:
    """Attributes without which the element is wrong."""
    facts = attributes(tag, dialect, parent)
    return {
        fact["python_name"]: right(tag, name, fact, dialect, parent)[0]
        for name, fact in facts.items()
        if fact.get("required") or parent in fact.get("required_in", [])
    }


def place(path: list[str], dialect: str, last: str) -> Any:
    """A document with all ancestors that the last tag of a path needs; the innermost of them."""
    kind = path[0]
    at: Any = ROOTS[kind](dialect=dialect)
    for number, tag in enumerate(path[1:], 1):
        parent = parent_of(path[:number])
        facts = element(tag, dialect, parent)
        child = path[number + 1] if number + 1 < len(path) else last
        rule = facts.get("content_rule", {})
        text = text_for(tag, dialect, parent)
        if rule.get("element") == child or rule.get("rule") == "text_xor_children":
            text = None
        at = at.nest(make(tag, dialect, parent, kind, text, {}))
    return at


def make(tag: str, dialect: str, parent: str, kind: str, text: str | None, given: dict[str, object]) -> Element:
    """An element by its class, with what it needs."""
    cls: Any = class_of(tag, parent, kind)
    made: Element = cls(*([text] if text is not None else []), **{**needed(tag, dialect, parent), **given})
    return made


def fill(made: Any, tag: str, dialect: str) -> None:
    """Add the children without which a document is refused."""
    if tag == "Refer":
        made.sip("sip:ann@example.com")


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
            expected = "error" if documented and not open_value else "warning"
            found = outcome(lambda build=build, value=value: build(value))
            assert found == expected or (not documented and found == "error" and not isinstance(value, str)), (
                tag, name, value, found, expected,
            )  # fmt: skip
        misspelt = {keyword[:-1] + "_x": "1"}
        with pytest.raises(GrammarError, match="unknown attribute"):
            make(tag, dialect, parent, path[0], text, misspelt)


def value_of(tag: str, name: str, dialect: str, parent: str) -> object:
    return right(tag, name, for_dialect(ELEMENTS[tag]["attributes"][name], dialect), dialect, parent)[0]


def xml_keyword(tag: str, name: str) -> str:
    return str(ELEMENTS[tag]["attributes"][name]["python_name"])


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


RELATIONS = (
    "effective_with", "requires", "required", "required_in", "recommended", "documented_required", "effective_in",
    "values_with", "values_in",
)  # fmt: skip


def relations() -> list[tuple[str, str, str, str]]:
    return [
        (tag, name, dialect, key)
        for tag, facts in ELEMENTS.items()
        for name, whole in facts["attributes"].items()
        for dialect in whole["dialects"]
        for key in RELATIONS
        if for_dialect(whole, dialect).get(key)
        if not (key == "recommended" and for_dialect(whole, dialect).get("documented_required"))
        if (tag, name) not in {("Gather", "action"), ("Record", "action")}  # told as a loop, see test_check
    ]


@pytest.mark.filterwarnings("ignore::laml.LamlWarning")
@pytest.mark.parametrize(("tag", "name", "dialect", "key"), relations())
def test_each_relation_between_attributes_is_obeyed_and_broken_once(tag, name, dialect, key):
    fact = for_dialect(ELEMENTS[tag]["attributes"][name], dialect)
    parents = fact[key] if key in ("required_in", "effective_in") else list(fact[key]) if key == "values_in" else None
    parents = parents or fact.get("only_in") or [p for p, _ in holders(tag, dialect) if p not in fact.get("not_in", [])]
    for parent_name in parents:
        path = chain(parent_name, dialect)
        parent = parent_of(path)
        value = right(tag, name, fact, dialect, parent)[0]
        keyword = fact["python_name"]

        def built(given, without=(), path=path, parent=parent):
            cls: Any = class_of(tag, parent, path[0])
            text = text_for(tag, dialect, parent)
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                at = place(path, dialect, tag)
                at.root._validate = "off"
                base = {k: v for k, v in needed(tag, dialect, parent).items() if k not in without}
                with validation("off"):
                    return at.nest(cls(*([text] if text else []), **{**base, **given}))

        def told(made, severity):
            here = [p for p in made.check() if p.path.split("@")[0] == made.path and p.severity == severity]
            return [p for p in here if repr(name) in p.message or p.path.endswith("@" + name)]

        if key in ("required", "required_in", "recommended", "documented_required"):
            severity = "error" if key.startswith("required") else "warning"
            assert [p for p in told(built({}, (keyword,)), severity) if p.code == "missing-attribute"], (tag, name)
            assert not [p for p in told(built({keyword: value}), severity) if p.code == "missing-attribute"]
        elif key in ("effective_with", "requires"):
            other, _, wanted = fact[key].partition("=")
            there = (
                wanted
                or right(tag, other, for_dialect(ELEMENTS[tag]["attributes"][other], dialect), dialect, parent)[0]
            )
            severity, code = ("error", "missing-attribute") if key == "requires" else ("warning", "no-effect")
            found = told(built({keyword: value}), severity)
            assert found or (key == "effective_with" and told(built({keyword: value}), "warning")), (tag, name)
            if not fact.get("confidence"):
                assert [p for p in found if p.code in (code, "missing-attribute")], (tag, name, found)
            both = built({keyword: value, xml_keyword(tag, other): there})
            assert not [
                p for p in both.check() if p.code in ("no-effect", "missing-attribute") and repr(name) in p.message
            ]
        elif key == "effective_in":
            elsewhere = next(p for p, _ in holders(tag, dialect) if p not in fact[key])
            away = chain(elsewhere, dialect)
            assert told(built({keyword: value}, path=away, parent=parent_of(away)), "warning")
            assert not told(built({keyword: value}), "warning")
        elif key == "values_in":
            other_values = [v for v in fact["values"] if v not in fact[key][parent]]
            assert told(built({keyword: other_values[0]}), "error")
            assert not told(built({keyword: fact[key][parent][0]}), "error")
        elif key == "values_with":
            ((condition, values),) = fact[key].items()
            other, _, wanted = condition.partition("=")
            given = {xml_keyword(tag, other): wanted}
            wrong = next(v for v in fact["values"] if v not in values)
            assert told(built({**given, keyword: wrong}), "error")
            assert not told(built({**given, keyword: values[0].lower()}), "error")
            assert not told(built({keyword: wrong}), "error")


CHILD_RULES = [
    (tag, dialect, rule) for tag, facts in ELEMENTS.items() for rule in facts.get("child_rules", [])
    for dialect in rule["dialects"] if tag != "Prompt" or rule.get("only_in") == ["Pay"]
]  # fmt: skip
BROKEN = {
    "max_count": "too-many", "max_total": "too-many", "exclusive": "not-alone", "unique_attribute": "duplicate",
    "child_requires_attribute": "missing-attribute", "total_text": "too-long",
}  # fmt: skip


def holding(tag: str, dialect: str, children: list[tuple[str, dict[str, object]]], text: str | None = None) -> Element:
    """An element with such children, made without asking; its text is left out unless given."""
    place_name = "Pay" if tag == "Prompt" else holders(tag, dialect)[0][0]
    path = chain(place_name, dialect)
    with validation("off"):
        at = place(path, dialect, tag)
        at.root._validate = "off"
        made = at.nest(make(tag, dialect, parent_of(path), path[0], text, {}))
        for child, given in children:
            made.nest(make(child, dialect, tag, path[0], text_for(child, dialect, tag), given))
    return made


def child_codes(made: Element, severity: str) -> set[str]:
    return {p.code for p in made.check() if p.path == made.path and p.severity == severity}


@pytest.mark.parametrize(
    ("tag", "dialect", "rule"),
    CHILD_RULES,
    ids=[f"{t}-{d}-{r['rule']}-{r.get('element', '')}" for t, d, r in CHILD_RULES],
)
def test_each_rule_about_children_is_obeyed_and_broken_once(tag, dialect, rule):
    kind, severity = rule["rule"], rule.get("severity", "error")
    child = rule.get("element") or (rule.get("elements") or [None])[0]
    good: list[tuple[str, dict[str, object]]] = [(child, {})]
    wrong = good
    if kind in ("max_count", "max_total"):
        good, wrong = good * rule["max"], good * (rule["max"] + 1)
    elif kind == "total":
        first = ELEMENTS[tag]["children"][dialect][0]
        good, wrong = [(first, {})], []
    elif kind == "exclusive":
        other = next(t for t in ELEMENTS[tag]["children"][dialect] if t != child)
        wrong = [(child, {}), (other, {})]
    elif kind == "unique_attribute":
        keyword = xml_keyword(child, rule["attribute"])
        good = [(child, {keyword: "en-US"}), (child, {keyword: "fr-FR"})]
        wrong = [(child, {keyword: "en-US"})] * 2
    elif kind == "child_requires_attribute":
        good = []
    elif kind == "total_text":
        assert "too-long" not in child_codes(holding(tag, dialect, [], "x" * rule["max"]), severity)
        assert "too-long" in child_codes(holding(tag, dialect, good, "x" * rule["max"]), severity)
        return
    code = BROKEN.get(kind, "missing-noun")
    assert code in child_codes(holding(tag, dialect, wrong), severity)
    assert code not in child_codes(holding(tag, dialect, good), severity)
    if kind == "total" and "max" in rule:
        assert "too-many" in child_codes(holding(tag, dialect, good * (rule["max"] + 1)), severity)


CONTENT = [
    (tag, dialect)
    for tag, facts in ELEMENTS.items()
    if "content_rule" in facts
    for dialect in facts["content_rule"].get("dialects", facts["dialects"])
]


@pytest.mark.parametrize(("tag", "dialect"), CONTENT)
def test_each_rule_about_text_and_children_is_obeyed_and_broken_once(tag, dialect):
    rule = ELEMENTS[tag]["content_rule"]
    severity = rule.get("severity", "error")
    missing = {"missing-text", "missing-noun"}
    text = text_for(tag, dialect, parent_of(chain(holders(tag, dialect)[0][0], dialect)))
    child = rule.get("element") or (ELEMENTS[tag]["children"][dialect] or [None])[0]
    assert missing & child_codes(holding(tag, dialect, []), severity)
    assert not missing & child_codes(holding(tag, dialect, [], text), severity)
    if rule["rule"] == "text_or_attribute":
        made = holding(tag, dialect, [])
        twin = type(made)(**{xml_keyword(tag, rule["attribute"]): value_of(tag, rule["attribute"], dialect, tag)})
        assert not missing & child_codes(made.parent.nest(twin), severity)
    else:
        assert not missing & child_codes(holding(tag, dialect, [(child, {})]), severity)
        both = child_codes(holding(tag, dialect, [(child, {})], text), "error")
        assert ("text-and-children" in both) == ("xor" in rule["rule"])


@pytest.mark.parametrize(("tag", "dialect"), [(t, d) for t, d in ROWS if element(t, d)["text"] != "optional"])
def test_texts_are_required_where_the_table_says_and_refused_where_there_are_none(tag, dialect):
    facts = element(tag, dialect)
    if facts["text"] == "none":
        with pytest.raises(GrammarError, match="takes no text"):
            strict_text(tag, dialect)
        return
    assert "missing-text" in child_codes(holding(tag, dialect, []), "error")
    most = facts.get("text_max") if dialect in facts["dialects"] else None
    if most:
        with pytest.raises(GrammarError):
            strict_text(tag, dialect, "x" * (most + 1))


def strict_text(tag: str, dialect: str, text: str = "x") -> None:
    path = chain(holders(tag, dialect)[0][0], dialect)
    made = make(tag, dialect, parent_of(path), path[0], text_for(tag, dialect, parent_of(path)), {})
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        place(path, dialect, tag).nest(made).add_text(text)


def test_the_address_of_a_refer_has_neither_attributes_nor_elements():
    made = VoiceResponse(dialect="twiml").refer()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        made.append(Sip(SipUri("sip:ann@example.com"), username="ann"))
    found = [p for p in made.check() if p.code == "not-allowed-here"]
    assert [p.path for p in found] == ["Response/Refer/Sip"] * 2
    assert not VoiceResponse().refer().sip("sip:ann@example.com").check()


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
    rules = len(relations()) + len(CHILD_RULES) + len(CONTENT)
    print(f"\nrows of the table: {counted[0]} elements, {counted[1]} attributes, {rules} rules; none skipped")
    assert counted == (71, 367)


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
