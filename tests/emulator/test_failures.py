"""What an application raises comes out of the step of the test that caused it, after the provider had its answer."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask, Response, got_request_exception, request

from emulator import Provider
from emulator.failures import Failures
from webhooks import CallStatusEvent, GatherRequest, MessageRequest, VoiceRequest, Webhooks

pytestmark = pytest.mark.source("own: where a failure comes out")

SETTINGS = {
    "LAML_PROVIDER": "twilio",
    "LAML_SIGNING_KEY": "e0000000000000000000000000000000",
    "LAML_PUBLIC_URL": "https://app.example",
    "SECRET_KEY": "s3cret",
}


class Shop:
    """An app with handlers that fail, and its provider."""

    def __init__(self, *, testing: bool = False, raises: bool = True, fallback: str | None = None) -> None:
        self.app = Flask("shop")
        self.app.config.update(SETTINGS, TESTING=testing)
        hooks = Webhooks(self.app, fallback=fallback)
        self.told: list[Exception] = []

        @hooks.voice("/answer")
        def answer(call: VoiceRequest) -> str:
            return '<Response><Gather numDigits="1" action="/menu"><Say>Press 1</Say></Gather></Response>'

        @hooks.gather("/menu")
        def menu(call: GatherRequest) -> str:
            raise ZeroDivisionError("no such floor")

        @hooks.voice_fallback("/sorry")
        def sorry(call: VoiceRequest) -> str:
            return "<Response><Say>Please call again</Say></Response>"

        @hooks.voice_fallback("/worse")
        def worse(call: VoiceRequest) -> str:
            raise KeyError("worse")

        @hooks.message("/sms")
        def sms(message: MessageRequest) -> str:
            raise LookupError("sms")

        @hooks.call_status("/status")
        def status(event: CallStatusEvent) -> None:
            raise ConnectionError("database")

        @hooks.voice("/slow", hold="One moment please.")
        def slow(call: VoiceRequest) -> str:
            raise OSError("slow")

        @self.app.get("/page")
        def page() -> str:
            raise RuntimeError("a view of the app itself")

        self.answer, self.menu, self.sms, self.status, self.slow = answer, menu, sms, status, slow
        got_request_exception.connect(self._receive, self.app)
        self.provider = Provider("twilio")
        self.provider.host(self.app, raises=raises)

    def _receive(self, _sender: object, exception: Exception) -> None:
        self.told.append(exception)

    def requests(self) -> list[str]:
        return [entry.outcome for entry in self.provider.timeline if entry.kind in ("request", "callback")]


def raises_zero(act: Callable[[], object]) -> None:
    with pytest.raises(ZeroDivisionError, match="no such floor"):
        act()


@pytest.mark.parametrize("testing", [False, True])
def test_the_exception_comes_out_of_the_step_that_caused_it_after_the_provider_had_its_500(testing: bool) -> None:
    shop = Shop(testing=testing)
    call = shop.provider.dial(shop.answer, fallback="/sorry")
    raises_zero(lambda: call.press("1"))
    assert [outcome.split(" ")[0] for outcome in shop.requests()] == ["200", "500", "200"]
    assert "ZeroDivisionError: no such floor (test_failures.py, line" in shop.requests()[1]
    assert call.heard("Please call again")
    assert [type(error) for error in shop.told] == [ZeroDivisionError]


def test_a_step_hands_a_failure_on_once() -> None:
    shop = Shop()
    call = shop.provider.dial(shop.answer)
    raises_zero(lambda: call.press("1"))
    call.wait()
    assert call.status == "completed"
    shop.provider.close()


def test_what_failed_after_the_first_failure_stands_in_its_notes() -> None:
    shop = Shop()
    call = shop.provider.dial(shop.answer, fallback="/worse")
    with pytest.raises(ZeroDivisionError) as caught:
        call.press("1")
    assert ["KeyError: 'worse'" in note for note in caught.value.__notes__] == [True]


def test_messages_callbacks_and_what_runs_beside_its_request_are_steps_too() -> None:
    shop = Shop()
    with pytest.raises(LookupError, match="sms"):
        shop.provider.send(shop.sms, "hello")
    with pytest.raises(ConnectionError, match="database"):
        shop.provider.dial(shop.answer, status_callback=shop.status).hang_up()
    call = shop.provider.dial(shop.slow)
    with pytest.raises(OSError, match="slow"):
        call.wait(10)


def test_a_failure_that_no_step_took_comes_out_when_the_provider_is_closed() -> None:
    """As one that a client in another thread caused."""
    shop = Shop()
    shop.provider.client().calls.create(to="+15551230000", from_="+15559870000", url=shop.slow)
    shop.provider.client().messages.create(to="+15551230000", from_="+15559870000", body="hello")
    shop.provider.runner.wait(20)
    with pytest.raises(OSError, match="slow"):
        shop.provider.close()


@pytest.mark.parametrize("how", ["host", "failing"])
def test_fallbacks_and_retries_can_be_rehearsed(how: str) -> None:
    shop = Shop(raises=how != "host")

    def rehearse() -> None:
        call = shop.provider.dial(shop.answer, fallback="/sorry")
        call.press("1")
        assert call.heard("Please call again")

    if how == "host":
        rehearse()
    else:
        with shop.provider.failing():
            rehearse()
    shop.provider.close()
    assert [type(error) for error in shop.told] == [ZeroDivisionError]


@pytest.mark.parametrize("testing", [False, True])
def test_a_fallback_is_what_the_provider_gets_and_the_exception_comes_out_all_the_same(testing: bool) -> None:
    shop = Shop(testing=testing, fallback="<Response><Say>We are sorry</Say></Response>")
    call = shop.provider.dial(shop.answer)
    raises_zero(lambda: call.press("1"))
    assert call.heard("We are sorry")


def test_without_a_fallback_a_failure_ends_the_call() -> None:
    shop = Shop(raises=False)
    call = shop.provider.dial(shop.answer)
    call.press("1")
    call.wait()
    assert call.status == "completed"
    assert [entry.params["code"] for entry in call.problems] == ["11200"]


def test_a_view_of_the_app_itself_is_seen_too() -> None:
    shop = Shop()
    with pytest.raises(RuntimeError, match="of the app itself"):
        shop.provider.dial("/page", method="GET")


def test_any_other_application_that_raises_is_a_500_and_comes_out() -> None:
    def broken(environ: object, start_response: object) -> list[bytes]:
        raise ValueError("not Flask")

    provider = Provider("twilio")
    provider.host(broken, "https://other.example")
    with pytest.raises(ValueError, match="not Flask"):
        provider.dial("https://other.example/answer")
    assert "500 (ValueError: not Flask" in provider.timeline.entries[1].outcome


def test_a_provider_that_drops_failures_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Failures, "hand_on", lambda self: None)
    with pytest.raises(pytest.fail.Exception):
        test_messages_callbacks_and_what_runs_beside_its_request_are_steps_too()


@pytest.fixture
def asking() -> Flask:
    """A plain app that reads what an inbound call does not send."""
    app = Flask("asking")

    @app.post("/answer")
    def answer() -> Response:
        return Response(f"<Response><Say>{request.form['Digits']}</Say></Response>", content_type="text/xml")

    return app


def test_a_parameter_that_was_not_sent_is_named_beside_the_bare_400(asking: Flask) -> None:
    provider = Provider("signalwire")
    provider.host(asking)
    call = provider.dial("/answer")
    assert re.fullmatch(r"400 \(KeyError: 'Digits' \(test_failures\.py, line \d+\)\)", call.requests[0].outcome)
    provider.close()
    assert asking.test_client().post("/answer").status_code == 400
    assert "handle_user_exception" not in vars(asking)


def test_an_app_that_answers_it_by_itself_has_failed_in_nothing(asking: Flask) -> None:
    @asking.errorhandler(400)
    def sorry(_: Exception) -> Response:
        return Response("<Response><Say>Sorry.</Say></Response>", content_type="text/xml")

    provider = Provider("signalwire")
    provider.host(asking)
    call = provider.dial("/answer")
    assert call.heard("Sorry.")
    assert call.requests[0].outcome == "200"
    provider.close()
