"""What a test holds in its hand beside a call: queues, conferences, sessions of Connect, faxes, recordings."""

from __future__ import annotations

import json
from collections.abc import Iterable
from wsgiref.types import StartResponse, WSGIEnvironment

import pytest

from emulator import EmulatorError, NobodyListens, NobodyThere, Provider

from .pages import Pages

PUBLIC = "https://app.example"


def provider_with(pages: dict[str, object], name: str = "signalwire") -> Provider:
    provider = Provider(name, public_url=PUBLIC)
    key = provider.engine.world.account.signing_key
    provider.host(Pages(pages, name, key, PUBLIC), PUBLIC)
    return provider


@pytest.mark.source("own: the handle of a queue")
def test_a_queue_tells_who_waits_and_hands_the_first_to_another_document() -> None:
    provider = provider_with(
        {
            "/voice": '<Response><Enqueue waitUrl="">support</Enqueue></Response>',
            "/out": "<Response><Say>your turn</Say></Response>",
        }
    )
    first = provider.dial("/voice", from_="+15550000001")
    second = provider.dial("/voice", from_="+15550000002")
    line = provider.queue("support")
    provider.wait(8)
    assert (line.size, [call.sid for call in line.calls]) == (2, [first.sid, second.sid])
    line.dequeue("/out")
    assert first.heard("your turn")
    assert (line.size, line.average_wait) == (1, 8)
    line.dequeue("/out", second)
    assert second.heard("your turn")
    with pytest.raises(NobodyThere, match="0 wait"):
        line.dequeue("/out")


@pytest.mark.source("own: the handle of a queue")
def test_a_queue_made_by_the_test_refuses_when_it_is_full() -> None:
    provider = provider_with({"/voice": '<Response><Enqueue waitUrl="">support</Enqueue><Say>full</Say></Response>'})
    provider.queue("support").max_size = 1
    provider.dial("/voice", from_="+15550000001")
    assert provider.dial("/voice", from_="+15550000002").heard("full")


@pytest.mark.source("own: the handle of a conference")
def test_a_conference_is_moderated_through_its_handle() -> None:
    provider = provider_with(
        {
            "/voice": '<Response><Dial><Conference waitUrl="" beep="false">room</Conference></Dial></Response>',
            "/ad": "<Response><Say>five minutes</Say></Response>",
        }
    )
    with pytest.raises(EmulatorError, match="no conference 'room'"):
        provider.conference("room")
    ann = provider.dial("/voice", from_="+15550000001")
    room = provider.conference("room")
    assert room.status == "init"
    bob = provider.dial("/voice", from_="+15550000002")
    assert (room.status, [call.sid for call in room.calls]) == ("in-progress", [ann.sid, bob.sid])
    room.mute(ann)
    ann.speak("can you hear me")
    assert not bob.said
    room.mute(ann, muted=False)
    ann.speak("and now")
    assert bob.said == ["and now"]
    room.announce("/ad")
    assert ann.heard("five minutes")
    assert bob.heard("five minutes")
    room.remove(bob)
    assert bob.status == "completed"
    with pytest.raises(NobodyThere, match="is not in conference room"):
        room.mute(bob)
    room.end()
    assert (ann.status, room.status) == ("completed", "completed")


@pytest.mark.source("own: the handle of a session")
def test_the_other_end_of_connect_is_played_by_the_test() -> None:
    provider = provider_with(
        {
            "/voice": '<Response><Connect action="/after"><ConversationRelay url="wss://app.example/relay" '
            'dtmfDetection="true"><Parameter name="order" value="7"/></ConversationRelay></Connect></Response>',
            "/after": "<Response><Say>back again</Say></Response>",
        },
        "twilio",
    )
    call = provider.dial("/voice")
    session = call.session
    assert (session.noun, session.parameters) == ("ConversationRelay", {"order": "7"})
    session.say("how can I help")
    assert call.heard("how can I help")
    call.speak("a person, please")
    call.press("0")
    assert session.received == [("words", "a person, please"), ("keys", "0")]
    session.end(HandoffData="human")
    assert call.heard("back again")
    assert call.requests[-1].params["HandoffData"] == "human"
    with pytest.raises(NobodyListens, match="no session is connected"):
        _ = call.session


@pytest.mark.source("own: the handle of a recording")
def test_recordings_of_a_call_have_their_lengths() -> None:
    provider = provider_with({"/voice": '<Response><Record action="/voice2"/></Response>', "/voice2": "<Response/>"})
    call = provider.dial("/voice")
    call.speak("my name is Ann", seconds=7)
    call.press("#")
    call.wait()
    assert call.recorded == [7]
    assert [(item.source, item.status) for item in call.recordings] == [("RecordVerb", "processing")]
    provider.wait(2)
    assert call.recordings[0].status == "completed"


@pytest.mark.source("call-semantics 11; unverified: that each status is told")
def test_a_fax_comes_in_and_another_goes_out() -> None:
    provider = provider_with({"/fax": "<Response><Receive/></Response>", "/status": {"status": 204}})
    fax = provider.fax("/fax", pages=3)
    fax.wait()
    assert (fax.status, fax.fax.pages) == ("received", 3)
    out = provider.send_fax("+15550000003", f"{PUBLIC}/letter.pdf", status_callback="/status")
    out.wait()
    assert out.status == "delivered"
    assert [entry.params["FaxStatus"] for entry in out.callbacks] == ["processing", "sending", "delivered"]


@pytest.mark.source("call-semantics 11 (ended on 17 December 2021)")
def test_twilio_has_no_fax() -> None:
    with pytest.raises(EmulatorError, match="December 2021"):
        provider_with({}, "twilio").fax("/fax")


@pytest.mark.source("call-semantics 2.8; unverified at SignalWire")
def test_a_leg_lasts_four_hours_at_most_and_nobody_waits_for_that() -> None:
    provider = provider_with({"/voice": '<Response><Enqueue waitUrl="">support</Enqueue></Response>'})
    call = provider.dial("/voice")
    provider.run()
    assert call.status == "in-progress"
    provider.wait(14_399)
    assert call.status == "in-progress"
    provider.wait(1)
    assert call.status == "completed"


@pytest.mark.source("markup reference, Sip, and Parameter in Client")
def test_a_dialled_party_gets_its_headers_and_parameters() -> None:
    """Markup reference: headers behind the question mark of a Sip URI, Parameter in Client."""
    document = (
        "<Response><Dial><Sip>sip:bob@example.com?X-Order=12&amp;X-Name=Ann%20B</Sip></Dial>"
        '<Dial><Client>joey<Parameter name="order" value="7"/></Client></Dial></Response>'
    )
    provider = provider_with({"/voice": document}, "twilio")
    provider.phone("sip:bob@example.com").busy()
    provider.phone("client:joey").busy()
    call = provider.dial("/voice")
    call.wait()
    sip, client = call.legs
    assert (sip.sip_headers, sip.parameters) == ({"X-Order": "12", "X-Name": "Ann B"}, {})
    assert (client.sip_headers, client.parameters) == ({}, {"order": "7"})


class _Till:
    """An application that takes a payment, and keeps what it was sent."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, str, bytes]] = []

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        path, kind = environ["PATH_INFO"], environ.get("CONTENT_TYPE", "")
        self.sent.append((path, kind, body))
        document = (
            '<Response><Pay action="/done" chargeAmount="9.99" currency="usd" description="a book" postalCode="94941" '
            'paymentConnectorUrl="/till"><Parameter name="order" value="7"/></Pay></Response>'
        )
        answers = {"/voice": ("text/xml", document), "/done": ("text/xml", "<Response/>")}
        kind, text = answers.get(path, ("application/json", '{"charge_id": "ch_1"}'))
        start_response("200 OK", [("Content-Type", kind)])
        return [text.encode()]


@pytest.mark.source("webhook reference, voice.pay_connector")
def test_the_payment_connector_gets_the_card_in_json_and_nothing_else_shows_it() -> None:
    """The names are those of the webhook reference, voice.pay_connector."""
    provider, till = Provider("signalwire", public_url=PUBLIC), _Till()
    provider.host(till, PUBLIC)
    call = provider.dial("/voice")
    for keys in ("4111111111111111#", "1228", "123#"):
        call.press(keys)
    call.wait()
    (kind, body) = next((kind, body) for path, kind, body in till.sent if path == "/till")
    sent = json.loads(body)
    assert kind == "application/json"
    assert sent.pop("transaction_id")
    assert sent == {
        "method": "credit-card",
        "cardnumber": "4111111111111111",
        "cvv": "123",
        "expiry_month": "12",
        "expiry_year": "28",
        "postal_code": "94941",
        "chargeAmount": "9.99",
        "currency_code": "usd",
        "description": "a book",
        "parameters": {"order": "7"},
    }
    others = b"".join(body for path, _, body in till.sent if path != "/till")
    assert b"4111111111111111" not in others
    told = [f"{entry.text} {entry.params}" for entry in provider.timeline]
    assert not [text for text in told if "4111111111111111" in text]


@pytest.mark.source("call-semantics 10.1, limits (14107)")
@pytest.mark.parametrize(("name", "replies"), [("twilio", 30), ("signalwire", 31)])
def test_two_machines_that_answer_each_other_are_stopped_by_twilio(name: str, replies: int) -> None:
    """Call semantics 10.1, limits: 30 replies in 30 s between two numbers (14107)."""
    provider = provider_with({"/sms": "<Response><Message>again</Message></Response>"}, name)
    sent = [provider.send("/sms", "hello") for _ in range(31)]
    provider.run()
    assert sum(len(message.replies) for message in sent) == replies
    codes = [entry.params["code"] for entry in provider.timeline if entry.kind == "problem"]
    assert codes == (["14107"] if name == "twilio" else [])
    provider.wait(31)
    assert len(provider.send("/sms", "later").replies) == 1
