"""The look at the parsed XML never lets a document through in which the search finds something.

What is asked about here is each verb that the schema judges, each of its attributes, and values of all kinds: right
ones, ones at a limit, and ones that a schema is known to read otherwise than Python does.
"""

import importlib
import threading
from collections.abc import Iterator
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

import laml
from laml import Element, FaxResponse, MessagingResponse, VoiceResponse
from laml.check import problems
from laml.constraints import BITS, Dialect
from laml.document import Response
from laml.examples import EXAMPLES
from laml.pages import run_example
from laml.quick import is_sound, judge
from laml.registry import class_for
from laml.strict import NEVER_IN_URL, strict_schema

from .strategies import LEGAL
from .test_check import TEXTS
from .test_schema import BENT, VALID
from .test_sound import ANY_TEXT, DIALECTS, nodes

CHECK = importlib.import_module("laml.check")
PARSER = importlib.import_module("laml.parser")
ROOTS: tuple[type[Response], ...] = (VoiceResponse, MessagingResponse, FaxResponse)
PLAIN = """
0 1 2 9 10 60 61 250 251 599 600 601 14400 14401 -1 +5 05 1.0 1e3 true false True TRUE auto GET get POST alice man
Polly.Joanna Polly.Joanna-Neural Google.en-US-Standard-A a,b 1*# # ## ww1 W en-US en_US dtmf speech {{x}} a{{x}}b
phone_call deepgram_nova-2 /a a.xml https://example.com/a?b=1&c=2 http: https:x HTTPS://a.example //a.example/b ?a=b
#a :a a:b ftp://a javascript:alert(1) rtmp://a.example/b wss://a.example http/a httpx://a https://a"b https://a<b
https://a>b https://a{b} https://a|b h hello.mp3 r w:
"""
BLANKS = ["", " ", " 5", "5 ", "\t5", "\n5", "5\u00a0", "POST ", " POST", "man alice", "woman\n", "dtmf speech"]
BLANKS += ["dtmf  speech", "dtmf\nspeech", "dtmf\u00a0speech", "https://a b", " https://a.example ", "https://a\u3000"]
LONG = [*("9" * digits for digits in (15, 17, 18, 19)), "x" * 101, "a" * 90 + "," + "b" * 20]
OTHERS = [
    "\u0665",
    "Polly.Jo\u00e3o",
    "https://\u00e9.example",
    "https://a\x7fb",
    *(f"https://a{x}b" for x in NEVER_IN_URL),
]
VALUES = [*PLAIN.split(), *BLANKS, *LONG, *OTHERS]
BY_REFERENCE = str.maketrans({"\\": "&#92;", "\u00a0": "&#xA0;", "5": "&#53;"})


def says_yes(xml: str, dialect: Dialect | None) -> bool:
    """Whether the quick look lets a text through."""
    root, text = PARSER._read(xml)
    return is_sound(root, text, PARSER._class_of(root).kind, BITS[dialect], PARSER._document)


def searched(xml: str, dialect: Dialect | None) -> list[laml.Problem]:
    """What is found by the search alone, with no quick look."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(CHECK, "sound", lambda *_: False)
        return list(problems(laml.parse(xml), dialect))


def let_through(xml: str, dialect: Dialect | None) -> bool:
    """Whether a text is let through; if so the search must find nothing."""
    yes = says_yes(xml, dialect)
    assert not yes or searched(xml, dialect) == [], xml
    return yes


def judged(root: type[Response], dialect: Dialect | None) -> list[tuple[str, type[Element]]]:
    """The elements that the schema of a kind judges, each with XML that has `%s` in its place."""
    found = []
    for tag in strict_schema(root, BITS[dialect]).asked_with:
        verb = class_for(root.kind, tag, "Response")
        assert verb is not None
        found.append(("<Response>%s</Response>", verb))
        if not verb.spaced:
            inner = [child for name in verb.holds if (child := class_for(root.kind, name, tag)) is not None]
            action = ' action="https://a.example/"' if tag == "Gather" else ""
            found += [(f"<Response><{tag}{action}>%s</{tag}></Response>", child) for child in inner]
    return found


def with_each_value(place: str, cls: type[Element]) -> Iterator[str]:
    """Documents with an element, each value for each attribute and for the text, written and by reference."""
    known = [attribute.name for attribute in cls.attributes_known().values() if ":" not in attribute.name]
    good = {"action": "https://a.example/", "name": "a", "value": "b"}
    text = "" if cls.text_rule is None else "/a"
    for name in known:
        others = "".join(f' {other}="{value}"' for other, value in good.items() if other in known and other != name)
        for value in VALUES:
            written = quoteattr(value)
            for each in (written, written.translate(BY_REFERENCE)):
                yield place % f"<{cls.tag}{others} {name}={each}>{text}</{cls.tag}>"
    others = "".join(f' {other}="{value}"' for other, value in good.items() if other in known)
    for value in [*VALUES, "<!-- a --> ", "a<!-- b -->", "<![CDATA[ ]]>", "<![CDATA[a]]>", "a<break/>", "x" * 4097]:
        written = value if value.startswith(("<!", "a<")) else escape(value)
        for each in (written, written.translate(BY_REFERENCE)):
            yield place % f"<{cls.tag}{others}>{each}</{cls.tag}>"


@pytest.mark.parametrize("dialect", BITS)
@pytest.mark.parametrize("root", ROOTS)
def test_each_attribute_and_text_with_values_of_all_kinds(root: type[Response], dialect: Dialect | None) -> None:
    first = "<Message>a</Message>" if root is MessagingResponse else ""
    tried = passed = 0
    for place, cls in judged(root, dialect):
        for xml in with_each_value(place, cls):
            tried += 1
            passed += let_through(xml.replace("<Response>", f"<Response>{first}", 1), dialect)
    assert tried == 0 or 0 < passed < tried
    print(f"counted: laml: the quick look took {passed} of {tried} bent {root.kind} documents ({dialect or 'either'})")


def test_its_fault_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same table fails for a schema that takes numbers as XML Schema reads them: blanks around, a sign, zeros."""
    strict = importlib.import_module("laml.strict")
    monkeypatch.setattr(strict, "_between", lambda *_: [r"\s*[+]?[0-9]+\s*"])
    monkeypatch.setattr(strict, "_number", lambda _: [r"\s*[+]?[0-9]+\s*"])
    judge.cache_clear()
    with pytest.raises(AssertionError):
        test_each_attribute_and_text_with_values_of_all_kinds(VoiceResponse, None)
    judge.cache_clear()


@given(st.lists(nodes(), max_size=3).map("".join), DIALECTS)
def test_of_documents_with_all_kinds_of_mistakes(inner: str, dialect: Dialect | None) -> None:
    let_through(f"<Response>{inner}</Response>", dialect)


VERBS = st.one_of(
    st.sampled_from(
        ["<Hangup/>", "<Leave/>", '<Record action="/a"/>', "<Record/>", "<Reject/>", "<Redirect>/a</Redirect>",
         '<Dial action="/a">+15551230000</Dial>', "<Dial>+15551230000</Dial>", '<Gather action="https://a.example/"/>',
         "<Gather/>", "<Pause/>", "<!-- a -->", "<Unknown/>", '<Sms action="/a">a</Sms>', "<Pay/>", "<Response/>"]
    ),
    ANY_TEXT.map(lambda text: f"<Say>{escape(text)}</Say>"),
    st.text(LEGAL, max_size=8).map(lambda text: f"<Play>{escape(text)}</Play>"),
)  # fmt: skip


@given(st.lists(VERBS, max_size=5).map("".join), DIALECTS)
def test_of_verbs_in_any_order(inner: str, dialect: Dialect | None) -> None:
    let_through(f"<Response>{inner}</Response>", dialect)


def test_of_every_sample_and_how_many_it_settles() -> None:
    """The quick look would be right, and of no use, if it said yes to few."""
    samples = [xml for xml, *_ in TEXTS if xml.startswith("<Response>")] + VALID + BENT
    samples += map(run_example, EXAMPLES)
    clean = passed = 0
    for xml in samples:
        for dialect in BITS:
            try:
                found = searched(xml, dialect)  # type: ignore[arg-type] # the names of the dialects
            except laml.ParseError:
                continue
            clean += not found
            passed += let_through(xml, dialect)  # type: ignore[arg-type] # as above
    print(f"counted: laml: the quick look settles {passed} of {clean} samples without a problem")
    assert passed > clean / 2


@pytest.mark.parametrize("dialect", BITS)
def test_a_usual_menu_is_settled_by_the_schema_alone(dialect: Dialect | None) -> None:
    xml = (
        '<?xml version="1.0" encoding="UTF-8"?><Response><Gather action="https://a.example/b?c=d&amp;e=f" method="GET" '
        'numDigits="1" timeout="5" input="dtmf speech"><Say voice="woman" language="en-GB">Don&#39;t press 1?</Say>'
        "<Play>https://a.example/b.mp3</Play></Gather><Pause length='2'/>"
        '<Redirect method="POST">/again</Redirect></Response>'
    )
    root, text = PARSER._read(xml)
    no_objects = lambda *_: pytest.fail("a verb was left to others")  # noqa: E731
    assert is_sound(root, text, "voice", BITS[dialect], no_objects)
    assert laml.check(xml, dialect) == []


def test_a_document_cannot_name_a_schema_of_its_own(tmp_path: Path) -> None:
    """XML Schema lets any element say where a schema lies, and libxml2 would open it: without the guard it does."""
    own = tmp_path / "own.xsd"
    own.write_text('<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"><xs:element name="Nonsense"/></xs:schema>')
    named = f'xmlns:x="http://www.w3.org/2001/XMLSchema-instance" x:noNamespaceSchemaLocation="{own.as_uri()}"'
    xml = f"<Response {named}><Say>Hi</Say></Response>"
    assert judge("voice", BITS[None]).schema.validate(etree.fromstring(xml))
    assert not says_yes(xml, None)
    assert "unknown-attribute" in [problem.code for problem in laml.check(xml)]
    disguised = xml.replace("instance", "inst&#97;nce")
    assert not says_yes(disguised, None)


def test_no_document_that_the_schema_takes_is_deep_or_has_many_attributes() -> None:
    """So the limits of the parser, which are kept where elements are made, need not be kept here."""
    for root in ROOTS:
        for dialect in BITS:
            for place, cls in judged(root, dialect):  # type: ignore[arg-type] # the names of the dialects
                assert place.count("<") <= 4
                assert len(cls.attributes_known()) <= PARSER.MAX_ATTRIBUTES


def test_threads_may_share_the_schema() -> None:
    good = "<Response><Say>Hi</Say><Hangup/></Response>"
    bad = '<Response><Say voyce="man">Hi</Say></Response>'
    wrong: list[object] = []

    def look() -> None:
        for _ in range(300):
            found = [problem.code for problem in laml.check(bad)]
            if laml.check(good) or found != ["unknown-attribute"]:
                wrong.append(found)

    threads = [threading.Thread(target=look) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong
