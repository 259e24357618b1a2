"""The look at the parsed XML never lets a document through in which the search finds something.

What is asked about here is each element in its places, each of its attributes, and values of all kinds: right ones,
ones at a limit, and ones that a schema is known to read otherwise than Python does.
"""

import importlib
import re
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

import laml
from laml.check import problems
from laml.constraints import BITS, Dialect
from laml.examples import EXAMPLES
from laml.flow import ASKS_AGAIN
from laml.pages import run_example
from laml.quick import is_sound, judge
from laml.registry import CLASSES

from .strategies import LEGAL
from .table import ELEMENTS, attributes, chain, holders, right, text_for
from .test_schema import plain, written_in_tests
from .test_sound import ANY_TEXT, DIALECTS, nodes

CHECK = importlib.import_module("laml.check")
PARSER = importlib.import_module("laml.parser")
DIALECTS_OF_TABLE: tuple[Dialect, ...] = ("laml", "twiml")
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
OTHERS = ["\u0665", "Polly.Jo\u00e3o", "https://\u00e9.example", "https://a\x7fb"]
OTHERS += ["https://a\\b", "https://a^b", "https://a`b", "+15551230000", "+", "5", "(555) 123", "sip:a@b", "sips:a b"]
VALUES = [*PLAIN.split(), *BLANKS, *LONG, *OTHERS]
CONTENT = ["<!-- a --> ", "a<!-- b -->", "<![CDATA[ ]]>", "<![CDATA[a]]>", "a<break/>", "<break/>", "<Nonsense/>"]
CONTENT += [f"{'x ' * (size // 2)}{'x' * (size % 2)}" for size in (64, 65, 256, 257, 1600, 1601, 4096, 4097, 5001)]
BY_REFERENCE = str.maketrans({"\\": "&#92;", "\u00a0": "&#xA0;", "5": "&#53;"})
USUAL = ("action", "url", "name", "value", "code", "connectorName", "alias", "ph", "interpret-as", "workflowSid")
"""Attributes that an element has beside the one that is asked about, where it knows them: some need them."""
NUMBER = "<Number>+15551230000</Number>"
CONFERENCE = "<Conference>a</Conference>"
STREAM = '<Stream url="wss://a.example"/>'
MEDIA = "<Media>https://a.example/b</Media>"
NOUNS = [NUMBER, NUMBER * 10, NUMBER * 11, f"{NUMBER}a", f"5{NUMBER}", f"{NUMBER}<Sip>sip:a@b</Sip>"]
NOUNS += [CONFERENCE, CONFERENCE * 2, CONFERENCE + NUMBER, "<Queue>a</Queue>" * 2, f"<Queue>a</Queue>{NUMBER}"]
NOUNS += ['<Number method="GET">+15551230000</Number>', "<Client/>", "<Client>a<Identity>b</Identity></Client>"]
NOUNS += ["<Client><Identity>b</Identity></Client>", "<Body>a</Body>", "<Body/>", "<Body> </Body>", "a<Body>b</Body>"]
NOUNS += [
    f"<Body>{'a' * 900}</Body>" * 2,
    MEDIA * 10,
    MEDIA * 11,
    "<Media>b c</Media>",
    STREAM,
    STREAM * 2,
    "<Stream/>",
]
NOUNS += [STREAM.replace("wss", "https"), STREAM.replace("/>", ' track="both_tracks"/>'), "<Say>a</Say>", "<Say/>"]
NOUNS += [STREAM.replace("/>", '><Parameter name="a"/></Stream>'), "<Sip>sip:a@b</Sip>", "<Sip>sip:a@b</Sip>" * 2]
NOUNS += ['<Sip username="a">sip:a@b</Sip>', "<Sip/>"]
VOICES = [None, "man", "Polly.Joanna", "amazon.Joanna", "Google.en-US-Standard-A", "gcloud.en-US-Standard-A"]
SPEECH = [size * "x" for size in (3000, 3001, 4096, 4097, 5000, 5001)]
SPEECH += [f"{2990 * 'x'}<prosody rate='slow'>{size * 'x'}</prosody>" for size in (10, 11)]
MANY_NAMES = " ".join(f"a{number}=''" for number in range(60))
HOSTILE = {
    "many mistakes side by side": f"<Response>{'<Say/>' * 10_900}</Response>",
    "many mistakes in a tag": f"<Response>{f'<Say {MANY_NAMES}/>' * 150}</Response>",
    "many texts side by side": f"<Response><Dial>{'5<!---->' * 8_000}</Dial></Response>",
}
"""Documents of 64 kB, each with much of what libxml2 or a search for places may need the square of its number for."""
LEAST_JUDGED = 40
"""Of the 71 elements so many are let through in some form, or the table would ask about little."""


def says_yes(xml: str, dialect: Dialect | None) -> bool:
    """Whether the quick look lets a text through."""
    root, text = PARSER._read(xml)
    return is_sound(root, text, PARSER._class_of(root).kind, BITS[dialect])


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


def places(dialect: Dialect) -> Iterator[tuple[str, str, list[str]]]:
    """Each element in each place of the table: its tag, its parent, and the way to it; mark-up in two places."""
    for tag in (tag for tag in ELEMENTS if tag != "Response"):
        for place, _ in holders(tag, dialect):
            if tag[0].isupper() or place in ("Say", "prosody"):
                path = chain(place, dialect)
                yield tag, path[-1] if len(path) > 1 else "fax" if path[0] == "fax" else "Response", path


def with_each_value(tag: str, parent: str, path: list[str], dialect: Dialect) -> Iterator[str]:
    """Documents with an element, otherwise right: each value in each attribute, and as its text."""
    facts = attributes(tag, dialect, parent)
    right_one = {name: plain(right(tag, name, fact, dialect, parent)[0], " ") for name, fact in facts.items()}
    usual = {name: value for name, value in right_one.items() if name in USUAL}
    text = text_for(tag, dialect, parent)
    for name in facts:
        for value in (*VALUES, right_one[name]):
            yield inside(path, element(tag, {**usual, name: value}, escape(text or "")))
    for content in (*map(escape, VALUES), *CONTENT, escape(text or "")):
        for xml in (content, content.translate(BY_REFERENCE)):
            yield inside(path, element(tag, usual, xml))
    for voice in VOICES if tag == "Say" else ():
        for speech in SPEECH:
            yield inside(path, element(tag, {"voice": voice} if voice else {}, speech))
    if tag in ("Dial", "Message", "Sip", "Connect", "Refer", "Start", "Prompt"):
        for inner in NOUNS:
            yield inside(path, element(tag, usual, inner))


def element(tag: str, given: dict[str, str], content: str) -> str:
    return f"<{tag}{''.join(f' {name}={quoteattr(value)}' for name, value in given.items())}>{content}</{tag}>"


def inside(path: list[str], inner: str) -> str:
    for tag in reversed(path[1:]):
        inner = element(tag, {"action": "https://a.example/"} if tag in ASKS_AGAIN else {}, inner)
    first = "<Message>a</Message>" if path[0] == "messaging" and not inner.startswith("<Message") else ""
    return f"<Response>{first}{inner}</Response>"


@pytest.mark.parametrize("dialect", DIALECTS_OF_TABLE)
def test_each_attribute_and_text_in_each_place_with_values_of_all_kinds(dialect: Dialect) -> None:
    tried = passed = 0
    elements: set[str] = set()
    for tag, parent, path in places(dialect):
        for xml in with_each_value(tag, parent, path, dialect):
            for judged_by in (dialect, None):
                tried += 1
                if let_through(xml, judged_by):
                    passed += 1
                    elements.add(tag)
    assert len(elements) > LEAST_JUDGED
    print(f"counted: laml: the quick look took {passed} of {tried} documents, {len(elements)} elements ({dialect})")


@pytest.mark.parametrize(
    ("where", "name", "instead"),
    [
        ("laml.sure_values", "_number", lambda _: [r"\s*[+]?[0-9]+\s*"]),  # as XML Schema reads numbers
        ("laml.sure_values", "_url", lambda _: r"(.|\s)*"),
        ("laml.sure_values", "_NOT_BLANK", '<xs:restriction base="xs:string" />'),
        ("laml.strict", "fault", lambda *_: ""),
        ("laml.strict", "_most", lambda *_: 0),
        ("laml.strict", "_most", lambda *_: 4096),  # what no voice speaks more than, but for Google's
        ("laml.quick", "_UNUSUAL", re.compile("(?!)")),
        ("laml.quick", "NEVER_IN_URL", ""),
    ],
)
def test_each_fault_of_it_is_found(where: str, name: str, instead: object, monkeypatch: pytest.MonkeyPatch) -> None:
    """The table above fails, in one dialect or the other, for a schema or questions that say less."""
    monkeypatch.setattr(importlib.import_module(where), name, instead)
    monkeypatch.setattr(importlib.import_module("laml.strict"), "_kept", {})
    judge.cache_clear()
    try:
        with pytest.raises(AssertionError, match=r"^<Response>"):  # a document, and not how many are let through
            _ask_all()
    finally:
        judge.cache_clear()


def _ask_all() -> None:
    for dialect in DIALECTS_OF_TABLE:
        test_each_attribute_and_text_in_each_place_with_values_of_all_kinds(dialect)


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


def test_of_every_document_of_the_tests_and_how_many_it_settles() -> None:
    """The quick look would be right, and of no use, if it said yes to few."""
    clean = passed = 0
    for xml in [*written_in_tests(), *map(run_example, EXAMPLES)]:
        for dialect in BITS:
            clean += searched(xml, dialect) == []  # type: ignore[arg-type] # the names of the dialects
            passed += let_through(xml, dialect)  # type: ignore[arg-type] # as above
    print(f"counted: laml: the quick look settles {passed} of {clean} documents of the tests that have no problem")
    assert passed > clean * 2 / 3


@pytest.mark.parametrize("dialect", BITS)
def test_a_usual_menu_is_settled(dialect: Dialect | None) -> None:
    xml = (
        '<?xml version="1.0" encoding="UTF-8"?><Response><Gather action="https://a.example/b?c=d&amp;e=f" method="GET" '
        'numDigits="1" timeout="5" input="dtmf speech"><Say voice="woman" language="en-GB">Don&#39;t press 1?</Say>'
        "<Play>https://a.example/b.mp3</Play></Gather><Pause length='2'/>"
        '<Redirect method="POST">/again</Redirect></Response>'
    )
    assert says_yes(xml, dialect)
    assert laml.check(xml, dialect) == []


def test_a_document_cannot_name_a_schema_of_its_own(tmp_path: Path) -> None:
    """XML Schema lets any element say where a schema lies, and libxml2 would open it: without the guard it does."""
    own = tmp_path / "own.xsd"
    own.write_text('<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"><xs:element name="Nonsense"/></xs:schema>')
    named = f'xmlns:x="http://www.w3.org/2001/XMLSchema-instance" x:noNamespaceSchemaLocation="{own.as_uri()}"'
    xml = f"<Response {named}><Say>Hi</Say></Response>"
    assert judge("voice", BITS[None], markup=False).schema.validate(etree.fromstring(xml))
    assert not says_yes(xml, None)
    assert "unknown-attribute" in [problem.code for problem in laml.check(xml)]
    disguised = xml.replace("instance", "inst&#97;nce")
    assert not says_yes(disguised, None)


def test_no_document_that_the_schema_takes_is_deep_or_has_many_attributes() -> None:
    """So the limits of the parser, which are kept where elements are made, need not be kept here."""
    deep = "<Response><Say>" + "<prosody>" * 40 + "a" + "</prosody>" * 40 + "</Say></Response>"
    assert not says_yes(deep, "twiml")
    assert [problem.code for problem in laml.check(deep, "twiml")] == ["xml-too-deep"]
    assert (
        max(
            len(class_.attributes_known())
            for class_ in {*CLASSES["voice"].values(), *CLASSES["messaging"].values(), *CLASSES["fax"].values()}
        )
        <= PARSER.MAX_ATTRIBUTES
    )


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


@pytest.mark.parametrize("xml", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_document_takes_little_longer_than_the_search_alone(xml: str) -> None:
    """Twice as long, for the places of the problems; it was 6, 27 and 100 times as long."""
    assert seconds(lambda: laml.check(xml)) < 5 * seconds(lambda: laml.parse(xml).check())


def seconds(call: Callable[[], object]) -> float:
    """Seconds of the processor that a call takes, the best of three."""
    taken = []
    for _ in range(3):
        start = time.process_time()
        call()
        taken.append(time.process_time() - start)
    return min(taken)


def test_a_document_with_thousands_of_tags_is_left_to_the_search() -> None:
    assert says_yes(f"<Response>{'<Say>a</Say>' * 500}</Response>", None)
    assert not says_yes(f"<Response>{'<Say>a</Say>' * 1_000}</Response>", None)
    assert laml.check(f"<Response>{'<Say>a</Say>' * 1_000}</Response>") == []
