"""An app per test, and several apps with one `Webhooks`: whose URL a handler has, and what is forgotten."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Callable

import pytest
from flask import Flask, g

import emulator.hosted
from emulator import Provider, ProviderServer
from rest import Client
from webhooks import CallStatusEvent, GatherRequest, MessageRequest, UrlError, VoiceRequest, Webhooks
from webhooks.app import at_hand, testing

from ..apps import make_app

hooks = Webhooks()


@hooks.voice("/answer")
def answer(call: VoiceRequest) -> str:
    return (
        f'<Response><Gather numDigits="1" action="{menu.bind(tries=1).url}"><Say>{answer.url}</Say></Gather></Response>'
    )


@hooks.gather("/menu")
def menu(call: GatherRequest) -> str:
    return f"<Response><Say>{menu.url}</Say></Response>"


@hooks.message("/sms")
def sms(message: MessageRequest) -> None:
    return None


@hooks.call_status("/status")
def status(event: CallStatusEvent) -> None:
    return None


@hooks.fax("/fax")
def fax(request: object) -> str:
    return "<Response><Reject/></Response>"


torn_down: list[object] = []


def create_app(name: str, provider: str = "twilio") -> Flask:
    """As the guides write it, with what a database layer hangs on the end of a context."""
    app = make_app(LAML_PROVIDER=provider, LAML_PUBLIC_URL=f"https://{name}.example", LAML_APP_NAME=name)
    hooks.init_app(app)
    app.teardown_appcontext(torn_down.append)
    return app


@pytest.fixture(autouse=True)
def _no_app_of_another_test() -> None:
    gc.collect()
    torn_down.clear()


def test_a_test_client_asks_for_the_urls_of_its_own_app() -> None:
    first, second = create_app("first"), create_app("second", "signalwire")
    for app, name in ((first, "first"), (second, "second")):
        client = hooks.test_client(app)
        assert f"<Say>https://{name}.example/answer</Say>" in client.post(answer).text
        assert f"<Say>https://{name}.example/menu</Say>" in client.post(menu.bind(tries=2), {"Digits": "1"}).text
    with pytest.raises(UrlError, match="2 apps have these handlers"):
        _ = answer.url


def test_no_context_is_pushed_around_a_request_of_the_test_client() -> None:
    """One that was would end after it, and take `g` and the session of the database with it."""
    app = create_app("first")
    seen: list[bool] = []
    app.before_request(lambda: seen.append(hasattr(g, "left")) or setattr(g, "left", True))
    client = hooks.test_client(app)
    client.post(answer)
    client.post(menu.bind(tries=1), {"Digits": "1"})
    assert seen == [False, False]
    assert len(torn_down) == 2


def both() -> tuple[Provider, Provider]:
    """Both providers in one test, each with an app of its own and the same handlers."""
    made = Provider("twilio"), Provider("signalwire")
    for provider in made:
        provider.host(create_app(provider.name, provider.name))
    return made


def test_both_providers_host_the_same_handlers_in_one_test() -> None:
    torn_down.clear()
    for provider in both():
        call = provider.dial(answer, status_callback=status, fallback=answer)
        assert call.heard(f"https://{provider.name}.example/answer")
        call.press("1")
        assert call.heard(f"https://{provider.name}.example/menu")
        assert provider.send(sms, "hello").replies == []
        if provider.name == "signalwire":
            assert provider.fax(fax).timeline
        call.hang_up()
        asked = [entry for entry in provider.timeline if entry.kind in ("request", "callback")]
        assert len(torn_down) == len(asked)  # one context for each request, and none around them
        torn_down.clear()
        provider.close()


def test_a_client_of_a_provider_gives_out_the_urls_of_the_app_that_it_hosts() -> None:
    for provider in both():
        made = provider.client().calls.create(
            to="+15551230000", from_="+15559870000", url=answer, status_callback=status
        )
        assert provider.call(made.sid).heard(f"https://{provider.name}.example/answer")
        provider.close()


def test_a_client_of_a_served_provider_does_so_too() -> None:
    for provider in both():
        with ProviderServer(provider) as server:
            made = server.client().calls.create(to="+15551230000", from_="+15559870000", url=answer)
            assert provider.call(made.sid).heard(f"https://{provider.name}.example/answer")
        provider.close()


def test_where_several_apps_are_there_the_one_that_is_hosted_is_meant() -> None:
    """As for a client that was made at import, or in a thread of the app."""
    left, hosted = create_app("left"), create_app("hosted")
    provider = Provider("twilio")
    provider.host(hosted)
    assert answer.url == "https://hosted.example/answer"
    with left.app_context():
        assert answer.url == "https://left.example/answer"
    provider.close()
    with pytest.raises(UrlError):
        _ = answer.url
    assert left


def test_an_app_that_is_gone_is_forgotten() -> None:
    app = create_app("gone")
    gone = weakref.ref(app)
    provider = Provider("twilio")
    provider.host(app)
    del app
    provider.dial(answer).hang_up()
    provider.close()
    del provider
    kept = create_app("kept")
    assert answer.url == "https://kept.example/answer"
    assert gone() is None
    assert kept


FAULTS: dict[str, tuple[Callable[[pytest.MonkeyPatch], None], Callable[[], None]]] = {
    "the test client": (
        lambda patch: patch.setattr(testing, "at_hand", lambda app: app.app_context()),
        test_no_context_is_pushed_around_a_request_of_the_test_client,
    ),
    "the emulator": (
        lambda patch: patch.setattr(emulator.hosted, "at_hand", lambda *apps: at_hand.at_hand()),
        test_both_providers_host_the_same_handlers_in_one_test,
    ),
    "the client": (
        lambda patch: patch.setattr(emulator.hosted, "at_hand", lambda *apps: at_hand.at_hand()),
        test_a_client_of_a_provider_gives_out_the_urls_of_the_app_that_it_hosts,
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_is_found(fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    break_it, test = FAULTS[fault]
    break_it(monkeypatch)
    with pytest.raises((AssertionError, UrlError)):
        test()


def test_a_client_outside_needs_no_emulator() -> None:
    """What the emulator adds to its own client is absent from any other."""
    app = create_app("only")
    client = Client("AC" + "0" * 32, "t", provider="twilio", base_url="http://127.0.0.1:1", environment={})
    with app.app_context(), client._require_gateway().writing():
        assert answer.url == "https://only.example/answer"
