"""Every rule of the table about a whole element is obeyed once and broken once."""

import re
import warnings
from typing import Any

import pytest

from laml import (
    DocumentError,
    Element,
    FaxResponse,
    GrammarError,
    MessagingResponse,
    Sip,
    SipUri,
    VoiceResponse,
    check,
    parse,
    validation,
)
from laml.voice_response import SsmlProsody

from .making import make, needed, parent_of, place, value_of, xml_keyword
from .table import ELEMENTS, chain, class_of, element, for_dialect, holders, right, text_for
from .test_table import ROWS

DIALECTS = ("laml", "twiml")
RULES = {"relations": 140, "children": 35, "content": 13}
"""How many there are, so that none is lost unseen."""
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
            documented = fact.get("confidence", "documented") == "documented"
            severity = "error" if key.startswith("required") and documented else "warning"
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
                assert [p for p in found if p.code == code], (tag, name, found)
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


@pytest.mark.parametrize("tag", [tag for tag in ELEMENTS if tag != "Response"])
def test_an_element_in_a_wrong_place_is_told_where_it_belongs(tag):
    """The places are those of the table; a document that has none of them is told which kind does."""
    places = {place for dialect in DIALECTS for place, _ in holders(tag, dialect)}
    names = {name.partition(":")[0] for name in places}
    kinds = {chain(place, d)[0] for d in DIALECTS for place, _ in holders(tag, d)}
    kind = next(each for each in ("voice", "messaging", "fax") if each in kinds)
    cls = class_of(tag, "Response", kind)
    for root in (VoiceResponse, MessagingResponse, FaxResponse):
        with validation("off"):
            made = cls()
        if tag in root.holds:
            continue
        with pytest.raises(GrammarError) as refused:
            root().append(made)
        told = refused.value.problem.hint.partition(";")[0]
        assert told.startswith("it belongs in <")
        assert set(re.findall("<([^>]+)>", told)) <= names
        assert (" document" in told) == (root.kind not in kinds)
        assert " or others" in told or " document" in told or len(re.findall("<", told)) == len(names)


def test_a_document_in_a_document_is_refused_in_words():
    with pytest.raises(GrammarError, match="<Response> may not stand in <Response>; it holds a document, and stands"):
        VoiceResponse().append(VoiceResponse())


HINTS = {
    "<Dial>" + "<Number>+15551230000</Number>" * 12 + "</Dial>": "take 2 out",
    "<Start/>": "give it <Stream> or <Recording> or <Siprec> or <Transcription>",
    "<Dial trim='do-not-trim'>+15551230000</Dial>": "add 'record', or take 'trim' out",
    "<Record action='/a' transcribeCallback='/b'/>": "add 'transcribe=true', or take 'transcribeCallback' out",
    "<Connect><Stream url='wss://a.example' track='both_tracks'/></Connect>": "use one of them",
    "<Start><Stream url='wss://a.example' realtime='true'/></Start>": "take it out",
}


@pytest.mark.parametrize("xml", HINTS)
def test_each_finding_says_what_to_do(xml):
    (found,) = check(f"<Response>{xml}</Response>")
    assert found.hint == HINTS[xml]


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
    documented = facts["confidence"] == "documented" and dialect in facts["dialects"]
    severity = "error" if documented else "warning"
    assert "missing-text" in child_codes(holding(tag, dialect, []), severity)
    most = facts.get("text_max") if dialect in facts["dialects"] else None
    if most:
        with pytest.raises(GrammarError):
            strict_text(tag, dialect, "x" * (most + 1))


FOREIGN = [
    (tag, name, dialect)
    for tag, facts in ELEMENTS.items()
    for name, fact in facts["attributes"].items()
    for dialect in ("laml", "twiml")
    if dialect in facts["dialects"] and dialect not in (*fact["dialects"], *fact.get("sdk_only", ()))
]
"""Attributes that a dialect does not have though it has the element."""


@pytest.mark.filterwarnings("ignore::laml.LamlWarning")
@pytest.mark.parametrize(("tag", "name", "dialect"), FOREIGN)
def test_an_attribute_of_the_other_dialect_is_told_once_wherever_it_stands(tag, name, dialect):
    facts = ELEMENTS[tag]["attributes"][name]
    other = facts["dialects"][0]
    for parent, _ in holders(tag, dialect):
        path = chain(parent, dialect)
        within = parent_of(path)
        value = right(tag, name, for_dialect(facts, other), other, within)[0]
        cls: Any = class_of(tag, within, path[0])
        if facts["python_name"] not in cls.attributes_known():
            continue
        text = text_for(tag, dialect, within)
        with validation("off"):
            at = place(path, dialect, tag)
            at.root._validate = "off"
            made = at.nest(
                cls(*([text] if text else []), **needed(tag, dialect, within), **{facts["python_name"]: value})
            )
        told = [p for p in made.check() if repr(name) in p.message or p.path.endswith(f"@{name}")]
        assert [(p.severity, p.code) for p in told] == [("error", "wrong-dialect")], (parent, told)


DIFFERING = [
    (tag, name)
    for tag, facts in ELEMENTS.items()
    for name, fact in facts["attributes"].items()
    if len(fact["dialects"]) > 1 and "min" in for_dialect(fact, "laml") and "min" in for_dialect(fact, "twiml")
    if any(for_dialect(fact, "laml").get(key) != for_dialect(fact, "twiml").get(key) for key in ("min", "max"))
]
"""Numbers whose limits differ between the dialects."""


@pytest.mark.parametrize("value", ["-1", [1]])
@pytest.mark.parametrize(("tag", "name"), DIFFERING)
def test_a_limit_that_differs_is_told_with_its_dialect(tag, name, value):
    """What is refused by both dialects at once would fit one of them at another number than the other."""
    fact = ELEMENTS[tag]["attributes"][name]
    limits = {
        (key, d): for_dialect(fact, d)[key] for key in ("min", "max") for d in DIALECTS if key in for_dialect(fact, d)
    }
    with pytest.raises(GrammarError) as refused:
        class_of(tag, "Response", "voice")(**{fact["python_name"]: value})
    for (key, dialect), number in limits.items():
        shared = all(for_dialect(fact, each).get(key) == number for each in DIALECTS)
        told = f"{'at least' if key == 'min' else 'at most'} {number}{'' if shared else f' ({dialect})'}"
        assert told in refused.value.problem.message.split(", ")


@pytest.mark.parametrize(("dialect", "least"), [("laml", 0), ("twiml", 1)])
def test_a_limit_of_the_only_dialect_is_told_without_its_name(dialect, least):
    assert for_dialect(ELEMENTS["Gather"]["attributes"]["timeout"], dialect)["min"] == least
    for value in (-1, [1]):
        with pytest.raises(GrammarError) as refused:
            VoiceResponse(dialect=dialect).gather(timeout=value)
        assert refused.value.problem.message.endswith(f"expected a whole number, at least {least}")


def test_values_that_differ_are_told_with_their_dialects():
    listed = {d: for_dialect(ELEMENTS["phoneme"]["attributes"]["alphabet"], d)["values"] for d in DIALECTS}
    with pytest.raises(GrammarError) as refused:
        VoiceResponse().say("Hi").phoneme("a", ph="x", alphabet="none")
    laml, twiml = (f"one of {', '.join(map(repr, listed[dialect]))} ({dialect})" for dialect in DIALECTS)
    assert refused.value.problem.message == f"got 'none', expected {laml}, or {twiml}"


VOICES = {
    "any": [None, "man", "gcloud.en-US-Standard-A", "azure.en-US-JennyNeural"],
    "amazon-polly": ["Polly.Joanna", "amazon.Joanna:neural:en-US", "polly.Joanna"],
    "basic": [None, "man", "woman"],
    "Polly": ["Polly.Joanna", "Polly.Joanna-Generative"],
    "Google": ["Google.en-US-Chirp3-HD-Aoede"],
}
"""Voices of each family in the table."""
SPOKEN = [
    (dialect, voice, most)
    for dialect, families in ELEMENTS["Say"]["text_max_by_voice"].items()
    for family, most in families.items()
    for voice in VOICES[family]
]


@pytest.mark.parametrize(("dialect", "voice", "most"), SPOKEN)
def test_each_voice_speaks_as_many_characters_as_the_table_says_and_not_one_more(dialect, voice, most):
    """At the call, in a check of what was built and of a text, and with mark-up in it only at the end."""
    VoiceResponse(dialect=dialect).say("x" * most, voice=voice)
    with pytest.raises(GrammarError, match=f"the text has {most + 1} characters, at most {most} are allowed"):
        VoiceResponse(dialect=dialect).say("x" * (most + 1), voice=voice)
    for size, codes in ((most, []), (most + 1, ["too-long"])):
        for piece in ("", "y" * 90):
            document = VoiceResponse(dialect=dialect)
            with validation("off"):
                document.say("x" * (size - len(piece)), voice=voice)
            if piece:
                document.children[0].append(SsmlProsody(piece, rate="slow"))
                if codes:
                    with pytest.raises(DocumentError, match=f"Say: the text has {size} characters, at most {most}"):
                        str(document)
                else:
                    assert str(document)
            xml = document.to_xml(fragment=True)
            assert [p.code for p in document.check()] == codes
            assert [p.code for p in parse(xml, dialect=dialect).check()] == codes
            assert [p.code for p in check(xml, dialect)] == codes


def strict_text(tag: str, dialect: str, text: str = "x") -> None:
    path = chain(holders(tag, dialect)[0][0], dialect)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        made = make(tag, dialect, parent_of(path), path[0], text_for(tag, dialect, parent_of(path)), {})
        place(path, dialect, tag).nest(made).add_text(text)


def test_the_address_of_a_refer_has_neither_attributes_nor_elements():
    made = VoiceResponse(dialect="twiml").refer()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        made.append(Sip(SipUri("sip:ann@example.com"), username="ann"))
    found = [p for p in made.check() if p.code == "not-allowed-here"]
    assert [p.path for p in found] == ["Response/Refer/Sip"] * 2
    assert not VoiceResponse().refer().sip("sip:ann@example.com").check()


def test_no_rule_of_the_table_is_left_out():
    rules = {"relations": len(relations()), "children": len(CHILD_RULES), "content": len(CONTENT)}
    print(f"counted: laml: rules of the table: {rules}; none skipped")
    assert rules == RULES
