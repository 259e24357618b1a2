"""Who may ask the emulator's server: its token is new for each start, and pages of other sites get nothing."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import requests

from emulator import Provider, ProviderServer
from emulator.server import door
from emulator.server.phone_token import PhoneToken

pytestmark = pytest.mark.source("own: who may ask the server")

PUBLIC = "https://app.example"


@pytest.fixture
def server() -> Iterator[ProviderServer]:
    with ProviderServer(Provider("twilio", public_url=PUBLIC)) as made:
        made.client().incoming_phone_numbers.create(phone_number="+15559870000", voice_url=f"{PUBLIC}/voice")
        yield made


def _session(server: ProviderServer) -> requests.Session:
    """A browser in which a person has opened the printed address."""
    session = requests.Session()
    session.get(server.phone_address, timeout=5).raise_for_status()
    return session


def _paths(server: ProviderServer) -> list[str]:
    """A path of each part of the server."""
    account = server.provider.engine.world.account.sid
    return [f"/2010-04-01/Accounts/{account}/Calls.json", "/phone/timeline", "/laml-bins/x", "/x/Faxes/x/Media/x.pdf"]


def _let_in(server: ProviderServer, headers: dict[str, str]) -> list[str]:
    """What is answered with these headers, credentials and the cookie of the phone: all but a 403."""
    account = server.provider.engine.world.account
    found = []
    with _session(server) as session:
        for path in _paths(server):
            for method in ("GET", "POST"):
                auth = None if "phone" in path else (account.sid, account.token)
                answer = session.request(method, server.url + path, headers=headers, auth=auth, timeout=5)
                if answer.status_code != 403:
                    found.append(f"{method} {path} {answer.status_code}")
    return found


FOREIGN = [
    {"Origin": "https://attacker.example"},
    {"Origin": "null"},
    {"Origin": "http://127.0.0.1"},  # another port of this machine
    {"Origin": "http://127.0.0.1:1"},
    {"Origin": ""},
    {"Host": "attacker.example"},  # a name that was pointed at this machine
    {"Host": "127.0.0.1.attacker.example:8088"},
    {"Host": "attacker.example", "Origin": "http://attacker.example"},
]


@pytest.mark.parametrize("headers", FOREIGN, ids=str)
def test_a_page_of_another_site_is_refused_even_with_credentials_and_cookie(
    server: ProviderServer, headers: dict[str, str]
) -> None:
    assert _let_in(server, headers) == []


@pytest.mark.parametrize("headers", FOREIGN, ids=str)
def test_a_server_that_looks_at_neither_host_nor_origin_would_be_found(
    server: ProviderServer, headers: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(door, "refusal", lambda _environ, _hosts: None)
    assert len(_let_in(server, headers)) == 8


# Source: RFC 9110, 7.2 (a host is the same in any case); RFC 6454, 6.2 (the origin of a page has its port).
@pytest.mark.parametrize(
    ("host", "origin", "answered"),
    [
        ("127.0.0.1:8088", None, True),
        ("127.0.0.1", None, True),
        ("LocalHost:8088", None, True),
        ("[::1]", None, True),
        ("[::1]:8088", None, True),
        ("", None, False),
        ("]", None, False),
        ("127.0.0.1:8088", "http://127.0.0.1:8088", True),
        ("localhost:8088", "HTTP://LocalHost:8088", True),
        ("LOCALHOST:8088", "http://localhost:8088", True),
        ("127.0.0.1:8088", "http://127.0.0.1:80881", False),
        ("127.0.0.1:8088", "http://127.0.0.1:8088.attacker.example", False),
        ("127.0.0.1:8088", "http://127.0.0.1:808", False),
        ("127.0.0.1:8088", "https://127.0.0.1:8088", False),
    ],
)
def test_a_host_is_one_of_the_three_and_an_origin_the_very_same(host: str, origin: str | None, answered: bool) -> None:
    environ: dict[str, object] = {"HTTP_HOST": host, "wsgi.url_scheme": "http"}
    if origin is not None:
        environ["HTTP_ORIGIN"] = origin
    assert (door.refusal(environ) is None) == answered


def test_a_page_of_the_server_itself_is_answered(server: ProviderServer) -> None:
    with _session(server) as session:
        dialled = session.post(f"{server.url}/phone/calls", json={}, headers={"Origin": server.url}, timeout=5)
        assert (dialled.status_code, dialled.json()["status"]) == (200, "ringing")
        address = server.url.replace("127.0.0.1", "localhost")
        there = requests.get(f"{address}/phone/timeline", headers={"Origin": address}, timeout=5)
        assert there.status_code == 401


def test_one_click_on_the_printed_address_opens_the_phone(server: ProviderServer) -> None:
    """The cookie's attributes: RFC 6265bis, HttpOnly and SameSite."""
    first = requests.get(server.phone_address, allow_redirects=False, timeout=5)
    assert (first.status_code, first.headers["Location"]) == (303, "/phone/")
    name, *attributes = first.headers["Set-Cookie"].split("; ")
    assert name.startswith(f"laml_phone_{server.url.rpartition(':')[2]}=")
    assert set(attributes) == {"Path=/phone/", "HttpOnly", "SameSite=Strict"}
    assert (first.headers["Referrer-Policy"], first.headers["Cache-Control"]) == ("no-referrer", "no-store")
    with _session(server) as session:
        assert "timeline" in session.get(f"{server.url}/phone/", timeout=5).json()["get"]
        assert session.get(f"{server.url}/phone/timeline", timeout=5).status_code == 200


WITHOUT = [
    {},
    {"Authorization": "Bearer"},
    {"Authorization": "Bearer wrong"},
    {"Authorization": "Bearer \xff"},
    {"Cookie": "laml_phone_=x"},
    {"Cookie": "\x01=;;=laml_phone"},
    {"Cookie": "a/b=1"},  # no name of a cookie
]


@pytest.mark.parametrize("headers", WITHOUT, ids=str)
@pytest.mark.parametrize(
    "path", ["/phone/timeline", "/phone/", "/phone/?token=wrong", "/phone/?token=", "/phone/snapshot"]
)
def test_without_its_token_the_phone_tells_nothing(server: ProviderServer, path: str, headers: dict[str, str]) -> None:
    answer = requests.get(f"{server.url}/phone/{path}", headers=headers, timeout=5)
    assert answer.status_code == 401
    assert "Set-Cookie" not in answer.headers
    assert answer.json().keys() == {"error"}


def test_each_start_has_a_token_of_its_own_and_no_other_opens_it() -> None:
    with ProviderServer(Provider("twilio")) as one, ProviderServer(Provider("twilio")) as other:
        assert one.phone_token != other.phone_token
        assert len(one.phone_token) == 22  # 128 bits
        stale = {"Authorization": f"Bearer {one.phone_token}"}
        assert requests.get(f"{other.url}/phone/timeline", headers=stale, timeout=5).status_code == 401
        assert requests.get(f"{one.url}/phone/timeline", headers=stale, timeout=5).status_code == 200
        foreign = {"Cookie": f"laml_phone_{one.url.rpartition(':')[2]}={other.phone_token}"}
        assert requests.get(f"{one.url}/phone/timeline", headers=foreign, timeout=5).status_code == 401


@pytest.mark.parametrize("text", ["plain", "a b;c", "ünï", "100%", "%41"])
def test_a_token_that_a_person_chose_works_in_every_place(text: str) -> None:
    provider = Provider("twilio")
    with ProviderServer(provider) as server:
        token = PhoneToken(text)
        environ = {
            "REQUEST_METHOD": "GET",
            "QUERY_STRING": token.address(server.url).partition("?")[2],
            "SERVER_PORT": "1",
        }
        entered = dict(token.enter(environ) or [])
        cookie = entered["Set-Cookie"].partition(";")[0]
        assert token.is_in({"HTTP_COOKIE": cookie, "SERVER_PORT": "1"})
        assert not token.is_in({"HTTP_COOKIE": cookie, "SERVER_PORT": "2"})
        assert token.is_in({"HTTP_AUTHORIZATION": f"Bearer {text}"})
        assert text not in repr(token)


@pytest.mark.parametrize(
    ("query", "method", "opens"),
    [
        ("token=right", "GET", True),
        ("token=right&x=1", "GET", True),
        ("x=1&token=right", "GET", True),
        ("token=right&x=1&y=2", "GET", False),
        ("token=right&token=right", "GET", False),
        ("token=right", "POST", False),
        ("token=right", "HEAD", False),
        ("token=wrong", "GET", False),
        ("token=", "GET", False),
        ("", "GET", False),
        ("x=right", "GET", False),
    ],
)
def test_an_address_opens_the_phone_if_it_has_the_token_once(query: str, method: str, opens: bool) -> None:
    environ: dict[str, object] = {"REQUEST_METHOD": method, "QUERY_STRING": query, "SERVER_PORT": "1"}
    assert (PhoneToken("right").enter(environ) is not None) == opens


@pytest.mark.parametrize(
    ("header", "opens"),
    [
        ("Bearer right", True),
        ("bearer right", True),
        ("BEARER right", True),
        ("Basic right", False),
        (" right", False),
        ("right", False),
        ("Bearer right ", False),
        ("Bearer", False),
    ],
)
def test_a_header_opens_the_phone_if_its_scheme_is_bearer(header: str, opens: bool) -> None:
    """Source: RFC 9110, 11.1 (the name of a scheme is the same in any case)."""
    assert PhoneToken("right").is_in({"HTTP_AUTHORIZATION": header}) == opens


def test_a_page_that_follows_the_calls_is_let_go_when_the_server_closes(server: ProviderServer) -> None:
    with _session(server) as inside, inside.get(f"{server.url}/phone/events", stream=True, timeout=5) as answer:
        lines = answer.iter_lines()
        assert next(lines).startswith(b"retry: ")
        server.close()
        for _ in lines:  # would wait for five seconds, and raise, if the stream stayed open
            pass
