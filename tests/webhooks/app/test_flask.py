"""The conventions of Flask: test client, signals, CSRF, async handlers, JSON bodies."""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from webhooks import ConfigError, GatherRequest, VoiceRequest, Webhooks
from webhooks.requests import FAMILIES
from webhooks.signals import answered, failed, received, rejected

from ..apps import DOCUMENT, KEY, PUBLIC_URL, VOICE, make_app, post


def test_the_test_client_goes_through_the_same_door_signed() -> None:
    app = make_app()
    hooks = Webhooks(app)
    seen: list[GatherRequest] = []

    @hooks.gather("/menu")
    def menu(call: GatherRequest) -> str:
        seen.append(call)
        return DOCUMENT

    client = hooks.test_client()
    assert client.post(menu, {"Digits": "1"}).text == DOCUMENT
    assert client.get("/menu", {"Digits": "2"}).text == DOCUMENT
    assert client.post(menu.bind(tries=1), {"Digits": "3"}).status_code == 200
    assert client.post(PUBLIC_URL + "/menu?x=1", {"Digits": "4"}).status_code == 200
    assert client.post(menu, {"Digits": "5"}, signed=False).status_code == 403
    assert client.get(menu, signed=False).status_code == 403
    assert [call.digits for call in seen] == ["1", "2", "3", "4"]
    assert seen[0].call_sid
    assert seen[2].state == {"tries": 1}
    assert client.post("/none").status_code == 404
    with pytest.raises(ConfigError, match="no URL of this app"):
        client.post("https://other.example/menu")


@pytest.mark.parametrize("provider", ["twilio", "signalwire"])
@pytest.mark.parametrize("family", FAMILIES)
def test_the_test_client_fills_in_what_a_kind_needs(family: str, provider: str) -> None:
    app = make_app(LAML_PROVIDER=provider)
    hooks = Webhooks(app)
    kind = FAMILIES[family][0]
    seen: list[object] = []
    result = "<Response/>" if kind.answer != "event" else None

    @hooks.route(kind, "/hook")
    def hook(request: Any) -> object:
        seen.append(request)
        return result

    assert hooks.test_client().post(hook).status_code == (204 if kind.answer == "event" else 200)
    assert isinstance(seen[0], kind)


def test_signals_report_what_happened() -> None:
    app, heard = make_app(), []
    hooks = Webhooks(app)
    hooks.voice("/answer")(lambda call: DOCUMENT)

    @hooks.call_status("/broken")
    def broken(event: object) -> None:
        raise KeyError

    def listener(name: str) -> Callable[..., None]:
        def listen(sender: object, **values: object) -> None:
            assert sender is app
            heard.append((name, values.get("status", values.get("reason"))))

        return listen

    listeners = {name: listener(name) for name in ("received", "answered", "rejected", "failed")}
    signals = {"received": received, "answered": answered, "rejected": rejected, "failed": failed}
    for name, signal in signals.items():
        signal.connect(listeners[name])
    post(app, "/answer")
    post(app, "/answer", signed="")
    post(app, "/broken")
    assert heard == [
        ("received", None),
        ("answered", 200),
        ("rejected", 403),
        ("received", None),
        ("failed", None),
        ("answered", 500),
    ]
    for name, signal in signals.items():  # the error of the handler holds them until it is collected
        signal.disconnect(listeners[name])


class CsrfProtect:
    """As Flask-WTF's: refuses every POST without a token, but for views that are exempt by module and name."""

    def __init__(self, app: Flask) -> None:
        self.exempted: set[str] = set()
        app.extensions["csrf"] = self
        self.app = app
        app.before_request(self.protect)

    def exempt(self, view: Callable[..., object]) -> None:
        self.exempted.add(f"{view.__module__}.{view.__name__}")

    def protect(self) -> tuple[str, int] | None:
        from flask import request

        view = self.app.view_functions.get(request.endpoint or "")
        if view is None or request.method == "GET" or f"{view.__module__}.{view.__name__}" in self.exempted:
            return None
        return "no token", 400


@pytest.mark.parametrize("first", [True, False])
def test_the_routes_are_exempt_from_csrf_tokens_and_others_are_not(first: bool) -> None:
    app = make_app()
    hooks = Webhooks()
    if first:
        CsrfProtect(app)
    hooks.init_app(app)
    hooks.voice("/answer")(lambda call: DOCUMENT)
    named = hooks.bins.add("closed", DOCUMENT)
    app.add_url_rule("/form", view_func=lambda: "ok", methods=["POST"], endpoint="form")
    if not first:
        CsrfProtect(app)
    assert post(app, "/answer").status_code == 200
    for path in (named.path, hooks.bins.create("open", DOCUMENT).url.removeprefix(PUBLIC_URL)):
        assert post(app, path).status_code == 200
    assert app.test_client().post("/form").status_code == 400


@pytest.mark.parametrize("first", ["named", "stored", "page", "api"])
def test_hosted_documents_with_their_page_and_their_api_need_no_csrf_token(first: str) -> None:
    token = "a-token-of-the-API-of-bins"
    app = make_app(LAML_PROVIDER="signalwire", LAML_BINS_API_TOKEN=token, LAML_ACCOUNT_SID="AC1")
    hooks = Webhooks(app, bins_page=lambda: True)
    CsrfProtect(app)
    places = {
        "named": hooks.bins.add("closed", DOCUMENT).path,
        "stored": hooks.bins.create("open", DOCUMENT).url.removeprefix(PUBLIC_URL),
        "page": "/laml-bins/",
        "api": "/api/laml/2010-04-01/Accounts/AC1/LamlBins",
    }
    assert app.test_client().post(places[first]).text != "no token"
    for path in places.values():
        assert app.test_client().post(path).text != "no token", path


def test_an_async_handler_is_refused_where_flask_cannot_run_it(monkeypatch: pytest.MonkeyPatch) -> None:
    async def answer(call: VoiceRequest) -> str:
        return DOCUMENT

    hooks = Webhooks(make_app())
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(ConfigError, match=r"flask\[async\]"):
        hooks.voice("/answer")(answer)


def test_an_async_handler_is_run_by_flasks_own_means(monkeypatch: pytest.MonkeyPatch) -> None:
    import asyncio

    async def answer(call: VoiceRequest) -> str:
        return DOCUMENT

    app = make_app()
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: object())
    Webhooks(app).voice("/answer")(answer)
    run = lambda f: lambda *a, **k: asyncio.run(f(*a, **k))  # noqa: E731 - as asgiref does it, in one line
    monkeypatch.setattr(app, "ensure_sync", lambda f: run(f) if asyncio.iscoroutinefunction(f) else f)
    assert post(app, "/answer").text == DOCUMENT


ODD_MEMBERS = ['"a": {"b": 1}', '"a": [1]', '"a": 1, "a": 2', '"a": NaN', '"a": Infinity', '"From": "+1"', '"a": 1,']


def test_json_is_read_like_a_form_where_the_specification_names_it() -> None:
    """S13, S14: bound by its hash at Twilio, by the raw body at SignalWire."""
    app, seen = make_app(), []
    Webhooks(app).call_status("/status")(seen.append)
    from twilio.request_validator import RequestValidator as TwilioValidator

    validator = TwilioValidator(KEY)
    body = json.dumps({**VOICE, "CallDuration": 27, "Muted": False, "Nothing": None})
    right = validator.compute_hash(body)

    def send(query: str, sent: str = body) -> int:
        path = f"/status{query}"
        signed = validator.compute_signature(PUBLIC_URL + path, {})
        return post(app, path, body=sent, content_type="application/json", signed=signed).status_code

    assert send(f"?bodySHA256={right}") == 204
    assert (seen[0].duration, seen[0].extra) == (27, {"Muted": "false", "Nothing": ""})
    assert send("") == 403
    assert send(f"?bodySHA256={right.upper()}") == 403
    assert send(f"?bodySHA256={'0' * 64}") == 403
    assert send(f"?bodySHA256={right}&bodySHA256={'0' * 64}") == 400
    inside = body[1:-1]
    for odd in ("[1]", "null", "{", "[" * 9000, *(f"{{{inside}, {more}}}" for more in ODD_MEMBERS)):
        assert send(f"?bodySHA256={validator.compute_hash(odd)}", odd) == 400
    assert len(seen) == 1
