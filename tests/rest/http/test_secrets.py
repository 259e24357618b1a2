"""C18: neither the token nor a number or text of a message is found where people and programs look."""

import base64
import logging
import pickle
import traceback

import pytest

from rest import ApiError, Client, NotFetched, OutcomeUnknown, RestError, TransportError
from rest.http.credentials import Secret
from rest.resources.calls import Call

from ..clients import ACCOUNT, CALL_SID, TOKEN, make_client
from ..clocks import FakeClock
from ..server import Answer, Server, reply

NUMBER = "+15551230000"
ENCODED = base64.b64encode(f"{ACCOUNT}:{TOKEN}".encode()).decode()
"""The token as it goes over the wire."""
TEXT = "the eagle has landed"


def everything_shown(thing: object) -> str:
    shown = [repr(thing), str(thing), repr(getattr(thing, "__dict__", ""))]
    if isinstance(thing, BaseException):
        formatted = traceback.TracebackException.from_exception(thing, capture_locals=True)
        shown += [*formatted.format(), repr(thing.args), repr(thing.__cause__), repr(thing.__context__)]
    return "\n".join(shown)


def failing(answer: Answer | None) -> RestError:
    """The error of a message that was sent to a server that does that; None stands for no server."""
    with Server([answer or Answer()]) as server:
        url = server.url
        client = make_client(url, clock=FakeClock())
        if answer is not None:
            return attempt(client)
    return attempt(client)


def attempt(client: Client) -> RestError:
    try:
        client.messages.create(to=NUMBER, from_="+15559870000", body=TEXT)
    except RestError as problem:
        return problem
    raise AssertionError("it was sent")


@pytest.mark.parametrize(
    "answer",
    [
        None,
        Answer(then="reset"),
        Answer(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{", "close"),
        Answer(b"rubbish\r\n\r\n", "close"),
        reply(200, b"not json"),
        reply(400, {"code": 21211, "message": f"The number {NUMBER} is not valid"}),
        reply(401, {"code": 20003, "message": "no"}),
        reply(302, headers=[("Location", "https://elsewhere.example/")]),
        reply(503),
    ],
    ids=["refused", "reset", "cut", "not HTTP", "not JSON", "400", "401", "302", "503"],
)
def test_an_error_shows_no_token_wherever_it_is_looked_at(answer: Answer | None) -> None:
    problem = failing(answer)
    shown = everything_shown(problem)
    assert TOKEN not in shown
    assert "canary" not in shown
    assert "Basic " not in shown
    assert NUMBER not in str(problem) + repr(problem)
    assert TEXT not in str(problem) + repr(problem)
    assert problem.__context__ is None
    pickled = pickle.dumps(problem)
    assert TOKEN.encode() not in pickled
    assert ENCODED not in shown + pickled.decode("latin-1")
    again = pickle.loads(pickled)
    assert type(again) is type(problem)
    assert str(again) == str(problem)


def test_the_search_finds_a_token_that_is_there() -> None:
    """The fault this guards against, kept: an error that carries its request shows the header."""
    problem = TransportError("POST failed", reason=f"Basic {TOKEN}")
    assert TOKEN in everything_shown(problem)


@pytest.mark.parametrize("provider", ["signalwire", "twilio"])
def test_a_client_shows_no_token_and_is_not_pickled(provider: str) -> None:
    client = make_client("http://127.0.0.1:1", provider)  # type: ignore[arg-type]  # a literal from a table
    _ = client.calls, client.messages
    gateway = client._gateway
    for thing in (client, gateway, gateway.transport, client.calls, client.calls(CALL_SID)):
        assert TOKEN not in everything_shown(thing)
        assert "Basic" not in everything_shown(thing)
    for holder, words in ((client, "a client is not pickled"), (gateway.transport, "pickle")):
        with pytest.raises(TypeError, match=words):
            pickle.dumps(holder)


def test_a_secret_shows_nothing() -> None:
    secret = Secret(TOKEN)
    assert TOKEN not in repr(secret) + str(secret) + f"{secret}"
    assert not hasattr(secret, "__dict__")
    assert secret.reveal() == TOKEN
    with pytest.raises(TypeError, match=r"a secret is not pickled"):
        pickle.dumps(secret)


@pytest.mark.parametrize("method", ["create", "fetch"])
def test_an_interrupt_shows_no_token_to_a_reporter_of_local_variables(
    method: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A worker that is stopped while it waits for an answer: the frames below hold the headers."""

    def stop(*_: object) -> None:
        raise SystemExit

    monkeypatch.setattr("http.client.HTTPConnection.getresponse", stop)
    with Server([reply(200, {})]) as server:
        shown = everything_shown(interrupted(make_client(server.url), method))
    assert "'Authorization': <secret>" in shown
    assert TOKEN not in shown
    assert ENCODED not in shown


def interrupted(client: Client, method: str) -> BaseException:
    try:
        client.calls(CALL_SID).fetch() if method == "fetch" else attempt(client)
    except SystemExit as stopped:
        return stopped
    raise AssertionError("it was not stopped")


def test_the_log_has_neither_token_nor_number_nor_text(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with Server([reply(201, {"sid": "SM1", "body": TEXT, "to": NUMBER}), reply(503)]) as server:
        client = make_client(server.url, clock=FakeClock())
        message = client.messages.create(to=NUMBER, from_="+15559870000", body=TEXT)
        with pytest.raises(RestError):
            message.fetch()
    ours = [record.getMessage() for record in caplog.records if record.name == "rest"]
    assert ours[0].startswith("messages.create 201 in ")
    assert TOKEN not in caplog.text
    assert NUMBER not in "".join(ours)
    assert TEXT not in "".join(ours)


def test_filters_are_logged_by_nobody(caplog: pytest.LogCaptureFixture) -> None:
    """urllib3 logs whole URLs; seen to be needed, since it does so for requests that are not ours."""
    caplog.set_level(logging.DEBUG)
    with Server([reply(200, {"calls": []})]) as server:
        make_client(server.url).calls.list(to=NUMBER)
        assert "Calls.json" in caplog.text
        assert "1555" not in caplog.text
        import requests

        requests.get(f"{server.url}/Calls.json?To={NUMBER}", timeout=2)
    assert NUMBER in caplog.text


def test_a_record_shows_its_identifier_and_state_only() -> None:
    with Server([reply(201, {"sid": "SM1", "status": "queued", "body": TEXT, "to": NUMBER})]) as server:
        message = make_client(server.url).messages.create(to=NUMBER, from_="+15559870000", body=TEXT)
    assert repr(message) == "<Message sid='SM1' status='queued'>"


def test_a_pickled_record_keeps_its_properties_and_loses_its_client() -> None:
    with Server([reply(200, {"sid": CALL_SID, "duration": "20"})]) as server:
        call = make_client(server.url).calls(CALL_SID).fetch()
    data = pickle.dumps(call)
    assert TOKEN.encode() not in data
    again = pickle.loads(data)
    assert isinstance(again, Call)
    assert (again.duration, again) == (20, call)
    with pytest.raises(RestError, match="unpickled"):
        again.fetch()


def test_the_unknown_outcome_names_what_hid_the_answer() -> None:
    problem = failing(Answer(then="close"))
    assert isinstance(problem, OutcomeUnknown)
    assert "RemoteDisconnected" in str(problem)
    assert problem.failure is not None


def test_numbers_are_masked_in_the_sentence_and_kept_in_the_attribute() -> None:
    problem = failing(reply(400, {"code": 21211, "message": f"The number {NUMBER} is not valid"}))
    assert isinstance(problem, ApiError)
    assert "The number [number] is not valid" in str(problem)
    assert NUMBER in problem.message


def test_an_address_is_no_record_yet() -> None:
    call = make_client("http://127.0.0.1:1").calls(CALL_SID)
    assert repr(call) == f"<Call Sid='{CALL_SID}'>"
    assert call.sid == CALL_SID
    assert not call.fetched
    with pytest.raises(NotFetched, match="fetch"):
        _ = call.status
    assert not hasattr(call, "price")


def test_nothing_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    failing(reply(503))
    captured = capsys.readouterr()
    assert (captured.out, captured.err) == ("", "")


@pytest.mark.parametrize("name", ["keys", "signing_keys"])
def test_a_key_shows_its_identifier_and_name_only(name: str) -> None:
    key = {"sid": "SK1", "friendly_name": "ours", "secret": TOKEN}
    with Server([reply(200, key)]) as server:
        found = getattr(make_client(server.url), name)("SK1").fetch()
    assert repr(found) == f"<{type(found).__name__} sid='SK1' friendly_name='ours'>"
    assert found.secret == TOKEN
