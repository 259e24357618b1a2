"""What somebody gets wrong in a rehearsal is an EmulatorError on that line, which says what was expected."""

from __future__ import annotations

import inspect
import json
import typing
import urllib.error
import urllib.request
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from emulator import EmulatorError, Provider, ProviderServer
from laml import VoiceResponse
from rest import RestError
from webhooks import Webhooks

pytestmark = pytest.mark.source("own: mistakes in rehearsals")

PUBLIC = "https://app.example"


def _shop() -> tuple[Flask, Any, Any]:
    app = Flask("shop")
    app.config.update(
        LAML_PROVIDER="signalwire", LAML_SIGNING_KEY="PSK_1", LAML_PUBLIC_URL=PUBLIC, LAML_SECRET_KEY="s" * 40
    )
    hooks = Webhooks(app, database="sqlite://")

    @hooks.voice("/answer")
    def answer(_call: object) -> VoiceResponse:
        response = VoiceResponse()
        response.gather(num_digits=1, input="dtmf speech", timeout=5).say("Press a key.")
        return response

    @hooks.call_status("/status")
    def status(_event: object) -> None:
        pass

    app.add_url_rule("/orders/<int:number>/sent", "sent", lambda number: f"{number} was sent")
    return app, answer, status


@pytest.fixture
def hosted() -> tuple[Provider, Any, Any]:
    app, answer, status = _shop()
    provider = Provider("signalwire", public_url=PUBLIC)
    provider.host(app)
    return provider, answer, status


def test_a_fault_takes_a_handler(hosted: tuple[Provider, Any, Any]) -> None:
    provider, answer, status = hosted
    provider.faults.lose(status)
    provider.faults.double(answer, times=1)
    provider.faults.late(f"{PUBLIC}/status", seconds=timedelta(minutes=1))
    provider.crash(status, times=1)
    provider.dial(answer, status_callback=status).hang_up()
    provider.wait(120)
    assert provider.faults.struck["lose"] >= 1
    assert {row.path for row in provider.faults.rows} == {"/status", "/answer"}
    assert provider.faults.never_struck == []


PATHS = [
    ("status", "such as '/status'"),
    ("/statsu", "no route of the application matches this path; did you mean '/status'?"),
    ("/orders/x/y/sent", "no route"),
    ("/Status", "did you mean '/status'?"),
    ("https://other.example/status", "a path of the application at https://app.example; give the path"),
    ("https://app.example/statsu", "did you mean '/status'?"),
    (None, "expected a path such as '/status', or a handler"),
    (5, "expected a path"),
]


@pytest.mark.parametrize(("path", "said"), PATHS)
def test_a_path_that_no_request_can_have_is_refused(hosted: tuple[Provider, Any, Any], path: Any, said: str) -> None:
    provider, _, _ = hosted
    with pytest.raises(EmulatorError) as caught:
        provider.faults.lose(path)
    assert said in str(caught.value)
    with pytest.raises(EmulatorError):
        provider.crash(path)
    assert provider.faults.rows == ()


@pytest.mark.parametrize(
    "path", ["*", "/*", "/stat*", "*us", "/statu?", "/[as]*", "/orders/7/sent", "/orders/*", "/static/a/b.css"]
)
def test_a_pattern_that_some_request_can_match_is_taken(hosted: tuple[Provider, Any, Any], path: str) -> None:
    hosted[0].faults.lose(path)
    hosted[0].faults.clear()


def test_a_path_is_looked_at_again_when_the_application_comes() -> None:
    app, _, _ = _shop()
    provider = Provider("signalwire", public_url=PUBLIC)
    provider.faults.lose("/statsu")
    with pytest.raises(EmulatorError, match=r"did you mean '/status'\?"):
        provider.host(app)


def test_faults_that_were_asked_for_before_the_application_chose_its_provider_are_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("LAML_PROVIDER", raising=False)
    provider = Provider(public_url=PUBLIC)
    provider.faults.lose("/status")
    app, _, _ = _shop()
    provider._become("twilio")
    provider._become("signalwire")
    provider.host(app)
    assert [row.path for row in provider.faults.rows] == ["/status"]


API_PATHS = [
    ("Messages", "did you mean '/Messages'?"),
    ("/messages", "did you mean '/Messages'?"),
    ("/Messages.json", "expected a path without .json, such as '/Messages'"),
    ("/Mesages/*", "did you mean '/Messages/*'?"),
    ("/2010-04-01/Messages", "did you mean '/Messages'?"),
    ("https://api.twilio.com/Messages", "no resource has this path"),
    (None, "fail(path=None): expected a text"),
]


@pytest.mark.parametrize(("path", "said"), API_PATHS)
def test_a_path_that_no_resource_has_is_refused(path: Any, said: str) -> None:
    faults = Provider("twilio").faults.api
    with pytest.raises(EmulatorError) as caught:
        faults.fail(path)
    assert said in str(caught.value)
    with pytest.raises(EmulatorError, match="method 'PSOT'"):
        faults.fail("/Messages", method="PSOT")
    for fine in ("*", "/", "/Messages", "/Calls/*", "/Calls/CA1/Recordings", "*/Recordings", "/Messages/*/Media/*"):
        faults.fail(fine)


MISTAKES: list[tuple[Callable[[Provider, Any], object], str]] = [
    (lambda provider, a: provider.dial(a, from_=15551230000), "dial(from_=15551230000): expected a phone number"),
    (lambda provider, a: provider.dial(a, from_="abc"), "dial(from_='abc'): expected a phone number"),
    (lambda provider, a: provider.dial(a, method="PUT"), "dial(method='PUT'): expected 'GET' or 'POST'"),
    (lambda provider, a: provider.dial("http://["), "is no URL"),
    (lambda provider, a: provider.phone(15551230000), "phone(15551230000): expected a phone number"),
    (lambda provider, a: provider.dial(a).press(1), "press(keys=1): expected a text, such as '1'"),
    (lambda provider, a: provider.dial(a).heard(None), "heard(None): expected a text"),
    (lambda provider, a: provider.dial(a).heard(5), "heard(5): expected a text, such as '5'"),
    (lambda provider, a: provider.wait("5"), "wait('5'): expected seconds, 0 or more, or a timedelta"),
    (lambda provider, a: provider.wait(-1), "wait(-1): expected seconds, 0 or more, or a timedelta"),
    (lambda provider, a: provider.dial(a).wait("5"), "wait('5'): expected seconds"),
    (lambda provider, a: provider.send(a, None), "send(body=None): expected a text"),
    (lambda provider, a: provider.phone("+15551230001").answers(after="3"), "answers('3'): expected seconds"),
    (lambda provider, a: provider.phone("+15551230001").presses(1, 2), "presses(keys=1): expected a text"),
    (lambda provider, a: provider.dial(a).speak("hi", confidence=2), "speak(confidence=2): expected a share from 0"),
    (lambda provider, a: provider.fax(a, pages=0), "fax(pages=0): expected a whole number, 1 or more"),
    (lambda provider, a: provider.faults.lose("*", times="2"), "lose(times='2'): expected a whole number, or None"),
    (lambda provider, a: setattr(provider.queue("q"), "max_size", "5"), "max_size('5'): expected a whole number"),
    (
        lambda provider, a: provider.queue("q").dequeue(a, "CA1"),
        "dequeue(call='CA1'): expected an object of type Call, or None",
    ),
    (lambda provider, a: Provider(5), "Provider(name=5): expected a text, or None"),  # type: ignore[arg-type]
]


@pytest.mark.parametrize(("wrong", "said"), MISTAKES, ids=[said.partition(":")[0] for _, said in MISTAKES])
def test_a_wrong_value_is_told_with_what_was_expected(
    hosted: tuple[Provider, Any, Any], wrong: Callable[[Provider, Any], object], said: str
) -> None:
    with pytest.raises(EmulatorError) as caught:
        wrong(*hosted[:2])
    assert said in str(caught.value)


def test_times_may_be_timedeltas_and_callers_may_withhold_their_number(hosted: tuple[Provider, Any, Any]) -> None:
    provider, answer, _ = hosted
    before = provider.clock.seconds
    provider.wait(timedelta(minutes=2))
    assert provider.clock.seconds - before == 120
    provider.phone("+15551230001").answers(after=timedelta(seconds=3)).talks(timedelta(seconds=9))
    for caller in ("anonymous", "sip:ann@example.com", "client:joey", "12345", "555 123 4567"):
        assert provider.dial(answer, from_=caller).status == "in-progress"


WRONG: tuple[Any, ...] = (None, 5, -1, "x", b"x", object(), [1], {"a": 1}, float("nan"))


def test_no_wrong_type_gets_past_a_public_method(hosted: tuple[Provider, Any, Any]) -> None:
    """Every public method of every handle, each parameter with values of other types: done, or an error of ours."""
    provider, answer, _ = hosted
    call = provider.dial(answer)
    sms = provider.send("/answer", "hello")
    handles = [
        provider, call, provider.phone("+15551230009"), provider.queue("q"), sms, provider.fax("/answer"),
        provider.faults, provider.faults.api, call.sdk,
    ]  # fmt: skip
    stray = []
    for handle in handles:
        for name, method in inspect.getmembers(type(handle), inspect.isfunction):
            if name.startswith("_") or name in ("add", "attach", "strike", "close", "look_again"):
                continue
            for wrong, given in _each_wrong(method, answer):
                try:
                    getattr(handle, name)(**given)
                except (EmulatorError, AssertionError):
                    pass
                except Exception as error:
                    stray.append(f"{type(handle).__name__}.{name}({wrong}): {type(error).__name__}: {error}")
                provider.faults.clear()
    assert stray == []


def _each_wrong(method: Any, answer: Any) -> typing.Iterator[tuple[str, dict[str, Any]]]:
    named = {
        name: one
        for name, one in list(inspect.signature(method).parameters.items())[1:]
        if one.kind not in (one.VAR_POSITIONAL, one.VAR_KEYWORD)
    }
    fine = {"target": answer, "to": "+15551230000", "number": "+15551230000", "seconds": 1}
    for wrong in named:
        for value in WRONG:
            given = {
                name: value if name == wrong else fine.get(name, "x")
                for name, one in named.items()
                if name == wrong or one.default is one.empty
            }
            yield f"{wrong}={value!r}", given


def test_a_call_before_any_application_is_hosted_says_so() -> None:
    with pytest.raises(EmulatorError, match=r"call provider\.host\(app\) first"):
        Provider("twilio", public_url=PUBLIC).dial("/answer")


def test_a_misspelt_attribute_suggests_the_right_one(hosted: tuple[Provider, Any, Any]) -> None:
    provider, answer, _ = hosted
    call: Any = provider.dial(answer)
    anything: Any = provider
    for handle, written, meant in (
        (anything, "dail", "dial"),
        (call, "herd", "heard"),
        (anything.faults, "looze", "lose"),
        (anything.faults.api, "fial", "fail"),
        (anything.queue("q"), "deqeue", "dequeue"),
    ):
        with pytest.raises(AttributeError, match=f"no attribute '{written}': did you mean '{meant}'"):
            getattr(handle, written)
        assert not hasattr(handle, written)
    with pytest.raises(AttributeError):
        anything.faults.outtage = True


def test_a_parameter_with_a_wrong_url_is_named(hosted: tuple[Provider, Any, Any]) -> None:
    client = hosted[0].client()
    try:
        for keyword, named in (("status_callback", "The StatusCallback is not valid: '/status'"), ("url", "Url '/x'")):
            given = {"url": f"{PUBLIC}/answer", keyword: "/status" if keyword != "url" else "/x"}
            with pytest.raises(RestError) as caught:
                client.calls.create(to="+15551230000", from_="+15559870000", **given)
            assert named in str(caught.value)
    finally:
        hosted[0].close()


BODIES = [
    ("calls", {"ulr": "/answer"}, "'ulr' is unknown: did you mean 'url'?"),
    ("calls", {"url": "/answer", "from": "bob"}, "from: got 'bob', expected a phone number such as '+15551230000'"),
    ("calls", {"url": "/answer", "to": ""}, "to: got '', expected a phone number"),
    ("messages", {"url": "/answer", "boby": "hi"}, "did you mean 'body'?"),
    ("phones/+15551230000", {"outcom": "busy"}, "did you mean 'outcome'?"),
    ("reset", {"everything": True}, "nothing is expected"),
    ("faults", {"of": "app", "kind": "lose", "path": "status"}, "such as '/status'"),
    ("faults", {"of": "app", "kind": "lose", "path": "/statsu"}, "did you mean '/status'?"),
    ("faults", {"kind": "fail", "path": "/messages"}, "did you mean '/Messages'?"),
    ("faults", {"kind": "fail", "paht": "/Messages"}, "did you mean 'path'?"),
]


def test_the_phone_names_what_it_does_not_know(hosted: tuple[Provider, Any, Any]) -> None:
    with ProviderServer(hosted[0]) as server:

        def ask(path: str, body: object = None) -> str:
            data = None if body is None else json.dumps(body).encode()
            headers = {"Authorization": f"Bearer {server.phone_token}", "Accept": "application/json"}
            request = urllib.request.Request(f"{server.url}/phone/{path}", data, headers)
            try:
                with urllib.request.urlopen(request, timeout=5) as answer:
                    return str(answer.read().decode())
            except urllib.error.HTTPError as error:
                with error:
                    return f"{error.code} {json.loads(error.read())['error']}"

        for path, body, said in BODIES:
            told = ask(path, body)
            assert told.startswith("400"), (path, body, told)
            assert said in told
        assert "calls/SID/test" in ask("nowhere")
