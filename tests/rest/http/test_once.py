"""A request with an effect arrives once: through proxies, over TLS, behind interim answers. The faults are kept."""

import http.client
import pickle
from collections.abc import Callable

import pytest

from rest import ConnectFailed, OutcomeUnknown, RestError, ServerError, TlsFailed
from rest.http import deadlines, failures
from rest.http.decoding import settled
from rest.http.exchange import HttpRequest

from ..clients import CALL_SID
from ..clocks import FakeClock
from ..server import Answer, Received, reply
from ..ways import WAYS, Way, by

pytestmark = pytest.mark.live  # a proxy of this machine stands for the way to the provider

FOUND = {"sid": CALL_SID}


def place(way: Way) -> object:
    return way.client(FakeClock()).messages.create(to="+1", from_="+2", body="x")


DROPPED = {"close": Answer(then="close"), "reset": Answer(then="reset"), "garble": Answer(then="garble")}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("how", DROPPED)
def test_a_request_that_was_read_and_dropped_is_not_sent_again(way: str, how: str) -> None:
    with by(way, [DROPPED[how]]) as there, pytest.raises(OutcomeUnknown):
        place(there)
    assert len(there.server.received) == 1


@pytest.mark.parametrize(("way", "how"), [("proxy", "close"), ("tunnel", "close"), ("tls", "garble")])
def test_the_count_finds_a_client_that_goes_by_the_kind_of_error(
    way: str, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The fault, kept: `ProxyError` and a TLS error were taken for a connection that was never made."""
    monkeypatch.setattr(failures, "_while_answering", failures._while_connecting)
    with by(way, [DROPPED[how]]) as there, pytest.raises(ConnectFailed if way != "tls" else TlsFailed):
        place(there)
    assert len(there.server.received) == (3 if way != "tls" else 1)  # what TlsFailed says: nothing was sent


REFUSALS = {
    "502": reply(502, then="close"),
    "407": reply(407, then="close"),
    "closed": Answer(then="close"),
    "reset": Answer(then="reset"),
    "no HTTP": Answer(b"SSH-2.0-OpenSSH_9.6\r\n", "close"),
}


@pytest.mark.parametrize("refusal", REFUSALS)
def test_a_tunnel_that_is_refused_was_never_a_connection(refusal: str) -> None:
    """Only the proxy was asked, so that another attempt doubles nothing."""
    with by("tunnel", [reply(201, FOUND)], connect=[REFUSALS[refusal]]) as there, pytest.raises(ConnectFailed):
        place(there)
    assert there.server.received == []


def test_a_tunnel_that_is_granted_late_is_used() -> None:
    answers = [REFUSALS["502"], Answer(b"HTTP/1.1 200 Connection established\r\n\r\n")]
    with by("tunnel", [reply(201, FOUND)], connect=answers) as there:
        place(there)
    assert len(there.server.received) == 1


def test_the_proxy_of_a_tunnel_sees_where_to_connect_to_and_no_token() -> None:
    with by("tunnel", [reply(201, FOUND)]) as there:
        place(there)
        far = f"localhost:{there.server.port}"
    assert there.proxy is not None
    assert [(one.method, one.target) for one in there.proxy.received] == [("CONNECT", far)]
    assert "authorization" not in there.proxy.received[0].headers


INTERIM = {
    "100": b"HTTP/1.1 100 Continue\r\n\r\n",
    "102": b"HTTP/1.1 102 Processing\r\n\r\n",
    "103": b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\nContent-Length: 5\r\n\r\n",
    "199": b"HTTP/1.1 199 Unknown\r\n\r\n",
}


def behind(interim: bytes) -> Callable[[Received], Answer]:
    """Each request is answered by its own record, behind an interim answer."""

    def script(request: Received) -> Answer:
        sid = "made" if request.method == "POST" else request.path.rsplit("/", 1)[1].removesuffix(".json")
        return Answer(interim + reply(200, {"sid": sid}).data)

    return script


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("interim", [*INTERIM.values(), b"".join(INTERIM.values())], ids=[*INTERIM, "all"])
def test_an_interim_answer_is_not_the_answer(way: str, interim: bytes) -> None:
    with by(way, behind(interim)) as there:
        client = there.client(FakeClock())
        assert client.messages.create(to="+1", from_="+2", body="x").sid == "made"
        assert [client.calls(sid).fetch().sid for sid in ("CA1", "CA2")] == ["CA1", "CA2"]
    assert len(there.server.received) == 3


def test_an_interim_answer_that_is_taken_for_the_answer_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """The fault, kept: http.client skips 100 only, and the real answer waits for the next request."""
    monkeypatch.setattr(deadlines._Response, "_read_status", http.client.HTTPResponse._read_status)  # type: ignore[attr-defined]
    with by("straight", behind(INTERIM["103"])) as there, pytest.raises(RestError, match="got 103"):
        place(there)


def test_an_unknown_outcome_carries_the_status_the_code_and_the_error_it_would_have_been() -> None:
    answer = reply(503, {"code": 20503, "message": "busy", "more_info": "https://x/20503"})
    with by("straight", [answer]) as there, pytest.raises(OutcomeUnknown) as caught:
        place(there)
    unknown = caught.value
    assert (unknown.status, unknown.code) == (503, 20503)
    assert isinstance(unknown.failure, ServerError)
    assert (unknown.failure.message, unknown.failure.more_info) == ("busy", "https://x/20503")
    assert "look before sending it again" in str(unknown)
    again = pickle.loads(pickle.dumps(unknown))
    assert (again.status, again.code, str(again)) == (503, 20503, str(unknown))


@pytest.mark.parametrize(
    ("answer", "status"), [(Answer(then="close"), None), (reply(302), 302), (reply(200, b"no"), 200)]
)
def test_an_unknown_outcome_has_the_status_that_came_and_no_code_of_nobody(answer: Answer, status: int | None) -> None:
    with by("straight", [answer]) as there, pytest.raises(OutcomeUnknown) as caught:
        place(there)
    assert (caught.value.status, caught.value.code) == (status, None)


@pytest.mark.parametrize("status", [408, 500, 503])
def test_a_deletion_and_a_fetch_have_no_unknown_outcome(status: int) -> None:
    with by("straight", [reply(status)]) as there:
        call = there.client(FakeClock()).calls(CALL_SID)
        for act in (call.fetch, call.delete):
            with pytest.raises(RestError) as caught:
                act()
            assert not isinstance(caught.value, OutcomeUnknown)


def test_an_update_is_a_request_with_an_effect() -> None:
    with by("straight", [reply(504)]) as there, pytest.raises(OutcomeUnknown):
        there.client(FakeClock()).calls(CALL_SID).update(status="completed")
    assert len(there.server.received) == 1


def test_a_safe_request_keeps_its_error() -> None:
    error = ServerError(500)
    assert settled(HttpRequest("GET", "https://x/", (), safe=True), error, 500) is error
