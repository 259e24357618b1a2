"""Where the questions of a class find nothing wrong, there is nothing to report."""

import importlib
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

import laml
from laml import Element
from laml.checks.order import order_problems
from laml.checks.questions import Questions
from laml.checks.search import problems, suspects
from laml.grammar.constraints import BITS, LAML, TWIML, Dialect
from laml.grammar.facts import Facts
from laml.grammar.rules import AttributeRule, ChildrenRule, Rule
from laml.grammar.text_rules import SHORT_SPEECH, MostBy
from laml.registry import CLASSES
from laml.tree import in_order

from ..strategies import DOCUMENTS, LEGAL
from .test_search import TEXTS

CHECK = importlib.import_module("laml.checks.search")  # the name in the package is the function
DIALECTS = st.sampled_from(["laml", "twiml", None])
TAGS = st.sampled_from(
    ["Say", "Play", "Pause", "Gather", "Dial", "Number", "Redirect", "Hangup", "Message", "Body", "Prompt", "Sip",
     "Conference", "Record", "Connect", "Stream", "Parameter", "Task", "Enqueue", "Pay", "Nonsense", "break"]
)  # fmt: skip
ATTRIBUTES = st.dictionaries(
    st.sampled_from(["action", "method", "numDigits", "timeout", "voice", "input", "speechModel", "speechTimeout",
                     "digits", "name", "url", "trim", "callReason", "record", "for", "value", "statusCallbackMethod"]),
    st.sampled_from(["", "1", "0", "POST", "/a", "https://example.com", "auto", "woman", "x", "both", "{{x}}"]),
    max_size=3,
)  # fmt: skip
ANY_TEXT = st.one_of(
    st.just(""), st.just("  "), st.sampled_from(["Hi", "/a", "{}", "x" * 5000]), st.text(LEGAL, max_size=5)
)
WRITTEN = ["http://a", "rtmp://a", "wss://a", "ftp://a", "javascript:a", "/a b", " /a", "/a\n", "{{a}}", "http://{{a}}"]
WRITTEN += ["5", "AP1", "DE1", "on", "sip:a@b", "a:b", *("x" * size for size in (64, 65, 1600, 1601, 3000, 3001))]
"""Texts that some element takes and others do not, also by their length."""


@st.composite
def nodes(draw: st.DrawFn, depth: int = 3) -> str:
    """XML of some element, sensible or not."""
    tag = draw(TAGS)
    attributes = "".join(f' {name}="{value}"' for name, value in draw(ATTRIBUTES).items())
    text = draw(ANY_TEXT).replace("&", "&amp;").replace("<", "&lt;")
    inner = "".join(draw(st.lists(nodes(depth - 1), max_size=2))) if depth else ""
    return f"<{tag}{attributes}>{text}{inner}</{tag}>"


def searched(document: Element, dialect: Dialect | None, monkeypatch: pytest.MonkeyPatch) -> list[laml.Problem]:
    """What is found when no element is left out."""
    with monkeypatch.context() as patched:
        patched.setattr(CHECK, "suspects", lambda root, _: list(in_order(root)))
        return list(problems(document, dialect))


def agree(document: Element, dialect: Dialect | None) -> bool:
    """Compare both ways; whether no element was suspect."""
    found = searched(document, dialect, pytest.MonkeyPatch())
    assert list(problems(document, dialect)) == found
    nothing = not suspects(document, BITS[dialect])
    assert not nothing or found == list(order_problems(document, BITS[dialect]))
    return nothing


@given(DOCUMENTS, DIALECTS)
def test_of_documents_built_by_calls(document: laml.VoiceResponse, dialect: Dialect | None) -> None:
    agree(document, dialect)


@given(st.lists(nodes(), max_size=3).map("".join), DIALECTS)
def test_of_documents_with_all_kinds_of_mistakes(inner: str, dialect: Dialect | None) -> None:
    document = laml.parse(f"<Response>{inner}</Response>")
    for _ in range(2):  # the second time texts and values are remembered
        agree(document, dialect)


@pytest.mark.parametrize(
    "xml", [xml for xml, *_ in TEXTS if xml.startswith("<Response>") and xml.endswith("</Response>")]
)
def test_of_the_samples(xml: str) -> None:
    for dialect in BITS:
        agree(laml.parse(xml), dialect)  # type: ignore[arg-type] # the names of the dialects


def test_a_usual_menu_has_no_suspects() -> None:
    """Otherwise the questions would be right, and of no use."""
    gather = '<Gather action="/a" numDigits="1"><Say voice="woman">Hi</Say></Gather>'
    assert agree(laml.parse(f"<Response>{gather}<Redirect>/b</Redirect></Response>"), None)


@pytest.mark.parametrize("cls", [cls for classes in CLASSES.values() for cls in classes.values() if cls.text_rule])
@given(text=st.one_of(ANY_TEXT, st.sampled_from(WRITTEN), st.text(LEGAL, min_size=1)))
def test_a_text_that_is_surely_right_is_one_that_neither_dialect_objects_to(cls: type[Element], text: str) -> None:
    rule = cls.text_rule
    assert rule is not None
    if rule.is_surely_right(text, cls.always_short_enough):
        for bit in (LAML, TWIML):
            assert list(rule.findings(text, bit, cls.tag, whole=False)) == []


LIMITS = [
    limit
    for classes in CLASSES.values()
    for cls in classes.values()
    if cls.text_rule
    for limit in cls.text_rule.at_most.values()
    if isinstance(limit, MostBy)
]
"""Limits of texts that an attribute decides."""


@pytest.mark.parametrize("limit", LIMITS)
def test_the_limit_that_is_applied_without_a_look_at_attributes_is_the_smallest(limit: MostBy) -> None:
    """No attribute is asked for, and no mark-up counted, in a document that is shorter."""
    assert limit.most(None)[0] == min(most for *_, most in limit.families)
    assert limit.most(None)[0] >= SHORT_SPEECH
    assert limit.families[-1][0] == ".*"


def test_most_texts_are_surely_right() -> None:
    """Otherwise building would be right, and slow."""
    assert [cls.tag for cls in (laml.Say, laml.Play, laml.Redirect, laml.Message) if not surely_right(cls)] == []


def surely_right(cls: type[Element]) -> bool:
    assert cls.text_rule is not None
    return cls.text_rule.is_surely_right("https://example.com/a", cls.always_short_enough)


def kinds_of_rules(of: type[Rule] = Rule) -> Iterator[type[Rule]]:
    """Each kind of rule that says whether it is broken."""
    for kind in of.__subclasses__():
        if "broken" in vars(kind):
            yield kind
        yield from kinds_of_rules(kind)


KINDS_OF_RULES = sorted(kinds_of_rules(), key=lambda kind: kind.__name__)


@pytest.mark.parametrize("kind", KINDS_OF_RULES, ids=lambda kind: kind.__name__)
def test_each_kind_of_rule_is_asked_of_an_element_that_can_break_it(
    kind: type[Rule], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A kind that no question reaches would stand in the reference and be checked nowhere."""
    asked: set[type[Rule]] = set()
    for each in KINDS_OF_RULES:
        monkeypatch.setattr(each, "broken", lambda rule, _: asked.add(type(rule)))
    cls = next(cls for each in CLASSES.values() for cls in each.values() if any(type(x) is kind for x in cls.rules))
    rule = next(rule for rule in cls.rules if type(rule) is kind)
    names = [attribute.name for attribute in cls.attributes_known().values() if attribute.required]
    names += [rule.attribute] if isinstance(rule, AttributeRule) else []
    child = f"<{next(iter(cls.holds))}>a</{next(iter(cls.holds))}>" if isinstance(rule, ChildrenRule) else ""
    attributes = "".join(f' {name}="x"' for name in dict.fromkeys(names))
    element = laml.parse(f"<Response><{cls.tag}{attributes}>{child}</{cls.tag}></Response>").children[0]
    element._attributes = [entry._replace(verdict=0) for entry in element._attributes]
    for dialect in (LAML, TWIML):
        Questions(cls, dialect, errors=False).nothing_wrong(Facts(element))
    assert kind in asked
