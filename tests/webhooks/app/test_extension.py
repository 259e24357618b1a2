"""The extension in a Flask app: what reaches a handler, and what it is answered."""

from __future__ import annotations

import logging
import socket
from urllib.parse import urlencode

import pytest
from flask import Flask, request

from webhooks import (
    AnswerError,
    CallStatusEvent,
    ConfigError,
    GatherRequest,
    MessageRequest,
    VoiceRequest,
    Webhooks,
)
from webhooks.app import wsgi as layer_module
from webhooks.signature import Key, Match
from webhooks.wire.receiving import Delivery

from ..apps import DOCUMENT, KEY, MESSAGE, PUBLIC_URL, VOICE, get, make_app, post, signature


class Ivr:
    """An app with one handler of each sort, and what they were called with."""

    def __init__(self, **settings: object) -> None:
        self.app = make_app(**settings)
        self.hooks = Webhooks(self.app)
        self.seen: list[object] = []

        @self.hooks.voice("/answer")
        def answer(call: VoiceRequest) -> str:
            self.seen.append(call)
            return DOCUMENT

        @self.hooks.gather("/menu")
        def menu(call: GatherRequest) -> str:
            self.seen.append(call)
            return DOCUMENT

        @self.hooks.message("/sms")
        def sms(message: MessageRequest) -> None:
            self.seen.append(message)

        @self.hooks.call_status("/status")
        def finished(event: CallStatusEvent) -> None:
            self.seen.append(event)

        self.answer, self.menu, self.sms, self.finished = answer, menu, sms, finished


@pytest.fixture
def ivr() -> Ivr:
    return Ivr()


def test_a_signed_call_reaches_its_handler_typed(ivr: Ivr) -> None:
    response = post(ivr.app, "/answer", VOICE | {"SipHeader_X-Order": "7", "New": "1"})
    assert (response.status_code, response.text) == (200, DOCUMENT)
    assert response.headers["Content-Type"] == "text/xml; charset=utf-8"
    (call,) = ivr.seen
    assert isinstance(call, VoiceRequest)
    assert (call.call_sid, call.from_, call.call_status) == (VOICE["CallSid"], "+14155550199", "ringing")
    assert (call.sip_headers, call.extra) == ({"X-Order": "7"}, {"New": "1"})
    assert call.raw == (*VOICE.items(), ("SipHeader_X-Order", "7"), ("New", "1"))


def test_a_gather_a_message_and_a_status_get_their_own_types_and_answers(ivr: Ivr) -> None:
    assert post(ivr.app, "/menu", VOICE | {"Digits": "1"}).text == DOCUMENT
    sms = post(ivr.app, "/sms", MESSAGE)
    status = post(ivr.app, "/status", VOICE | {"CallStatus": "completed", "CallDuration": "27"})
    assert (sms.status_code, sms.text) == (200, '<?xml version="1.0" encoding="UTF-8"?><Response/>')
    assert (status.status_code, status.data) == (204, b"")
    gather, message, event = ivr.seen
    assert isinstance(gather, GatherRequest)
    assert gather.digits == "1"
    assert isinstance(message, MessageRequest)
    assert message.body == "hello"
    assert isinstance(event, CallStatusEvent)
    assert (event.status, event.duration) == ("completed", 27)


def test_the_parameters_of_a_get_are_those_of_its_query(ivr: Ivr) -> None:
    assert get(ivr.app, "/answer?" + urlencode(VOICE)).status_code == 200
    (call,) = ivr.seen
    assert isinstance(call, VoiceRequest)
    assert call.to == "+14155550100"


def test_the_parameters_of_a_post_are_those_of_its_body_and_the_query_stands_apart(ivr: Ivr) -> None:
    assert post(ivr.app, "/answer?From=x&lang=fr").status_code == 200
    (call,) = ivr.seen
    assert isinstance(call, VoiceRequest)
    assert (call.from_, dict(call.query)) == ("+14155550199", {"From": "x", "lang": "fr"})


FORGED = {
    "unsigned": {"signed": ""},
    "another key": {"signed": signature(PUBLIC_URL + "/answer", VOICE, key="other")},
    "another URL": {"url": PUBLIC_URL + "/other"},
    "another body": {"body": urlencode(VOICE | {"From": "+1900"})},
    "truncated body": {"body": urlencode(VOICE)[:-1]},
    "no body": {"body": ""},
    "not ASCII": {"signed": "\u00e9" * 28},
    "two signatures": {"signed": signature(PUBLIC_URL + "/answer", VOICE) + "," + signature("x", {})},
    "a forwarded host": {"url": "https://evil.example/answer", "headers": {"X-Forwarded-Host": "evil.example"}},
    "another host": {"url": "https://evil.example/answer", "headers": {"Host": "evil.example"}},
    "the URL alone": {"signed": signature(PUBLIC_URL + "/answer", {})},
}


@pytest.mark.parametrize("how", FORGED)
def test_a_forged_request_never_reaches_a_handler(ivr: Ivr, how: str, caplog: pytest.LogCaptureFixture) -> None:
    """R1, S1, S2, S4, S9, S20."""
    response = post(ivr.app, "/answer", **FORGED[how])
    assert (response.status_code, response.data, ivr.seen) == (403, b"", [])
    (record,) = [r for r in caplog.records if r.name == "webhooks"]
    assert record.getMessage().startswith("webhook.rejected reason=")
    assert "+1" not in record.getMessage()
    assert KEY not in record.getMessage()


@pytest.mark.parametrize("how", sorted(FORGED.keys() - {"no body", "truncated body"}))
def test_without_verification_the_same_request_would_reach_it(
    ivr: Ivr, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The fault that shows that the test above can fail."""
    monkeypatch.setattr("webhooks.wire.receiving.verify", lambda *_args, **_kwargs: Match(Key("k"), "", "none"))
    monkeypatch.setattr("webhooks.wire.receiving.check_signed", lambda *_args: None)
    assert post(ivr.app, "/answer", **FORGED[how]).status_code == 200
    assert len(ivr.seen) == 1


MALFORMED = {
    "raw byte": (400, {"body": b"A=\xff"}),
    "broken escape": (400, {"body": "A=%zz"}),
    "escaped byte": (400, {"body": "A=%ff"}),
    "surrogate": (400, {"body": "A=%ED%A0%80"}),
    "too many pairs": (400, {"body": "a=&" * 201}),
    "long name": (400, {"body": "n" * 300 + "=1"}),
    "too large": (413, {"body": "a" * 65_537}),
    "chunked": (411, {"headers": {"Transfer-Encoding": "chunked"}}),
    "length": (400, {"environ": {"CONTENT_LENGTH": "+3"}}),
    "shorter than it says": (400, {"environ": {"CONTENT_LENGTH": "60000"}}),
    "plain text": (415, {"content_type": "text/plain"}),
    "json": (415, {"content_type": "application/json"}),
    "latin-1": (415, {"content_type": "application/x-www-form-urlencoded; charset=latin-1"}),
    "files": (415, {"content_type": "multipart/form-data; boundary=x"}),
    "no type": (415, {"content_type": ""}),
    "long URL": (414, {"target": "/answer?" + "a" * 9000}),
}


@pytest.mark.parametrize("how", MALFORMED)
def test_a_malformed_request_is_refused_with_its_own_status(ivr: Ivr, how: str) -> None:
    """R2, S15, S16, S17, P1, P2, P3."""
    status, given = MALFORMED[how]
    target = given.get("target", "/answer")
    response = post(ivr.app, target, **{name: value for name, value in given.items() if name != "target"})
    assert (response.status_code, response.data, ivr.seen) == (status, b"", [])


@pytest.mark.parametrize("method", ["PUT", "DELETE", "HEAD", "OPTIONS", "TRACE"])
def test_other_methods_are_not_allowed(ivr: Ivr, method: str) -> None:
    response = ivr.app.test_client().open("/answer", method=method)
    assert (response.status_code, ivr.seen) == (405, [])
    assert response.headers["Allow"] == "POST, GET"


def test_a_get_with_a_body_is_refused(ivr: Ivr) -> None:
    target = "/answer?" + urlencode(VOICE)
    headers = {"X-Twilio-Signature": signature(PUBLIC_URL + target, {})}
    assert ivr.app.test_client().get(target, headers=headers, data="From=x").status_code == 400
    assert ivr.seen == []


@pytest.mark.parametrize("missing", ["CallSid", "AccountSid"])
def test_a_request_without_what_names_it_is_refused_though_it_is_signed(
    ivr: Ivr, missing: str, caplog: pytest.LogCaptureFixture
) -> None:
    form = {name: value for name, value in VOICE.items() if name != missing}
    assert post(ivr.app, "/answer", form).status_code == 400
    assert ivr.seen == []
    assert f"detail='no {missing}' hint='answer takes requests of voice: see that its URL is not given" in caplog.text


def test_a_press_that_is_repeated_reaches_the_handler_again(ivr: Ivr) -> None:
    """S28: the same key pressed twice is legal; what may happen once only goes by the nonce of `bind_once`."""
    for _ in range(2):
        assert post(ivr.app, "/menu", VOICE | {"Digits": "5"}).status_code == 200
    assert len(ivr.seen) == 2


def test_what_a_request_points_to_is_never_fetched(ivr: Ivr) -> None:
    """P12."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        here = f"http://127.0.0.1:{listening.getsockname()[1]}/"
        more = {"NumMedia": "1", "MediaUrl0": here, "MediaContentType0": "image/png", "RecordingUrl": here}
        assert post(ivr.app, "/sms", MESSAGE | more).status_code == 200
        listening.setblocking(False)
        with pytest.raises(BlockingIOError):
            listening.accept()
    assert len(ivr.seen) == 1


def test_a_parameter_that_came_twice_is_refused_though_it_is_signed(ivr: Ivr) -> None:
    """S11: Twilio's rule cannot tell one from two."""
    body = urlencode([*VOICE.items(), ("From", VOICE["From"])])
    assert post(ivr.app, "/answer", body=body).status_code == 400
    assert ivr.seen == []


def test_a_hook_that_reads_the_form_first_does_not_break_verification(ivr: Ivr) -> None:
    read: list[str] = []
    ivr.app.before_request(lambda: read.append(request.form["From"]))
    assert post(ivr.app, "/answer").status_code == 200
    assert read == ["+14155550199"]


def test_a_hook_that_alters_the_request_does_not_alter_what_was_signed(ivr: Ivr) -> None:
    def alter() -> None:
        request.form = {"From": "+1900"}  # type: ignore[assignment]

    ivr.app.before_request(alter)
    post(ivr.app, "/answer")
    (call,) = ivr.seen
    assert isinstance(call, VoiceRequest)
    assert call.from_ == "+14155550199"


def test_a_view_that_the_layer_did_not_see_stays_shut(ivr: Ivr) -> None:
    """Somebody replaced `wsgi_app` by Flask's own: nothing is verified, so nothing is answered."""
    client_app = ivr.app
    client_app.wsgi_app = Flask.wsgi_app.__get__(client_app)  # type: ignore[method-assign]
    assert post(client_app, "/answer").status_code == 403
    assert ivr.seen == []


def test_a_path_that_something_rewrote_is_refused(ivr: Ivr) -> None:
    """A header must not lead a request signed for one route to another."""
    inner = ivr.app.wsgi_app

    def rewriting(environ, start_response):
        environ["PATH_INFO"] = "/menu"
        return inner(environ, start_response)

    ivr.app.wsgi_app = rewriting  # type: ignore[method-assign]
    assert post(ivr.app, "/answer").status_code == 403
    assert ivr.seen == []


def test_a_delivery_is_a_delivery_only_when_the_layer_made_it(ivr: Ivr) -> None:
    forged = Delivery("POST", "/answer", tuple(VOICE.items()), b"", b"", Match(Key("k"), "", "none"))
    response = ivr.app.test_client().post("/answer", environ_overrides={layer_module.DELIVERY: forged})
    assert response.status_code == 403


# answers


@pytest.mark.parametrize(
    ("result", "why"),
    [
        (None, "returned None"),
        ("<Response><Say>", "xml-malformed"),
        ("<Document/>", "expected <Response>"),
        ("<Response><Say>" + "a" * 70_000 + "</Say></Response>", "too-large"),
        ({"a": 1}, "returned an object of type dict"),
        (b"<Response/>", "returned an object of type bytes"),
    ],
)
def test_what_the_provider_would_refuse_gives_the_fallback(
    result: object, why: str, caplog: pytest.LogCaptureFixture
) -> None:
    app = make_app()
    hooks = Webhooks(app, fallback="<Response><Say>Later.</Say></Response>")
    hooks.voice("/bad")(lambda call: result)  # type: ignore[arg-type, return-value]
    response = post(app, "/bad")
    assert (response.status_code, response.text) == (200, "<Response><Say>Later.</Say></Response>")
    assert why in caplog.text
    app.testing = True
    with pytest.raises(AnswerError, match=why):
        post(app, "/bad")


@pytest.mark.parametrize(
    ("of_app", "of_handler", "status", "text"),
    [
        (..., ..., 500, ""),
        ("<Response><Say>app</Say></Response>", ..., 200, "app"),
        ("<Response><Say>app</Say></Response>", "<Response><Say>own</Say></Response>", 200, "own"),
        ("<Response><Say>app</Say></Response>", None, 500, ""),
        (None, "<Response><Say>own</Say></Response>", 200, "own"),
    ],
)
def test_a_handler_that_raises_answers_500_or_its_fallback(
    of_app, of_handler, status: int, text: str, caplog: pytest.LogCaptureFixture
) -> None:
    app = make_app()
    hooks = Webhooks(app) if of_app is ... else Webhooks(app, fallback=of_app)
    decorator = hooks.voice("/bad") if of_handler is ... else hooks.voice("/bad", fallback=of_handler)

    @decorator
    def bad(call: VoiceRequest) -> str:
        raise KeyError("a bug")

    response = post(app, "/bad")
    assert response.status_code == status
    assert text in response.text
    assert "webhook.failed path=/bad" in caplog.text
    app.config["PROPAGATE_EXCEPTIONS"] = True
    with pytest.raises(KeyError):
        post(app, "/bad")


def test_an_event_handler_that_raises_answers_500_so_that_the_provider_tries_again(ivr: Ivr) -> None:
    """R6."""
    ivr.hooks.call_status("/broken")(lambda event: 1 // 0)
    assert post(ivr.app, "/broken").status_code == 500


# documents of laml


def test_a_document_of_laml_is_rendered_with_the_urls_of_handlers(ivr: Ivr) -> None:
    from laml import Document, VoiceResponse

    @ivr.hooks.voice("/welcome")
    def welcome(call: VoiceRequest) -> Document:
        response = VoiceResponse()
        with response.gather(num_digits=1, action=ivr.menu) as gather:
            gather.say("Press 1")
        return response.redirect(ivr.answer)

    assert post(ivr.app, "/welcome").text == (
        '<?xml version="1.0" encoding="UTF-8"?><Response>'
        '<Gather action="https://ivr.example.com/menu" numDigits="1"><Say>Press 1</Say></Gather>'
        "<Redirect>https://ivr.example.com/answer</Redirect></Response>"
    )


def test_a_document_with_a_part_that_the_provider_rejects_is_sent_and_logged_once(
    ivr: Ivr, caplog: pytest.LogCaptureFixture
) -> None:
    from laml import DocumentError

    xml = '<Response><Say voyce="x">Hello</Say></Response>'
    ivr.hooks.voice("/odd")(lambda call: xml)
    assert [post(ivr.app, "/odd").text for _ in range(2)] == [xml, xml]
    (message,) = [r.getMessage() for r in caplog.records if r.name == "webhooks"]
    assert "voyce" in message
    ivr.app.testing = True
    with pytest.raises(DocumentError, match="voyce"):
        post(ivr.app, "/odd")


@pytest.mark.parametrize(("provider", "lines"), [("twilio", 1), ("signalwire", 0)])
def test_a_document_is_checked_by_the_providers_dialect(
    provider: str, lines: int, caplog: pytest.LogCaptureFixture
) -> None:
    """`callerName` is an attribute of SignalWire's Dial only."""
    ivr = Ivr(LAML_PROVIDER=provider)
    xml = '<Response><Dial callerName="Shop">+14155550100</Dial></Response>'
    ivr.hooks.voice("/odd")(lambda call: xml)
    assert post(ivr.app, "/odd").text == xml
    assert len([r for r in caplog.records if r.getMessage().startswith("webhook.document")]) == lines


def test_a_genuine_but_odd_event_is_kept_and_logged(ivr: Ivr, caplog: pytest.LogCaptureFixture) -> None:
    """R3: our own reading is no reason to refuse."""
    caplog.set_level(logging.INFO)
    form = VOICE | {"CallStatus": "warp", "SequenceNumber": "abc", "Timestamp": "yesterday"}
    assert post(ivr.app, "/status", form).status_code == 204
    assert "webhook.odd path=/status parameters=SequenceNumber,Timestamp" in caplog.text
    (event,) = ivr.seen
    assert isinstance(event, CallStatusEvent)
    assert (event.status, event.sequence_number) == ("warp", None)


def test_a_handler_may_answer_with_a_status_of_its_own(ivr: Ivr) -> None:
    from flask import abort

    ivr.hooks.voice("/gone")(lambda call: abort(410))
    assert post(ivr.app, "/gone").status_code == 410


def test_a_query_that_cannot_be_read_is_dropped(ivr: Ivr) -> None:
    """Beside a signed body it decides nothing; refusing it would lose a genuine event."""
    assert post(ivr.app, "/status?x=%zz&laml_state=%ff").status_code == 204
    (event,) = ivr.seen
    assert isinstance(event, CallStatusEvent)
    assert dict(event.query) == {}


def test_a_route_begins_with_a_slash(ivr: Ivr) -> None:
    with pytest.raises(ConfigError, match="slash"):
        ivr.hooks.voice("answer")


def test_a_handler_shows_its_name_and_route(ivr: Ivr) -> None:
    assert repr(ivr.answer) == "<Handler answer of VoiceRequest at /answer>"


def test_a_host_that_werkzeug_cannot_read_is_flasks_to_answer(ivr: Ivr, monkeypatch: pytest.MonkeyPatch) -> None:
    def unreadable(*_: object, **__: object) -> None:
        raise ValueError("port")

    monkeypatch.setattr(ivr.app.url_map, "bind_to_environ", unreadable)
    with pytest.raises(ValueError, match="port"):
        post(ivr.app, "/answer")
    assert ivr.seen == []
