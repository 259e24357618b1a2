"""What a handler returned, checked: a tree as the tree it is and as its route needs it, a text as a text."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator

import pytest
from flask import Response

import laml
from laml import Document, FaxResponse, MessagingResponse, VoiceResponse
from webhooks import AnswerError, FaxRequest, MessageRequest, VoiceRequest, Webhooks
from webhooks.app.documents import REFUSED, DocumentKind, check, document_of, write

from ..apps import DOCUMENT, MESSAGE, make_app, post


def kinds(error: type[laml.ParseError]) -> set[type[laml.ParseError]]:
    """The classes of errors below one."""
    return {kind for each in error.__subclasses__() for kind in (each, *kinds(each))}


def test_every_way_in_which_a_text_is_no_document_is_known() -> None:
    assert {kind.code for kind in kinds(laml.ParseError)} == REFUSED


def codes(document: Document | str, kind: DocumentKind | None = None) -> list[tuple[str, str]]:
    return [(problem.severity, problem.code) for problem in check(document, "twiml", kind).problems]


def with_extra() -> Document:
    return VoiceResponse().say("Hello", extra={"newAttribute": "1"})


def test_an_attribute_that_was_added_by_hand_is_none_that_was_misspelt() -> None:
    """A text does not show which it was."""
    assert codes(with_extra()) == [("warning", "unchecked")]
    assert codes(write(with_extra())) == [("error", "unknown-attribute")]


def test_an_attribute_that_was_added_by_hand_stops_no_test_of_the_app(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    app = make_app(TESTING=True)
    hooks = Webhooks(app)

    @hooks.voice("/tree")
    def tree(call: VoiceRequest) -> Document:
        return with_extra()

    @hooks.voice("/text")
    def text(call: VoiceRequest) -> str:
        return write(with_extra())

    assert 'newAttribute="1"' in post(app, "/tree").text
    assert "webhook.document path=/tree" in caplog.text
    with pytest.raises(laml.DocumentError, match="newAttribute"):
        post(app, "/text")


WRONG: dict[str, tuple[Callable[[], Document], list[tuple[str, str]]]] = {
    "nothing": (lambda: VoiceResponse().say("Hello"), []),
    "a misspelt attribute": (
        lambda: VoiceResponse(validate="off").say("Hello", voyce="x"),  # type: ignore[call-arg]
        [("error", "unknown-attribute")],
    ),
    "a value of the wrong type": (
        lambda: VoiceResponse(validate="off").pause(length="long"),  # type: ignore[arg-type]
        [("error", "bad-value")],
    ),
    "a verb that nothing reaches": (lambda: VoiceResponse().hangup().say("Hello"), [("warning", "unreachable")]),
    "an attribute of the other dialect": (
        lambda: VoiceResponse(validate="off").dial("+15551230000", caller_name="Shop"),
        [("error", "wrong-dialect")],
    ),
}


@pytest.mark.parametrize("what", WRONG)
def test_a_tree_and_its_text_have_the_same_problems(what: str) -> None:
    build, expected = WRONG[what]
    assert codes(build()) == expected
    assert codes(write(build())) == expected


LONG = "a" * 4_000


@pytest.mark.parametrize("start", [VoiceResponse, lambda: laml.parse("<Response><Say>Hello</Say></Response>")])
def test_a_tree_of_more_than_64_kb_is_refused_as_a_whole(start: Callable[[], VoiceResponse]) -> None:
    """A parsed one was small when it was parsed. Source: responses.error_codes 11750."""
    root = start()
    for _ in range(16):
        root.append(laml.Say(LONG))
    assert check(root, "twiml").fatal is None
    root.append(laml.Say("é" * 1_000))
    checked = check(root, "twiml")
    assert checked.fatal is not None
    assert "too-large" in checked.fatal
    assert len(checked.xml) < laml.MAX_DOCUMENT_BYTES < len(checked.xml.encode())


def test_an_element_that_stands_in_no_document_is_refused_as_a_whole() -> None:
    fatal = check(laml.Say("Hello"), "twiml", "voice").fatal
    assert fatal is not None
    assert "wrong-root" in fatal


OF_ANOTHER_KIND: list[tuple[DocumentKind, Document, list[tuple[str, str]]]] = [
    ("messaging", VoiceResponse().say("Hello"), [("error", "not-allowed-here")]),
    ("messaging", VoiceResponse().redirect("https://example.com/next"), []),
    ("messaging", VoiceResponse(), []),
    ("messaging", MessagingResponse().message("Hello"), []),
    ("voice", MessagingResponse().message("Hello"), [("error", "not-allowed-here")]),
    ("voice", VoiceResponse(laml.Say("Hello"), laml.Hangup()), []),
    (
        "voice",
        laml.parse("<Response><!-- later --><Message>Hello</Message></Response>"),
        [("error", "not-allowed-here")],
    ),
    ("fax", VoiceResponse().hangup(), [("error", "not-allowed-here")]),
    ("fax", FaxResponse(), []),
]


@pytest.mark.parametrize(("kind", "document", "expected"), OF_ANOTHER_KIND)
def test_a_tree_is_checked_as_one_of_its_route(
    kind: DocumentKind, document: Document, expected: list[tuple[str, str]]
) -> None:
    assert codes(document, kind) == expected
    assert codes(document) == []


def test_a_document_of_another_kind_is_logged_and_sent_and_raises_in_tests(caplog: pytest.LogCaptureFixture) -> None:
    app = make_app()
    hooks = Webhooks(app)

    @hooks.message("/sms")
    def sms(message: MessageRequest) -> Document:
        return VoiceResponse().say("Hello")

    assert "<Say>Hello</Say>" in post(app, "/sms", MESSAGE).text
    assert "<Say> may not stand in <Response>" in caplog.text
    app.testing = True
    with pytest.raises(laml.DocumentError):
        post(app, "/sms", {**MESSAGE, "MessageSid": "SM" + "2" * 32})


class Link:
    """Has a URL, which is another one each time."""

    def __init__(self) -> None:
        self.asked = 0

    @property
    def url(self) -> str:
        self.asked += 1
        return f"https://ivr.example.com/next?token={self.asked}"


def test_the_url_of_an_object_is_asked_for_once_an_answer() -> None:
    """Each one that is asked for is signed anew."""
    app, link = make_app(), Link()
    hooks = Webhooks(app)
    hooks.voice("/answer")(lambda call: VoiceResponse().redirect(link))
    assert "token=1</Redirect>" in post(app, "/answer").text
    assert link.asked == 1


@pytest.mark.parametrize("result", [5, 1.5, True, b"<Response/>", {"a": 1}, ["<Response/>"], ("<Response/>",)])
def test_what_is_no_document_is_named_by_its_type(result: object) -> None:
    with pytest.raises(
        AnswerError, match=rf"the handler ivr.answer of /answer returned an object of type {type(result).__name__}"
    ) as caught:
        document_of(result, "voice", "ivr.answer", "/answer")
    assert caught.value.route == "/answer"


def test_a_fax_needs_no_document_and_a_call_does() -> None:
    app = make_app(LAML_PROVIDER="signalwire", TESTING=True)
    hooks = Webhooks(app)

    @hooks.fax("/fax")
    def fax(request: FaxRequest) -> None:
        return None

    hooks.route(VoiceRequest, "/call")(lambda call: None)
    form = {"AccountSid": "AC1", "FaxSid": "FX1", "From": "+1", "To": "+2", "ApiVersion": "v1"}
    assert "<Response/>" in post(app, "/fax", form).text
    with pytest.raises(AnswerError, match="returned None"):
        post(app, "/call")


PLAIN = [
    ("voice", "Hello", r'return VoiceResponse\(\).say\("…"\)'),
    ("messaging", "Thank you", r'return MessagingResponse\(\).message\("…"\)'),
    ("messaging", "", "to send nothing, return None"),
    ("fax", "ok", r"FaxResponse\(\).receive\(\)"),
    ("voice", object(), "returned an object of type object that is no XML"),
]


@pytest.mark.parametrize(("kind", "result", "advice"), PLAIN)
def test_plain_text_is_told_what_to_write(kind: DocumentKind, result: object, advice: str) -> None:
    with pytest.raises(AnswerError, match=advice) as caught:
        document_of(result, kind, "ivr.answer", "/answer")
    assert str(result) not in str(caught.value) or not str(result)


def answer_of(result: object, kind: str = "voice") -> str:
    """What an app sends whose handler returns this."""
    app = make_app(TESTING=True)
    hooks = Webhooks(app)
    if kind == "voice":
        hooks.route(VoiceRequest, "/answer")(lambda call: result)
        return post(app, "/answer").text
    hooks.route(MessageRequest, "/answer")(lambda message: result)
    return post(app, "/answer", MESSAGE).text


def test_a_flask_response_with_xml_is_a_document_as_in_every_tutorial() -> None:
    from twilio.twiml.voice_response import VoiceResponse as TwilioVoiceResponse

    theirs = TwilioVoiceResponse()
    theirs.say("Hello")
    for result in (Response(str(theirs), mimetype="text/xml"), Response(DOCUMENT.encode()), str(theirs), theirs):
        assert "<Response><Say>Hello</Say></Response>" in answer_of(result)


def stream() -> Iterator[str]:
    yield DOCUMENT


@pytest.mark.parametrize(
    ("result", "words"),
    [
        (Response(DOCUMENT, status=302), "status 302"),
        (Response(stream()), "streams"),
        (Response("Hello"), "no XML"),
        ((DOCUMENT, 200, {"Content-Type": "text/xml"}), "of type tuple"),
    ],
)
def test_a_response_that_is_no_document_is_told_so_with_the_name_of_the_handler(result: object, words: str) -> None:
    with pytest.raises(AnswerError, match=rf"the handler .*<lambda> of /answer returned .*{words}"):
        answer_of(result)


@pytest.mark.parametrize(
    ("kind", "xml"),
    [("message", "<Response><Say>Hi</Say></Response>"), ("voice", "<Response><Message>Hi</Message></Response>")],
)
def test_a_text_of_the_other_kind_is_a_problem_as_a_tree_is(kind: str, xml: str) -> None:
    for result in (xml, laml.parse(xml)):
        with pytest.raises(laml.DocumentError, match="may not stand in <Response>"):
            answer_of(result, kind)


def test_an_attribute_of_the_other_dialect_is_a_problem_in_tests() -> None:
    """machineDetection of Number is Twilio's alone; the app is of SignalWire."""
    number = '<Response><Dial><Number machineDetection="Enable">+15551230000</Number></Dial></Response>'
    app = make_app(LAML_PROVIDER="signalwire", TESTING=True)
    Webhooks(app).route(VoiceRequest, "/answer")(lambda call: number)
    with pytest.raises(laml.DocumentError, match="'machineDetection' does not exist in laml"):
        post(app, "/answer")
