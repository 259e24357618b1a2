"""TLS, proxies, netrc, threads, forks, warnings: what surrounds a request, over real sockets."""

import errno
import multiprocessing
import os
import socket
import ssl
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from ipaddress import IPv4Address
from pathlib import Path
from typing import Any

import pytest

from rest import (
    AnyCertificateWarning,
    Client,
    ConnectFailed,
    Exchange,
    Network,
    OutcomeUnknown,
    ParameterError,
    PrivateUrlWarning,
    Redirected,
    RestError,
    Timeouts,
    TlsFailed,
    check_public_url,
)
from rest.http.callback_urls import address_of, problem_with
from rest.resources.calls import CALLS

from ..clients import ACCOUNT, CALL_SID, QUICK, TOKEN, make_client
from ..clocks import FakeClock
from ..server import Answer, Received, Server, reply
from ..ways import context, trusting

pytestmark = pytest.mark.live  # a proxy of this machine stands for the way to the provider

CALL = {"sid": CALL_SID}


@contextmanager
def tls(name: str, version: ssl.TLSVersion | None = None) -> Iterator[Server]:
    made = context(name)
    if version is not None:
        made.set_ciphers("ALL:@SECLEVEL=0")
        with pytest.warns(DeprecationWarning, match="TLS"):
            made.minimum_version = made.maximum_version = version
    with Server([reply(200, CALL)], context=made) as server:
        yield server


def client_of(server: Server, network: Network | None = None) -> Client:
    url = f"https://localhost:{server.port}"
    return Client(ACCOUNT, TOKEN, base_url=url, timeouts=QUICK, network=network, clock=FakeClock(), environment={})


def test_c16_a_certificate_that_is_trusted_will_do() -> None:
    with tls("good") as server:
        assert client_of(server, trusting("good")).calls(CALL_SID).fetch().sid == CALL_SID


@pytest.mark.parametrize(
    ("certificate", "trusted"),
    [("good", None), ("wrong", "wrong"), ("old", "old")],
    ids=["self-signed", "wrong name", "expired"],
)
@pytest.mark.parametrize("method", ["create", "fetch"])
def test_c16_a_bad_certificate_is_refused_before_anything_is_sent(
    certificate: str, trusted: str | None, method: str
) -> None:
    with tls(certificate) as server:
        client = client_of(server, trusting(trusted) if trusted else None)
        acts = {"fetch": client.calls(CALL_SID).fetch, "create": lambda: send(client)}
        with pytest.raises(TlsFailed):
            acts[method]()
    assert server.received == []


def send(client: Client) -> object:
    return client.messages.create(to="+1", from_="+2", body="x")


def test_a_file_elsewhere_is_fetched_over_https_without_credentials(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rest.objects.files.check_public_url", lambda url: None)  # elsewhere is on this machine, too
    monkeypatch.setattr("rest.http.deadlines.is_public", lambda address: True)
    with tls("good") as store, Server([]) as home:
        home.script = [reply(307, headers=[("Location", f"https://localhost:{store.port}/sound")])]
        client = Client(ACCOUNT, TOKEN, base_url=home.url, network=trusting("good"), environment={})
        done = client.recordings("RE1").download(tmp_path / "a.wav")
    assert done.size == (tmp_path / "a.wav").stat().st_size > 0
    assert "authorization" in home.received[0].headers
    assert "authorization" not in store.received[0].headers


def test_c16_tls_1_0_is_refused() -> None:
    with tls("good", ssl.TLSVersion.TLSv1) as server, pytest.raises(TlsFailed):
        client_of(server, trusting("good")).calls(CALL_SID).fetch()


def test_c16_accepting_any_certificate_must_be_asked_for_by_name_and_warns() -> None:
    with pytest.warns(AnyCertificateWarning):
        network = Network(dangerously_accept_any_certificate=True)
    with tls("wrong") as server, pytest.warns(Warning, match="Unverified HTTPS"):
        assert client_of(server, network).calls(CALL_SID).fetch().sid == CALL_SID


def test_c14_credentials_in_netrc_are_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login eve password evil\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    with Server([reply(200, CALL)]) as server:
        make_client(server.url).calls(CALL_SID).fetch()
        import requests

        requests.get(server.url + "/", timeout=2)  # seen to be needed: requests itself does use it
    mine, theirs = (request.headers["authorization"] for request in server.received)
    assert mine != theirs


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_c12_c13_a_redirect_is_not_followed(status: int) -> None:
    """Seen to be needed: a session of requests follows, and after 307 hands the body to the other port."""
    import requests

    with Server([reply(200, CALL)]) as other:
        with Server([reply(status, headers=[("Location", f"{other.url}/Messages.json")])]) as server:
            with pytest.raises(OutcomeUnknown) as caught:
                send(make_client(server.url))
            assert type(caught.value.failure) is Redirected
            assert caught.value.status == status
            assert other.received == []
            requests.post(server.url, data={"Body": "x"}, timeout=2)
    assert len(other.received) == 1
    assert other.received[0].body == (b"Body=x" if status in (307, 308) else b"")


@pytest.mark.parametrize("name", ["HTTP_PROXY", "http_proxy", "ALL_PROXY"])
def test_c17_a_proxy_of_the_environment_is_ignored_unless_asked_for(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    with Server([reply(200, CALL)]) as server, Server([reply(200, {"sid": "by proxy"})]) as proxy:
        monkeypatch.setenv(name, proxy.url)
        assert make_client(server.url).calls(CALL_SID).fetch().sid == CALL_SID
        asked = Client(ACCOUNT, TOKEN, base_url=server.url, network=Network(trust_env=True), environment={})
        assert asked.calls(CALL_SID).fetch().sid == "by proxy"
        named = Client(ACCOUNT, TOKEN, base_url=server.url, network=Network(proxy=proxy.url), environment={})
        assert named.calls(CALL_SID).fetch().sid == "by proxy"


def test_c18_a_proxy_with_a_password_is_shown_without_it() -> None:
    assert "pw" not in repr(Network(proxy="http://user:pw@proxy:3128"))


def test_c1_no_route_is_a_failed_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    def unreachable(*_: object, **__: object) -> socket.socket:
        raise OSError(errno.EHOSTUNREACH, "No route to host")

    monkeypatch.setattr("urllib3.util.connection.create_connection", unreachable)
    clock = FakeClock()
    with pytest.raises(ConnectFailed):
        send(make_client("http://127.0.0.1:9", clock=clock))
    assert len(clock.slept) == 2


def test_c2_a_connection_that_is_not_taken_ends_after_the_connect_deadline() -> None:
    """A queue of connections that is full: the kernel leaves the next one without an answer."""
    waiting = []
    with socket.create_server(("127.0.0.1", 0), backlog=0) as full:
        for _ in range(3):
            one = socket.socket()
            one.setblocking(False)
            one.connect_ex(full.getsockname())
            waiting.append(one)
        url = f"http://127.0.0.1:{full.getsockname()[1]}"
        client = make_client(url, timeouts=Timeouts(connect=0.1, read=9, total=20), clock=FakeClock())
        with pytest.raises(ConnectFailed, match="no connection in time"):
            send(client)
    for one in waiting:
        one.close()


def test_c2_no_client_is_without_deadlines() -> None:
    client = Client(ACCOUNT, TOKEN, environment={})
    assert client._gateway.transport.timeouts == Timeouts(connect=3.0, read=10.0, total=30.0)


def echo(request: Received) -> Answer:
    return reply(200, {"sid": request.path.rsplit("/", 1)[1].removesuffix(".json")})


def test_c22_threads_get_their_own_answers() -> None:
    """A hundredth of the table's rate of 100,000, on as many threads."""
    with Server(echo) as server:
        client = make_client(server.url)
        wrong: list[str] = []

        def ask(thread: int) -> None:
            for number in range(32):
                sid = f"CA{thread}x{number}"
                if client.calls(sid).fetch().sid != sid:
                    wrong.append(sid)

        threads = [threading.Thread(target=ask, args=(number,)) for number in range(32)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
    assert wrong == []
    assert len(server.received) == 1024


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")  # threads of the test server; the child ends at once
def test_c22_a_forked_process_has_connections_of_its_own() -> None:
    with Server(echo) as server:
        client = make_client(server.url)
        client.calls("before").fetch()
        process = multiprocessing.get_context("fork").Process(target=_child, args=(client,))
        process.start()
        sids = {client.calls(f"parent{number}").fetch().sid for number in range(50)}
        process.join(20)
    assert process.exitcode == 0
    assert sids == {f"parent{number}" for number in range(50)}
    assert len(server.received) == 101
    assert len(server._open) == 2  # neither writes into the other's


def _child(client: Client) -> None:
    for number in range(50):
        assert client.calls(f"child{number}").fetch().sid == f"child{number}"


def test_connections_are_kept() -> None:
    """One connection for many requests: the second connection is refused by a server that is gone."""
    with Server([reply(200, CALL)]) as server:
        client = make_client(server.url)
        for _ in range(5):
            client.calls(CALL_SID).fetch()
        assert len(server._open) == 1


def test_metrics_are_told_of_each_request() -> None:
    seen: list[Exchange] = []
    with Server([reply(503), reply(200, CALL), reply(404)]) as server:
        client = Client(ACCOUNT, TOKEN, base_url=server.url, clock=FakeClock(), on_exchange=seen.append, environment={})
        client.calls(CALL_SID).fetch()
        with pytest.raises(RestError):
            client.calls(CALL_SID).fetch()
    with pytest.raises(ConnectFailed):
        client.calls(CALL_SID).fetch()
    reported = [(one.label, one.method, one.status, one.tries, one.failure) for one in seen]
    assert reported == [
        ("calls.fetch", "GET", 200, 2, None),
        ("calls.fetch", "GET", 404, 1, None),
        ("calls.fetch", "GET", None, 3, "ConnectFailed"),
    ]


PRIVATE = [
    "http://127.0.0.1/answer", "https://localhost/answer", "http://[::1]/", "http://[::ffff:127.0.0.1]/",
    "http://[::ffff:10.0.0.1]/", "http://10.1.2.3/", "http://192.168.0.1/", "http://169.254.169.254/latest",
    "http://app.localhost/", "http://box.local/", "https://user:pw@example.com/", "https://user@example.com/",
    "/answer", "ftp://example.com/", "javascript:alert(1)", "https://", "http://[::1",
    "http://127.1/", "http://2130706433/", "http://0x7f.1/", "http://0/", "http://localhost./", "http://emulator/",
    "http://224.0.0.1/", "http://[ff02::1]/", "http://\uff11\uff12\uff17.0.0.1/",
]  # fmt: skip
PUBLIC = [
    "https://example.com/answer", "http://93.184.216.34/", "http://[::ffff:93.184.216.34]/", "wss://example.com/",
    "https://example.com:8443/a?b=c", "https://example.com./", "http://[64:ff9b::5db8:d822]/",
]  # fmt: skip


@pytest.mark.parametrize("url", PRIVATE)
def test_c23_a_url_the_provider_cannot_use_is_refused_by_the_helper_and_warned_of(url: str) -> None:
    with pytest.raises(ParameterError) as caught:
        check_public_url(url)
    assert "pw" not in str(caught.value)
    gateway = Client(ACCOUNT, TOKEN, environment={})._gateway
    given = {"to": "+1", "from_": "+2", "url": url}
    with pytest.warns(PrivateUrlWarning, match=r"calls.create: Url"):
        gateway.request(CALLS, CALLS.operation("create"), {"AccountSid": ACCOUNT}, given)


def line() -> int:
    """The line of the caller."""
    return sys._getframe(1).f_lineno


@pytest.mark.parametrize("name", ["create", "create, reconciled", "update", "below"])
def test_c23_the_warning_names_the_line_that_called_the_client(name: str) -> None:
    """However many calls of ours lie between, it is the user's line that has to change."""
    private = "http://10.0.0.1/answer"
    with Server([reply(201, CALL)]) as server:
        client = make_client(server.url)
        client._gateway.on_this_machine = False  # as for any server that is not the emulator
        acts: dict[str, Callable[[], tuple[object, int]]] = {
            "create": lambda: (client.calls.create(to="+1", from_="+2", url=private), line()),
            "create, reconciled": lambda: (
                client.calls.create(to="+1", from_="+2", url=private, reconcile=True), line()
            ),
            "update": lambda: (client.calls("CA1").update(url=private), line()),
            "below": lambda: (client.queues("QU1").members("Front").update(url=private), line()),
        }  # fmt: skip
        with pytest.warns(PrivateUrlWarning) as caught:
            _, expected = acts[name]()
    assert [(warning.filename, warning.lineno) for warning in caught] == [(__file__, expected)]


@pytest.mark.parametrize("host", ["::ffff:{}", "2002:{}::", "64:ff9b::{}"], ids=["mapped", "6to4", "NAT64"])
def test_c23_an_ipv4_address_inside_an_ipv6_one_is_what_counts(host: str) -> None:
    """Python's own judgement of these differs by version, so that the inner address itself is compared, too."""
    private, public = (host.format(address) for address in ("7f00:1", "5db8:d822"))
    assert problem_with(f"http://[{private}]/") is not None
    assert problem_with(f"http://[{public}]/") is None
    assert address_of(private) == IPv4Address("127.0.0.1")
    assert address_of(public) == IPv4Address("93.184.216.34")


@pytest.mark.parametrize("url", [None, 5, b"https://example.com/", ["https://example.com/"], {}])
def test_what_is_no_text_is_no_public_url(url: Any) -> None:
    with pytest.raises(ParameterError, match=r"callback URL: it is of type .*, not a text"):
        check_public_url(url)


@pytest.mark.parametrize("url", PUBLIC)
def test_c23_a_public_url_passes(url: str) -> None:
    assert problem_with(url) is None


def test_c23_the_emulator_takes_any_url() -> None:
    with Server([reply(201, CALL)]) as server:
        make_client(server.url).calls.create(to="+1", from_="+2", url="http://127.0.0.1:5000/answer")
