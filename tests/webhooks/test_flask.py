"""The conventions of Flask: test client, commands, bins, signals, CSRF, slow and async handlers."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from laml import VoiceResponse
from webhooks import ConfigError, GatherRequest, MessageRequest, VoiceRequest, Webhooks
from webhooks.cli import doctor, group
from webhooks.doctor import Finding, examine
from webhooks.requests import FAMILIES
from webhooks.signals import answered, failed, received, rejected

from .apps import DOCUMENT, KEY, PUBLIC_URL, VOICE, get, make_app, post, signature
from .test_state import FakeClock, target

# the test client


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


# commands


@pytest.fixture
def commanded(tmp_path: Path) -> Flask:
    (tmp_path / "closed.xml").write_text("<Response><Say>Closed</Say></Response>")
    app = make_app()
    hooks = Webhooks(app)
    hooks.voice("/answer")(lambda call: DOCUMENT)
    hooks.bins.from_folder(tmp_path)
    return app


def run(app: Flask, *words: str) -> tuple[int, str]:
    result = app.test_cli_runner().invoke(group, list(words))
    return result.exit_code, result.output


def test_flask_laml_routes_lists_what_to_give_to_the_provider(commanded: Flask) -> None:
    code, output = run(commanded, "routes")
    assert code == 0
    assert "https://ivr.example.com/answer" in output
    assert "https://ivr.example.com/laml-bins/closed" in output
    assert output.startswith("voice ")


def test_flask_laml_sign_writes_a_request_that_verifies(commanded: Flask) -> None:
    code, output = run(commanded, "sign", "/answer", "Digits=it's 5", "From=+1")
    assert code == 0
    curl = subprocess.run(
        ["sh", "-c", f"set -- {output.strip()[5:]}; printf '%s\\n' \"$@\""], capture_output=True, text=True, check=True
    ).stdout.splitlines()
    url, headers = curl[0], [curl[i + 1] for i, word in enumerate(curl) if word == "-H"]
    form = dict(curl[i + 1].split("=", 1) for i, word in enumerate(curl) if word == "--data-urlencode")
    assert form["Digits"] == "it's 5"
    assert headers == [f"X-Twilio-Signature: {signature(url, form)}"]
    code, output = run(commanded, "sign", "--get", "/answer", "Digits=5")
    assert "--data" not in output
    assert "Digits=5" in output
    assert run(commanded, "sign", "/answer", "Digits")[0] == 2


def served_by(app: Flask, rewrite: Callable[[str], str] = lambda url: url) -> Callable[..., int]:
    """What answers the doctor: the app itself, behind a front that may change the target."""

    def send(url: str, headers: dict[str, str], body: bytes) -> int:
        target = rewrite(url.split("/", 3)[3])
        path, _, query = target.partition("?")
        from urllib.parse import unquote

        environ = {"REQUEST_URI": "/" + target, "RAW_URI": "/" + target}
        kind = headers.pop("Content-Type")
        return (
            app.test_client()
            .post(
                "/" + unquote(path),
                query_string=query,
                headers=headers,
                data=body,
                content_type=kind,
                environ_overrides=environ,
            )
            .status_code
        )

    return send


def examined(app: Flask, url: str = PUBLIC_URL, key: str = KEY, **more: Any) -> list[Finding]:
    return list(examine(url, key, provider="twilio", header="X-Twilio-Signature", send=served_by(app, **more)))


def test_the_doctor_finds_a_well_app_well(commanded: Flask) -> None:
    findings = examined(commanded)
    assert len(findings) == 4
    assert [finding.what for finding in findings if not finding.well] == []


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ({"LAML_PUBLIC_URL": "http://ivr.example.com"}, "takes its URL to be http://ivr.example.com"),
        ({"LAML_PUBLIC_URL": "http://localhost:5000"}, "takes its URL to be http://localhost:5000"),
        ({"LAML_SIGNING_KEY": "other"}, "no spelling"),
    ],
)
def test_the_doctor_says_what_the_app_takes_its_url_to_be(setting: dict[str, str], said: str) -> None:
    app = make_app(**setting)
    Webhooks(app)
    findings = examined(app)
    assert said in findings[-1].what
    assert findings[-1].advice


def test_the_doctor_sees_a_front_that_rewrites_paths(commanded: Flask) -> None:
    findings = examined(commanded, rewrite=lambda target: target.replace("%7E", "~"))
    wrong = [finding.what for finding in findings if not finding.well]
    assert wrong == ["something changes escapes in path and query on the way"]


def test_the_doctor_sees_that_nobody_answers_and_what_is_no_app() -> None:
    app = Flask("other")
    assert "no webhooks at this address" in examined(app)[0].what
    silent = list(examine(PUBLIC_URL, KEY, provider="twilio", header="X", send=lambda *_: 0))
    assert "nobody answers" in silent[0].what
    assert not next(examine("nonsense", KEY, provider="twilio", header="X")).well
    forged = list(examine(PUBLIC_URL, KEY, provider="twilio", header="X", send=lambda *_: 204))
    assert any("a forged request is let in" in finding.what for finding in forged)


def test_laml_doctor_examines_a_running_app_over_http(monkeypatch: pytest.MonkeyPatch) -> None:
    import threading

    from click.testing import CliRunner
    from werkzeug.serving import make_server

    app = Flask("served")
    server = make_server("127.0.0.1", 0, app)
    url = f"http://127.0.0.1:{server.port}"
    app.config.update(LAML_PROVIDER="twilio", LAML_SIGNING_KEY=KEY, LAML_PUBLIC_URL=url)
    Webhooks(app)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        monkeypatch.setenv("LAML_SIGNING_KEY", KEY)
        result = CliRunner().invoke(doctor, [url, "--provider", "twilio"])
        assert result.output.count("✓") == 4
        assert "not encrypted" in result.output
        with app.app_context():
            mine = app.test_cli_runner().invoke(group, ["doctor"])
        assert "the app takes what it signs itself (204)" in mine.output
        monkeypatch.setenv("LAML_SIGNING_KEY", "other")
        assert CliRunner().invoke(doctor, [url, "--provider", "twilio"]).exit_code == 1
    finally:
        server.shutdown()
        thread.join(10)
        server.server_close()
    monkeypatch.delenv("LAML_SIGNING_KEY")
    monkeypatch.delenv("LAML_PROVIDER", raising=False)
    assert "LAML_SIGNING_KEY" in CliRunner().invoke(doctor, [url, "--provider", "twilio"]).output
    assert "LAML_PROVIDER" in CliRunner().invoke(doctor, [url]).output


def test_the_probe_is_shut_to_who_has_no_key(commanded: Flask) -> None:
    assert commanded.test_client().post("/laml-doctor/plain").status_code == 403
    assert commanded.test_client().get("/laml-doctor/plain").status_code == 405


# bins


def test_a_bin_is_served_to_the_provider_with_an_etag(tmp_path: Path) -> None:
    (tmp_path / "closed.xml").write_text("\ufeff" + DOCUMENT, encoding="utf-8")
    (tmp_path / "notes.txt").write_text("not a bin")
    app = make_app()
    hooks = Webhooks(app)
    bins = hooks.bins.from_folder(tmp_path)
    assert list(bins) == ["closed"]
    assert bins["closed"].url == hooks.bins["closed"].url == PUBLIC_URL + "/laml-bins/closed"
    answer = post(app, "/laml-bins/closed")
    assert (answer.status_code, answer.text) == (200, DOCUMENT)
    assert answer.headers["Content-Type"] == "text/xml; charset=utf-8"
    fetched = get(app, "/laml-bins/closed")
    signed = {"X-Twilio-Signature": signature(PUBLIC_URL + "/laml-bins/closed", {})}
    client = app.test_client()
    again = client.get("/laml-bins/closed", headers={**signed, "If-None-Match": fetched.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    head = client.head("/laml-bins/closed", headers=signed)
    assert (head.status_code, head.data, head.headers["Content-Length"]) == (200, b"", str(len(DOCUMENT)))
    assert client.get("/laml-bins/closed").status_code == 403
    assert client.head("/laml-bins/closed").status_code == 403
    assert client.put("/laml-bins/closed").status_code == 405
    assert "<Redirect>https://ivr.example.com/laml-bins/closed</Redirect>" in str(_redirect(bins["closed"], app))


def _redirect(where: Any, app: Flask) -> VoiceResponse:
    with app.app_context():
        return VoiceResponse(validate="off").redirect(where).to_xml()  # type: ignore[return-value]


@pytest.mark.parametrize(
    "name", ["", "other", "..%2fclosed", "%2e%2e/closed", "closed.xml", "a" * 300, "CLOSED", "closed%00", "../closed"]
)
def test_what_is_no_bin_is_not_found(name: str, commanded: Flask) -> None:
    """B11."""
    assert commanded.test_client().get("/laml-bins/" + name).status_code == 404


def test_a_public_bin_is_given_to_whoever_asks(tmp_path: Path) -> None:
    (tmp_path / "open.xml").write_text(DOCUMENT)
    app = make_app()
    hooks = Webhooks()
    hooks.bins.from_folder(str(tmp_path), public=True)
    app.register_blueprint(hooks.blueprint, url_prefix="/tel")
    assert app.test_client().get("/tel/laml-bins/open").text == DOCUMENT
    assert app.test_client().post("/tel/laml-bins/open").text == DOCUMENT
    assert hooks.bins["open"].url == PUBLIC_URL + "/tel/laml-bins/open"


def test_all_that_is_wrong_with_a_folder_is_named_at_the_start(tmp_path: Path) -> None:
    (tmp_path / "one.xml").write_text('<Response><Say voyce="x">Hi</Say></Response>')
    (tmp_path / "two.xml").write_text("<Response>\n<Say>")
    (tmp_path / "three.xml").write_text("<Other/>")
    (tmp_path / "fine.xml").write_text(DOCUMENT)
    app = make_app()
    with pytest.raises(ConfigError) as caught:
        Webhooks(app).bins.from_folder(tmp_path)
    message = str(caught.value)
    assert "one.xml: Response/Say@voyce (line 1)" in message
    assert "two.xml: XmlMalformed" in message
    assert "the root is <Other>" in message.replace("root element", "root")
    assert "fine.xml" not in message
    assert app.test_client().get("/laml-bins/fine").status_code == 404


def test_nothing_in_a_folder_reaches_outside_it(tmp_path: Path) -> None:
    outside = tmp_path / "secret.xml"
    outside.write_text(DOCUMENT)
    folder = tmp_path / "bins"
    folder.mkdir()
    os.symlink(outside, folder / "link.xml")
    (folder / "a b.xml").write_text(DOCUMENT)
    (folder / "big.xml").write_text("a" * 70_000)
    with pytest.raises(ConfigError) as caught:
        Webhooks().bins.from_folder(folder)
    assert "link.xml: no file of this folder" in str(caught.value)
    assert "a b.xml: the name may have" in str(caught.value)
    assert "big.xml: 70000 bytes" in str(caught.value)
    with pytest.raises(ConfigError, match="no folder"):
        Webhooks().bins.from_folder(tmp_path / "none")


def test_a_bin_name_is_taken_once(tmp_path: Path) -> None:
    (tmp_path / "one.xml").write_text(DOCUMENT)
    hooks = Webhooks()
    hooks.bins.from_folder(tmp_path)
    with pytest.raises(ConfigError, match="already"):
        hooks.bins.from_folder(tmp_path)


# signals, CSRF, async


def test_signals_tell_what_happened() -> None:
    app, told = make_app(), []
    hooks = Webhooks(app)
    hooks.voice("/answer")(lambda call: DOCUMENT)

    @hooks.call_status("/broken")
    def broken(event: object) -> None:
        raise KeyError

    def listener(name: str) -> Callable[..., None]:
        def listen(sender: object, **values: object) -> None:
            assert sender is app
            told.append((name, values.get("status", values.get("reason"))))

        return listen

    listeners = {name: listener(name) for name in ("received", "answered", "rejected", "failed")}
    signals = {"received": received, "answered": answered, "rejected": rejected, "failed": failed}
    for name, signal in signals.items():
        signal.connect(listeners[name])
    post(app, "/answer")
    post(app, "/answer", signed="")
    post(app, "/broken")
    assert told == [
        ("received", None),
        ("answered", 200),
        ("rejected", 403),
        ("received", None),
        ("failed", None),
        ("answered", 500),
    ]


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
    app.add_url_rule("/form", view_func=lambda: "ok", methods=["POST"], endpoint="form")
    if not first:
        CsrfProtect(app)
    assert post(app, "/answer").status_code == 200
    assert app.test_client().post("/form").status_code == 400


def test_an_async_handler_is_refused_where_flask_cannot_run_it(monkeypatch: pytest.MonkeyPatch) -> None:
    async def answer(call: VoiceRequest) -> str:
        return DOCUMENT

    hooks = Webhooks(make_app())
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(ConfigError, match=r"flask\[async\]"):
        hooks.voice("/answer")(answer)  # type: ignore[type-var]


def test_an_async_handler_is_run_by_flasks_own_means(monkeypatch: pytest.MonkeyPatch) -> None:
    import asyncio

    async def answer(call: VoiceRequest) -> str:
        return DOCUMENT

    app = make_app()
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: object())
    Webhooks(app).voice("/answer")(answer)  # type: ignore[type-var]
    run = lambda f: lambda *a, **k: asyncio.run(f(*a, **k))  # noqa: E731 - as asgiref does it, in one line
    monkeypatch.setattr(app, "ensure_sync", lambda f: run(f) if asyncio.iscoroutinefunction(f) else f)
    assert post(app, "/answer").text == DOCUMENT


# slow handlers


class Queue:
    """Runs nothing until it is told to."""

    def __init__(self) -> None:
        self.waiting: list[Callable[[], None]] = []

    def submit(self, function: Callable[[], Any], /) -> Future[Any]:
        future: Future[Any] = Future()
        self.waiting.append(lambda: future.set_result(function()))
        return future

    def drain(self) -> None:
        while self.waiting:
            self.waiting.pop(0)()


class Slow:
    def __init__(self, **more: Any) -> None:
        self.app, self.queue = make_app(), Queue()
        self.hooks = Webhooks(self.app, executor=self.queue, **more)
        self.calls: list[VoiceRequest] = []

        @self.hooks.voice("/slow", hold="One moment please.")
        def slow(call: VoiceRequest) -> VoiceResponse:
            self.calls.append(call)
            response = VoiceResponse()
            response.say(f"Result {call.state.get('order', 0)}")
            response.redirect(slow.bind(order=9))
            return response

        self.slow = slow


def next_url(xml: str) -> str:
    return target(xml.partition(">https://")[2].join(["https://", ""]).partition("</Redirect>")[0])


def test_a_caller_holds_while_a_slow_handler_runs() -> None:
    slow = Slow()
    first = post(slow.app, "/slow").text
    assert '<Say>One moment please.</Say><Pause length="2"' in first
    second = post(slow.app, next_url(first)).text
    assert "One moment" not in second
    assert "<Pause" in second
    assert slow.calls == []
    slow.queue.drain()
    third = post(slow.app, next_url(second)).text
    assert "<Say>Result 0</Say>" in third
    assert post(slow.app, next_url(second)).text == third
    assert len(slow.calls) == 1


def test_the_poll_of_a_held_caller_keeps_the_state_and_is_for_that_call_only() -> None:
    slow = Slow()
    first = post(slow.app, target(slow.slow.bind(order=5).url)).text
    other = VOICE | {"CallSid": "CA" + "0" * 32}
    assert post(slow.app, next_url(first), other).status_code == 403
    slow.queue.drain()
    assert "<Say>Result 5</Say>" in post(slow.app, next_url(first)).text


def test_a_caller_whose_answer_never_comes_is_let_go() -> None:
    slow = Slow(fallback="<Response><Say>Sorry</Say></Response>")
    xml = post(slow.app, "/slow").text
    polls = 0
    while "<Redirect>" in xml:
        xml = post(slow.app, next_url(xml)).text
        polls += 1
    assert xml == "<Response><Say>Sorry</Say></Response>"
    assert polls == 60


def test_only_callers_can_hold() -> None:
    with pytest.raises(ConfigError, match="nobody to hold"):
        Webhooks().route(MessageRequest, "/sms", hold="x")


def test_threads_run_slow_handlers_by_default() -> None:
    from webhooks.background import LazyThreads

    assert LazyThreads(1).submit(lambda: 7).result(10) == 7


def test_an_answer_that_takes_half_the_providers_patience_is_warned_of(caplog: pytest.LogCaptureFixture) -> None:
    from datetime import timedelta

    clock = FakeClock()
    app = make_app(LAML_PROVIDER="signalwire")
    hooks = Webhooks(app, clock=clock)

    @hooks.voice("/answer")
    def answer(call: VoiceRequest) -> str:
        clock.time += timedelta(seconds=2.6)
        return DOCUMENT

    post(app, "/answer")
    assert "webhook.slow path=/answer seconds=2.6 provider_gives_up_at=5.0" in caplog.text


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
