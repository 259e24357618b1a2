"""What has exactly one remedy is mended in place; every other byte stays as it was."""

import itertools
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

import laml
from laml.grammar.constraints import Dialect
from laml.reading.tags import find_tags
from laml.tools.fix import RENAMED, SHORTEST, fix

from ..table import ELEMENTS, attributes, chain, holders

DIALECTS: tuple[Dialect, ...] = ("laml", "twiml")
MENDED = [
    # dialect, before, after
    (None, '<Gather numdigits="1"/>', '<Gather numDigits="1"/>'),
    (None, '<Gather num_digits="1"/>', '<Gather numDigits="1"/>'),
    (None, '<gather><say>x</say></gather>', "<Gather><Say>x</Say></Gather>"),
    (None, "<say >x</say\n>", "<Say >x</Say\n>"),
    (None, '<Say voyce="man">x</Say>', '<Say voice="man">x</Say>'),
    (None, '<Say vocie="man">x</Say>', '<Say voice="man">x</Say>'),
    (None, '<Say><sayAs interpretAs="digits">1</sayAs></Say>', '<Say><say-as interpret-as="digits">1</say-as></Say>'),
    (None, '<Dial record="true">5</Dial>', '<Dial record="record-from-answer">5</Dial>'),
    (None, "<Dial record='false'>5</Dial>", "<Dial record='do-not-record'>5</Dial>"),
    (None, '<Redirect method="post">/x</Redirect>', '<Redirect method="POST">/x</Redirect>'),
    (None, '<Gather input="DTMF"/>', '<Gather input="dtmf"/>'),
    (None, '<Dial hangupOnStar="True">5</Dial>', '<Dial hangupOnStar="true">5</Dial>'),
    ("twiml", '<Start><Stream url="wss://a/b" track="mixed_track"/></Start>',
     '<Start><Stream url="wss://a/b" track="both_tracks"/></Start>'),
    ("twiml", '<Dial><Conference whisper="CA1">r</Conference></Dial>',
     '<Dial><Conference coach="CA1">r</Conference></Dial>'),
    ("twiml", '<Pay validCardTypes="visa master-card"/>', '<Pay validCardTypes="visa mastercard"/>'),
    ("twiml", '<Say voice="gcloud.en-US-Standard-A">x</Say>', '<Say voice="Google.en-US-Standard-A">x</Say>'),
    ("laml", '<Say voice="Google.en-US-Standard-A">x</Say>', '<Say voice="gcloud.en-US-Standard-A">x</Say>'),
]  # fmt: skip
KEPT = [
    '<Say voice="alice">x</Say>',  # a choice of voices replaces it
    '<Gather input="dtfm"/>',  # explained by check, with a suggestion
    '<Say voice="man" Voice="woman">x</Say>',  # which of the two is meant?
    "<Foo>x</Foo>",
    '<Gather enhanced="true"/>',
    "<Dial><!-- <numbr>5</numbr> voyce='x' --><Number>5</Number></Dial>",
    "<Say><![CDATA[<say voyce='x'>]]></Say>",
    "<Say foo=\"voyce='x'\">x</Say>",
    '<Pause length="{{Len}}"/>',
    '<Gather tim="5"/>',
]


def document(inner: str) -> bytes:
    return f"<?xml version='1.0'?>\r\n<!-- kept -->\n<Response  >\t{inner}\n</Response>\n\n".encode()


@pytest.mark.parametrize(("dialect", "before", "after"), MENDED)
def test_what_has_one_remedy_is_mended_and_nothing_else_changes(
    dialect: Dialect | None, before: str, after: str
) -> None:
    data, fixes = fix(document(before), dialect)
    assert data == document(after)
    assert fixes
    assert {made.line for made in fixes} == {3}


@pytest.mark.parametrize(("dialect", "before", "after"), MENDED)
def test_what_was_mended_needs_no_mending(dialect: Dialect | None, before: str, after: str) -> None:
    assert before != after
    assert fix(document(after), dialect) == (document(after), [])


def misspelt() -> Iterator[tuple[Dialect, str, str, str, set[str]]]:
    """Dialect, a document with `{}` for a name, the right name, a wrong one, and the names beside it."""
    for tag, dialect in itertools.product(ELEMENTS, DIALECTS):
        for place, _ in holders(tag, dialect)[:1]:
            path = chain(place, dialect)
            facts = attributes(tag, dialect, path[-1] if len(path) > 1 else "Response")
            opened = "".join(f"<{each}>" for each in (*path[1:], tag))
            closed = "".join(f"</{each}>" for each in (tag, *reversed(path[1:])))
            text = f"<Response>{opened[:-1]} {{}}='1'>{closed}</Response>"
            for name, fact in facts.items():
                if ":" in name or (tag, name) in RENAMED:
                    continue  # a misspelt prefix is not declared, so the text is no XML; a former name is not kept
                for wrong in {name.lower(), name.upper(), fact["python_name"], f"x{name[1:]}"} - {name}:
                    yield dialect, text, name, wrong, set(facts) - {name}


def test_every_attribute_is_found_by_another_case_and_by_one_slip() -> None:
    """A slip that could be of two names, or that leaves too little of the name, is left alone."""
    count = 0
    for dialect, text, name, wrong, others in misspelt():
        mended = fix(text.format(wrong).encode(), dialect)[0].decode()
        likeness = any(other[1:] == name[1:] for other in others) or len(name) < SHORTEST
        if wrong == f"x{name[1:]}" and likeness:
            assert mended == text.format(wrong)
        else:
            assert mended == text.format(name), wrong
        count += 1
    assert count > 1000


@pytest.mark.parametrize("inner", KEPT)
def test_what_has_several_remedies_or_none_stays(inner: str) -> None:
    assert fix(document(inner)) == (document(inner), [])


def test_a_name_set_right_shows_what_is_wrong_in_it() -> None:
    data, fixes = fix(b'<response><gather><say voyce="x">a</say></gather></response>')
    assert data == b'<Response><Gather><Say voice="x">a</Say></Gather></Response>'
    assert str(fixes[0]) == "<response> is now <Response>"


def test_each_fix_tells_its_line_and_what_stood_there() -> None:
    _, fixes = fix(b'<Response>\n<Say\n voyce="man">x</Say>\n<Dial record="true">5</Dial></Response>')
    assert [(made.line, str(made)) for made in fixes] == [
        (3, "'voyce' of <Say> is now 'voice'"),
        (4, "record='true' of <Dial> is now 'record-from-answer'"),
    ]


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_wide_texts_keep_their_encoding_and_mark(encoding: str) -> None:
    mark = "\ufeff".encode(encoding)
    before, after = (f"<Response><{tag}>é☎</{tag}></Response>".encode(encoding) for tag in ("say", "Say"))
    assert fix(mark + before)[0] == mark + after


@pytest.mark.parametrize(
    "data", [b"", b"<Response>", b"\xff", b"<!DOCTYPE x><response/>", b"<Response><say></Response>"]
)
def test_what_cannot_be_read_comes_back(data: bytes) -> None:
    mended, _ = fix(data)
    assert mended in (data, data.replace(b"response", b"Response"))


@given(st.text(alphabet="<>/=\"' abRSay&;!-[]\n?", max_size=60))
def test_no_text_makes_it_fail(text: str) -> None:
    fix(text.encode())
    find_tags(text)


VALUES = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Z")), max_size=20)


@given(VALUES, VALUES)
def test_texts_and_foreign_values_are_never_touched(text: str, value: str) -> None:
    document = laml.VoiceResponse(validate="off")
    document.add_child("Foo", text, bar=value)
    document.add_child("say", text)
    mended, fixes = fix(str(document).encode())
    assert [str(made) for made in fixes] == ["<say> is now <Say>"]
    assert mended.decode() == str(document).replace("<say", "<Say").replace("</say", "</Say")
