"""The provider in a test's hands, over the application of the design's first page."""

from __future__ import annotations

import pytest

from emulator import EmulatorError, NobodyListens, Provider
from emulator.server.resources.recordings import audio
from rest import Client

from .design_app import answer, app, finished, finished_events, sms
from .pages import served

pytestmark = pytest.mark.source("own: the provider of a test")


def test_sales(provider):
    provider.host(app)
    call = provider.dial(answer, from_="+15551230000")
    assert call.heard("For sales press 1")
    call.press("1")
    assert call.dialed == ["+15557654321"]


def test_heard_waits_until_the_call_waits_for_the_caller(provider: Provider) -> None:
    provider.host(app)
    call = provider.dial(answer)
    assert not call.heard("We did not hear you")
    assert call.leg.waits_for == "input"
    call.silence()
    assert call.heard("we did not  hear you.")
    assert call.heard("For support press 2")


def test_a_wrong_key_leads_back_to_the_menu(provider: Provider) -> None:
    provider.host(app)
    call = provider.dial(answer)
    assert call.heard("For sales")
    call.press("9")
    assert call.heard("Sorry.")
    assert call.heard("For sales press 1")
    call.hang_up()
    assert call.status == "completed"


def test_a_reply_to_a_message(provider: Provider) -> None:
    provider.host(app)
    message = provider.send(sms, "hello")
    assert [reply.body for reply in message.replies] == ["You said: hello"]
    assert message.replies[0].to == message.from_


def test_a_call_placed_by_rest_is_answered_by_the_handlers(provider: Provider) -> None:
    provider.host(app)
    finished_events.clear()
    placed = provider.client().calls.create(
        to="+15551230000", from_="+15559870000", url=answer, status_callback=finished
    )
    assert placed.status == "queued"
    call = provider.call(placed.sid)
    assert call.heard("For sales press 1")
    call.press("1")
    call.wait(10)
    call.hang_up()
    assert placed.fetch().status == "completed"
    assert finished_events == [(placed.sid, "completed", 10)]


def test_the_same_call_over_http_gives_the_same_timeline(provider: Provider) -> None:
    def story(made: Provider) -> list[str]:
        call = made.dial(answer)
        call.press("1")
        call.wait(8)
        call.hang_up()
        made.run()
        return [f"{entry.at} {entry.story()} {dict(entry.params)}" for entry in made.timeline]

    provider.host(app)
    other = Provider("signalwire")
    with served(app) as address:
        other.host_over_http(address)
        assert story(other) == story(provider)


def test_an_hour_of_silence_takes_no_time(provider: Provider) -> None:
    provider.host(app)
    call = provider.dial(answer)
    call.wait(3600)
    assert call.status == "in-progress"
    assert len(call.requests) > 100


def test_keys_for_a_call_that_never_asks_are_refused(provider: Provider) -> None:
    provider.host(app)
    call = provider.dial(answer)
    call.press("1")
    with pytest.raises(NobodyListens, match="waiting for the other party"):
        call.press("2")


def test_the_application_decides_which_provider_it_expects() -> None:
    with pytest.raises(EmulatorError, match=r"the application expects signalwire, this is twilio"):
        Provider("twilio").host(app)


def test_the_timeline_reads_as_text(provider: Provider) -> None:
    provider.host(app)
    call = provider.dial(answer)
    call.press("1")
    told = str(call.timeline)
    assert "POST /answer CallStatus=ringing -> 200" in told
    assert "pressed   1" in told
    assert "dialed    +15557654321" in told


def test_an_unsigned_request_never_reaches_a_handler(provider: Provider) -> None:
    provider.host(app)
    provider.faults.forge("/answer")
    call = provider.dial(answer)
    assert call.status == "failed"
    assert call.documents == []
    assert "11200" in str(call.timeline)


def test_a_handler_that_raises_is_seen_by_the_test_and_by_the_provider(provider: Provider) -> None:
    """Where the application lets the exception out, as Flask does under `testing`; the call goes on with a 500."""

    def broken(environ, start_response):
        raise LookupError("no such menu")

    provider.host(broken, "https://app.example")
    with pytest.raises(LookupError, match="no such menu"):
        provider.dial("/voice")
    call = provider.calls[0]
    call.wait()
    assert call.status == "failed"
    assert call.problems[0].params["code"] == "11200"


@pytest.mark.source("call-semantics 2.8; unverified at SignalWire")
def test_a_call_lasts_four_hours_at_most(provider: Provider) -> None:
    """Source: call semantics 2.8."""
    provider.host(app)
    call = provider.dial(answer)
    call.press("1")
    provider.wait(14_401)
    assert call.status == "completed"
    assert call.leg.seconds() == 14_400


def test_two_providers_live_side_by_side() -> None:
    """Each has its own time, calls and identifiers; an application belongs to the one that hosts it last."""
    one, two = Provider("signalwire", seed=1), Provider("signalwire", seed=2)
    one.host(app)
    first = one.dial(answer)
    two.host(app)
    second = two.dial(answer)
    assert first.sid != second.sid
    assert (len(one.calls), len(two.calls)) == (1, 1)
    two.close()
    one.close()


def test_the_application_gets_the_provider_s_time_and_its_own_back(provider: Provider) -> None:
    own = app.extensions["webhooks"].clock
    provider.host(app)
    assert app.extensions["webhooks"].clock.now() == provider.clock.now()
    provider.wait(60)
    assert app.extensions["webhooks"].clock.now() == provider.clock.now()
    provider.close()
    assert app.extensions["webhooks"].clock is own


def test_a_wav_file_of_the_application_takes_as_long_as_it_is(provider: Provider) -> None:
    """Even one larger than what is read of it."""
    sound = audio(10, 1)
    assert len(sound) > 65_536

    def app(environ, start_response):
        kind = "audio/x-wav" if environ["PATH_INFO"] == "/a.wav" else "text/xml"
        start_response("200 OK", [("Content-Type", kind)])
        return [sound] if kind == "audio/x-wav" else [b"<Response><Play>/a.wav</Play></Response>"]

    provider.host(app, "https://app.example")
    call = provider.dial("/voice")
    call.wait()
    assert call.played == ["https://app.example/a.wav"]
    assert call.leg.seconds() == 10


def test_a_client_with_an_api_key_is_answered_whatever_its_account() -> None:
    """Source: Twilio, API keys: the sid and the secret of the key stand in the header, the account in the path."""
    provider = Provider("twilio")
    environment = {
        "TWILIO_ACCOUNT_SID": "AC" + "1" * 32,
        "TWILIO_API_KEY": "SK" + "2" * 32,
        "TWILIO_API_SECRET": "secret",
    }
    with provider.answering():
        client = Client(environment=environment)
        assert client.messages.create(to="+15551230001", from_="+15559870000", body="hi").status == "queued"
        assert len(client.messages.list()) == 1
