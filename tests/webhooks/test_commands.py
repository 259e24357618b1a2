"""`flask laml routes|sign|doctor` and `laml doctor`."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from flask import Flask

from webhooks import ConfigError, GatherRequest, VoiceRequest, Webhooks
from webhooks.app.app_thread import AppThread
from webhooks.app.commands import group
from webhooks.cli import doctor
from webhooks.wire.doctor import Finding, examine
from webhooks.wire.providers import TWILIO

from .apps import DOCUMENT, KEY, PUBLIC_URL, make_app, signature


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
    assert len({line.index("https://") for line in output.splitlines() if "https://" in line}) == 1


def test_flask_laml_routes_tells_handlers_of_the_same_name_apart() -> None:
    hooks = Webhooks()
    for module in ("shop.voice", "shop.texts"):

        def answer(call: VoiceRequest) -> str:
            return DOCUMENT

        answer.__module__ = module
        hooks.voice(f"/{module}")(answer)
    hooks.voice("/other")(lambda call: DOCUMENT)
    app = make_app()
    hooks.init_app(app)
    _, output = run(app, "routes")
    assert "voice  shop.voice.answer  https" in output
    assert "voice  shop.texts.answer  https" in output
    assert "voice  <lambda>           https" in output


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


def request_of(output: str) -> tuple[str, dict[str, str], dict[str, str]]:
    """URL, headers and form of a curl command, as a shell reads it."""
    shell = ["sh", "-c", f"set -- {output.strip()[5:]}; printf '%s\\n' \"$@\""]
    words = subprocess.run(shell, capture_output=True, text=True, check=True).stdout.splitlines()
    headers = dict(words[i + 1].split(": ", 1) for i, word in enumerate(words) if word == "-H")
    form = dict(words[i + 1].split("=", 1) for i, word in enumerate(words) if word == "--data-urlencode")
    return words[0], headers, form


@pytest.fixture
def seen() -> list[object]:
    return []


@pytest.fixture
def stateful(seen: list[object]) -> Flask:
    app = make_app()
    hooks = Webhooks(app)

    @hooks.gather("/menu")
    def menu(call: GatherRequest) -> str:
        seen.append((dict(call.state), call.digits))
        return DOCUMENT

    @hooks.voice("/floors/<int:floor>", name="upstairs.floor")
    def floor(call: VoiceRequest, floor: int) -> str:
        seen.append((dict(call.state), floor))
        return DOCUMENT

    return app


@pytest.mark.parametrize(
    ("words", "heard"),
    [
        (["menu", "Digits=1"], ({}, "1")),
        (["/menu", "Digits=1"], ({}, "1")),
        (["menu", "Digits=1", "--state", "tries=2", "--state", "name=Anna"], ({"tries": 2, "name": "Anna"}, "1")),
        (["/menu", "--state", 'who={"a": [1, null]}', "Digits=5"], ({"who": {"a": [1, None]}}, "5")),
        (["https://ivr.example.com/menu?x=1", "Digits=1", "--state", "tries=2"], ({"tries": 2}, "1")),
        (["upstairs.floor", "--state", "floor=3"], ({}, 3)),
        (["/floors/4", "--state", "tries=1"], ({"tries": 1}, 4)),
        (["/floors/4"], ({}, 4)),
    ],
)
def test_flask_laml_sign_knows_handlers_and_state(
    stateful: Flask, seen: list[object], words: list[str], heard: object
) -> None:
    code, output = run(stateful, "sign", *words)
    assert code == 0, output
    url, headers, form = request_of(output)
    answer = stateful.test_client().post(url.removeprefix(PUBLIC_URL), data=form, headers=headers)
    assert (answer.status_code, answer.text) == (200, DOCUMENT)
    assert seen == [heard]
    assert ("x=1" in url) == ("x=1" in words[0])


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["mneu"], "no handler 'mneu'; there are menu (/menu), upstairs.floor (/floors/<int:floor>)"),
        (["upstairs.floor"], "has variables: give them"),
        (["/nowhere", "--state", "a=1"], "no handler answers /nowhere; there are menu (/menu)"),
        (["menu", "--state", "tries"], "Error: --state 'tries' is no Name=Value"),
        (["menu", "Digits"], "Error: 'Digits' is no Name=Value"),
    ],
)
def test_flask_laml_sign_says_what_it_cannot_sign(stateful: Flask, words: list[str], said: str) -> None:
    code, output = run(stateful, "sign", *words)
    assert code == 2
    assert said in " ".join(output.split())


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
    return list(examine(url, key, provider=TWILIO, send=served_by(app, **more)))


def test_the_doctor_finds_a_well_app_well(commanded: Flask) -> None:
    findings = examined(commanded)
    assert len(findings) == 4
    assert [finding.what for finding in findings if not finding.ok] == []


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


@pytest.mark.parametrize("own", ["http://localhost:7070", "http://127.0.0.1:7070", "http://[::1]:7070"])
def test_the_doctor_knows_the_addresses_of_this_machine(own: str) -> None:
    """An app that was told one of them is examined by another."""
    app = make_app(LAML_PUBLIC_URL=own)
    Webhooks(app)
    other = next(url for url in ("http://localhost:7070", "http://127.0.0.1:7070") if url != own)
    findings = examined(app, other)
    assert (findings[0].ok, "where the provider itself cannot come" in findings[0].what) == (True, True)
    assert f"takes its URL to be {own}" in findings[-1].what


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, "a failure of answer ends the call"),
        ({"fallback": DOCUMENT}, ""),
        ({"SECRET_KEY": None}, "no secret"),
        ({"SECRET_KEY": "dev"}, "! a secret of state in URLs has less than 16 characters"),
        ({"LAML_SECRET_KEY": ["x" * 40, "short"]}, "! a secret of state in URLs has less than 16 characters"),
    ],
)
def test_the_apps_own_doctor_says_what_will_fail_later(
    given: dict[str, Any], expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("LAML_SECRET_KEY", raising=False)
    app = make_app(**{name: value for name, value in given.items() if name.isupper()})
    hooks = Webhooks(app, **{name: value for name, value in given.items() if not name.isupper()})
    hooks.voice("/answer", name="answer")(lambda call: DOCUMENT)
    told = app.test_cli_runner().invoke(args=["laml", "doctor", "--url", "http://127.0.0.1:1"]).output
    assert expected in told if expected else "ends the call" not in told


def test_the_doctor_sees_a_front_that_rewrites_paths(commanded: Flask) -> None:
    findings = examined(commanded, rewrite=lambda target: target.replace("%7E", "~"))
    wrong = [finding.what for finding in findings if not finding.ok]
    assert wrong == ["something rewrites escapes"]


def test_the_doctor_sees_that_nobody_answers_and_what_is_no_app() -> None:
    app = Flask("other")
    assert "no webhooks at this address" in examined(app)[0].what
    silent = list(examine(PUBLIC_URL, KEY, provider=TWILIO, send=lambda *_: 0))
    assert "nobody answers" in silent[0].what
    assert not next(examine("nonsense", KEY, provider=TWILIO)).ok
    forged = list(examine(PUBLIC_URL, KEY, provider=TWILIO, send=lambda *_: 204))
    assert any("a forged request is let in" in finding.what for finding in forged)


def test_laml_doctor_examines_a_running_app_over_http(monkeypatch: pytest.MonkeyPatch) -> None:
    import threading

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
        assert result.output.count("✓") == 5
        assert "where the provider itself cannot come" in result.output
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


def test_laml_doctor_says_what_is_wrong_with_its_words(monkeypatch: pytest.MonkeyPatch) -> None:
    from click.testing import CliRunner

    monkeypatch.setenv("LAML_SIGNING_KEY", KEY)
    result = CliRunner().invoke(doctor, ["ivr.example.com", "--provider", "twilio"])
    assert result.exit_code == 2
    assert "'ivr.example.com' is no address" in result.output


def test_the_doctor_tries_the_address_without_its_path() -> None:
    app = make_app(LAML_PUBLIC_URL=PUBLIC_URL)
    Webhooks(app)
    findings = examined(app, PUBLIC_URL + "/tel", rewrite=lambda target: target.removeprefix("tel/"))
    assert findings[-1].what == f"the app takes its URL to be {PUBLIC_URL}"


def test_a_request_cannot_be_signed_without_a_key_of_its_own() -> None:
    from webhooks import Key

    app = make_app(LAML_SIGNING_KEY=Key("shared", id="id", algorithm="sha256"))
    hooks = Webhooks(app)
    with pytest.raises(ConfigError, match="LAML_SIGNING_KEY"):
        hooks.test_client().post("/none")


def test_the_doctor_handles_nothing_of_what_is_owed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The kept fault: its own request began the thread of the app, which took events, and wrote into its findings."""
    app = make_app()
    app.testing = False
    hooks = Webhooks(app, database=f"sqlite:///{tmp_path / 'shop.sqlite3'}")
    hooks.call_status("/status", later=True)(lambda event: None)
    started: list[object] = []

    def start(thread: AppThread) -> None:
        started.append(thread)

    monkeypatch.setattr(AppThread, "start", start)
    hooks.test_client().post("/status")
    assert started
    started.clear()
    run(app, "doctor", "--url", "http://127.0.0.1:1")
    assert not started


@pytest.mark.parametrize("url", ["127.0.0.1:8077", "ivr.example.com", "https://ivr.example.com/?x=1", "5"])
def test_laml_doctor_says_what_an_address_is(url: str) -> None:
    result = CliRunner().invoke(doctor, [url, "--provider", "twilio"])
    assert result.exit_code == 2
    said = " ".join(result.output.split())
    assert f"{url!r} is no address: expected scheme, host and path alone, such as https://ivr.example.com" in said
    assert "app.config" not in said
