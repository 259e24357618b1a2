"""The REST server under our own client and under twilio-python, unchanged."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import requests
from twilio.base.exceptions import TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client as TwilioClient

from emulator import Provider, ProviderServer
from rest import AuthenticationError, Client, InvalidRequest, NotFound

from ..pages import Pages

PUBLIC = "https://app.example"
DOCUMENT = '<Response><Gather numDigits="1" action="/m"><Say>menu</Say></Gather></Response>'


class Redirected(TwilioHttpClient):
    """twilio-python's own HTTP client, sent to another origin: the one change that a test needs."""

    def __init__(self, origin: str) -> None:
        super().__init__()
        self.origin = origin

    def request(self, method, url, **kwargs):  # type: ignore[no-untyped-def,override]
        return super().request(method, url.replace("https://api.twilio.com", self.origin), **kwargs)


@pytest.fixture(params=["signalwire", "twilio"])
def server(request: pytest.FixtureRequest) -> Iterator[ProviderServer]:
    provider = Provider(request.param, public_url=PUBLIC)
    pages: dict[str, object] = {
        "/voice": DOCUMENT,
        "/new": "<Response><Say>new</Say></Response>",
        "/s": {"status": 204},
        "/m": "<Response/>",
    }
    provider.host(Pages(pages, request.param, provider.engine.world.account.signing_key, PUBLIC), PUBLIC)
    with ProviderServer(provider) as made:
        yield made


@pytest.fixture
def vendor(server: ProviderServer) -> Iterator[TwilioClient]:
    account = server.provider.engine.world.account
    http_client = Redirected(server.url)
    yield TwilioClient(account.sid, account.token, http_client=http_client)
    if http_client.session is not None:
        http_client.session.close()


@pytest.mark.source("REST reference, operations of calls; call-semantics 4")
def test_our_client_places_reads_updates_and_lists_calls(server: ProviderServer) -> None:
    client = server.client()
    call = client.calls.create(to="+15551230001", from_="+15559870000", url=f"{PUBLIC}/voice")
    assert (call.status, call.to, call.from_) == ("queued", "+15551230001", "+15559870000")
    server.provider.call(call.sid).heard("menu")
    assert client.calls(call.sid).fetch().status == "in-progress"
    client.calls(call.sid).update(url=f"{PUBLIC}/new")
    assert server.provider.call(call.sid).heard("new")
    server.provider.run()
    done = client.calls(call.sid).fetch()
    assert done.status == "completed"
    assert isinstance(done.duration, int)
    assert done.start_time is not None
    assert [item.sid for item in client.calls.list()] == [call.sid]
    client.calls(call.sid).delete()
    assert client.calls.list() == []


@pytest.mark.source("REST reference, paging (next)")
def test_paging_gives_every_call_once_and_stops(server: ProviderServer) -> None:
    client = server.client()
    sids = [client.calls.create(to=f"+155512300{n:02d}", from_="+1555", url=f"{PUBLIC}/voice").sid for n in range(7)]
    assert [call.sid for call in client.calls.list(page_size=3)] == sids[::-1]


@pytest.mark.source("REST reference, operations of messages; call-semantics 10.2")
def test_our_client_sends_and_reads_messages(server: ProviderServer) -> None:
    client = server.client()
    message = client.messages.create(to="+15551230001", from_="+15559870000", body="hi")
    assert message.status == "queued"
    server.provider.run()
    assert message.fetch().status == "delivered"
    assert message.fetch().num_segments == 1
    assert [item.sid for item in client.messages.list(to="+15551230001")] == [message.sid]


@pytest.mark.source("twilio-python")
def test_twilio_python_places_lists_updates_and_deletes_calls(server: ProviderServer, vendor: TwilioClient) -> None:
    call = vendor.calls.create(to="+15551230001", from_="+15559870000", url=f"{PUBLIC}/voice")
    assert call.status == "queued"
    for _ in range(4):
        vendor.calls.create(to="+15551230002", from_="+15559870000", url=f"{PUBLIC}/voice")
    server.provider.call(call.sid).heard("menu")
    assert vendor.calls(call.sid).fetch().status == "in-progress"
    assert vendor.calls(call.sid).update(status="completed").status == "completed"
    assert len(vendor.calls.list(page_size=2)) == 5
    assert len(vendor.calls.list(to="+15551230002")) == 4
    assert vendor.calls(call.sid).delete()
    with pytest.raises(TwilioRestException) as refused:
        vendor.calls(call.sid).fetch()
    assert (refused.value.status, refused.value.code) == (404, 20404)


@pytest.mark.source("twilio-python")
def test_twilio_python_sends_and_lists_messages(server: ProviderServer, vendor: TwilioClient) -> None:
    message = vendor.messages.create(to="+15551230001", from_="+15559870000", body="hi", status_callback=f"{PUBLIC}/s")
    server.provider.run()
    assert vendor.messages(message.sid).fetch().status == "delivered"
    assert [item.sid for item in vendor.messages.list(limit=10)] == [message.sid]
    assert vendor.messages(message.sid).update(body="").body == ""
    assert vendor.messages(message.sid).delete()


@pytest.mark.source(
    "REST reference, errors 21201, 21205, 21211, 21213; recorded answer: webhookdb, 422 with the code as a text"
)
@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"from_": "+15559870000", "url": f"{PUBLIC}/voice"}, 21201),
        ({"to": "+15551230001", "url": f"{PUBLIC}/voice"}, 21213),
        ({"to": "+15551230001", "from_": "+15559870000"}, 21205),
        ({"to": "+15551230001", "from_": "+15559870000", "url": "/relative"}, 21205),
        ({"to": "nobody", "from_": "+15559870000", "url": f"{PUBLIC}/voice"}, 21211),
    ],
)
def test_a_call_that_cannot_be_placed_gives_the_provider_s_code(
    server: ProviderServer, fields: dict[str, str], code: int
) -> None:
    account = server.provider.engine.world.account
    names = {"from_": "From", "to": "To", "url": "Url"}
    answer = requests.post(
        f"{server.url}/2010-04-01/Accounts/{account.sid}/Calls.json",
        data={names[name]: value for name, value in fields.items()},
        auth=(account.sid, account.token),
        timeout=5,
    )
    refused: dict[str, tuple[int, object]] = {"signalwire": (422, str(code)), "twilio": (400, code)}  # see test_edges
    assert (answer.status_code, answer.json()["code"]) == refused[server.provider.name]


@pytest.mark.source("own: either base path, whatever the provider")
def test_both_base_paths_are_answered(server: ProviderServer) -> None:
    account = server.provider.engine.world.account
    for base in ("/2010-04-01", "/api/laml/2010-04-01"):
        answer = requests.get(
            f"{server.url}{base}/Accounts/{account.sid}/Calls.json", auth=(account.sid, account.token), timeout=5
        )
        assert answer.json()["calls"] == []


@pytest.mark.source("REST reference, errors 20003")
def test_wrong_credentials_get_401_with_20003(server: ProviderServer) -> None:
    account = server.provider.engine.world.account
    client = Client(account.sid, "wrong", provider=server.provider.name, base_url=server.url, environment={})
    with pytest.raises(AuthenticationError) as refused:
        client.calls.list()
    assert (refused.value.status, refused.value.code) == (401, 20003)


@pytest.mark.source("REST reference, errors 20404")
def test_an_unknown_account_is_told_with_the_one_that_there_is(server: ProviderServer) -> None:
    """The space of SignalWire by position is its package's account: the third argument of its Client."""
    account = server.provider.engine.world.account
    answer = requests.get(
        f"{server.url}/2010-04-01/Accounts/example.signalwire.com/Calls.json",
        auth=(account.sid, account.token),
        timeout=5,
    )
    assert answer.status_code == 404
    assert f"account example.signalwire.com is unknown, the emulator's is {account.sid}" in answer.json()["message"]


@pytest.mark.source("REST reference, errors 20404")
def test_an_unknown_call_gets_404_with_20404(server: ProviderServer) -> None:
    with pytest.raises(NotFound) as refused:
        server.client().calls("nothing").fetch()
    assert refused.value.code == 20404


@pytest.mark.source("call-semantics 13.35, 6")
def test_a_ringing_call_cannot_be_redirected(server: ProviderServer) -> None:
    """Source: call semantics 13.35."""
    client = server.client()
    call = client.calls.create(to="+15551230001", from_="+15559870000", url=f"{PUBLIC}/voice")
    assert call.fetch().status == "ringing"
    with pytest.raises(InvalidRequest) as refused:
        call.update(url=f"{PUBLIC}/new")
    assert refused.value.code == 21220


@pytest.mark.source("call-semantics 13.33, 6")
def test_canceling_a_call_in_progress(server: ProviderServer) -> None:
    """No effect at Twilio, error 10000 at SignalWire. Source: call semantics 13.33."""
    client = server.client()
    call = client.calls.create(to="+15551230001", from_="+15559870000", url=f"{PUBLIC}/voice")
    server.provider.call(call.sid).heard("menu")
    if server.provider.name == "signalwire":
        with pytest.raises(InvalidRequest) as refused:
            call.update(status="canceled")
        assert refused.value.code == 10000
    else:
        call.update(status="canceled")
    assert call.fetch().status == "in-progress"
    call.update(status="completed")
    assert call.fetch().status == "completed"


@pytest.mark.source("threats E11")
def test_another_host_name_is_not_answered(server: ProviderServer) -> None:
    """Source: threat list E11."""
    account = server.provider.engine.world.account
    url = f"{server.url}/2010-04-01/Accounts/{account.sid}/Calls.json"
    answer = requests.get(url, auth=(account.sid, account.token), headers={"Host": "attacker.example"}, timeout=5)
    assert answer.status_code == 403


@pytest.mark.source("own: the phone")
def test_the_phone_needs_its_token(server: ProviderServer) -> None:
    assert requests.get(f"{server.url}/phone/timeline", timeout=5).status_code == 401
    good = {"Authorization": f"Bearer {server.phone_token}"}
    dialled = requests.post(f"{server.url}/phone/calls", json={"url": "/voice"}, headers=good, timeout=5).json()
    assert dialled["status"] == "ringing"
    heard = requests.post(
        f"{server.url}/phone/calls/{dialled['sid']}/hear", json={"text": "menu"}, headers=good, timeout=5
    ).json()
    assert heard["heard"]
    pressed = requests.post(
        f"{server.url}/phone/calls/{dialled['sid']}/press", json={"keys": "2"}, headers=good, timeout=5
    )
    assert pressed.status_code == 200
    told = requests.get(f"{server.url}/phone/timeline", headers=good, timeout=5).json()
    assert any(entry["text"] == "POST /m" and entry["params"]["Digits"] == "2" for entry in told["entries"])


@pytest.mark.source(
    "webhook reference, responses.rate_limits; REST reference, errors 20429; unverified: how many calls wait"
)
def test_a_backlog_of_calls_is_bounded(server: ProviderServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """Source: threat list E10; webhook reference, responses.rate_limits."""
    monkeypatch.setattr("emulator.server.resources.calls.BACKLOG", 3)
    client = server.client()
    for _ in range(4):  # the first leaves the queue at once
        client.calls.create(to="+15551230001", from_="+15559870000", url=f"{PUBLIC}/voice")
    account = server.provider.engine.world.account
    refused = requests.post(
        f"{server.url}/2010-04-01/Accounts/{account.sid}/Calls.json",
        data={"To": "+15551230001", "From": "+15559870000", "Url": f"{PUBLIC}/voice"},
        auth=(account.sid, account.token),
        timeout=5,
    )
    assert (refused.status_code, refused.json()["code"]) == (429, 20429)
    server.provider.run()
    assert client.calls.create(to="+15551230001", from_="+15559870000", url=f"{PUBLIC}/voice").status == "queued"
