"""Every plain resource of the REST API through its life, by our client and by twilio-python."""

from __future__ import annotations

import io
import wave
from collections.abc import Iterator
from operator import attrgetter
from typing import Any

import pytest
import requests
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client as TwilioClient

from emulator import Provider, ProviderServer
from emulator.server.app import OPERATIONS, PLAIN, WHOLE
from rest import InvalidRequest, NotFound
from rest.rows import RESOURCES, operations

from ..pages import Pages
from .test_server import Redirected

PUBLIC = "https://app.example"
# collection below the account: (parameters of create, what to change)
BOTH: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "applications": ({"friendly_name": "ivr", "voice_url": f"{PUBLIC}/voice"}, {"friendly_name": "menu"}),
    "incoming_phone_numbers": ({"phone_number": "+15005550006"}, {"friendly_name": "front desk"}),
}
SIGNALWIRE: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "laml_bins": ({"name": "hello", "contents": "<Response><Say>hi</Say></Response>"}, {"name": "bye"}),
}
TWILIO: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "addresses": (
        {
            "customer_name": "A",
            "street": "1 Main",
            "city": "X",
            "region": "CA",
            "postal_code": "94105",
            "iso_country": "US",
        },
        {"city": "Y"},
    ),
    "sip.domains": ({"domain_name": "example.sip.twilio.com"}, {"friendly_name": "office"}),
    "sip.credential_lists": ({"friendly_name": "people"}, {"friendly_name": "staff"}),
    "sip.ip_access_control_lists": ({"friendly_name": "hosts"}, {"friendly_name": "machines"}),
    "usage.triggers": (
        {"usage_category": "calls", "trigger_value": "10", "callback_url": f"{PUBLIC}/t"},
        {"friendly_name": "many"},
    ),
}


@pytest.fixture(params=["signalwire", "twilio"])
def server(request: pytest.FixtureRequest) -> Iterator[ProviderServer]:
    with ProviderServer(Provider(request.param, public_url=PUBLIC)) as made:
        yield made


@pytest.fixture
def twilio_server() -> Iterator[ProviderServer]:
    with ProviderServer(Provider("twilio", public_url=PUBLIC)) as made:
        yield made


@pytest.fixture
def vendor(twilio_server: ProviderServer) -> Iterator[TwilioClient]:
    account = twilio_server.provider.engine.world.account
    http_client = Redirected(twilio_server.url)
    yield TwilioClient(account.sid, account.token, http_client=http_client)
    if http_client.session is not None:
        http_client.session.close()


def _life(collection: Any, item: Any, made: dict[str, Any], changed: dict[str, Any], missing: type[Exception]) -> None:
    created = collection.create(**made)
    for name, value in made.items():
        if isinstance(getattr(created, name, None), str):
            assert getattr(created, name) == value
    assert item(created.sid).fetch().sid == created.sid
    ((name, value),) = changed.items()
    assert getattr(item(created.sid).update(**changed), name) == value
    assert [one.sid for one in collection.list()] == [created.sid]
    assert item(created.sid).delete()
    assert collection.list() == []
    with pytest.raises(missing):
        item(created.sid).fetch()


@pytest.mark.source("REST reference, operations of each resource")
@pytest.mark.parametrize(
    ("provider_name", "name"),
    [("signalwire", name) for name in (*BOTH, *SIGNALWIRE)] + [("twilio", name) for name in (*BOTH, *TWILIO)],
)
def test_our_client_leads_a_record_through_its_life(provider_name: str, name: str) -> None:
    with ProviderServer(Provider(provider_name, public_url=PUBLIC)) as server:
        collection = attrgetter(name)(server.client())
        _life(collection, collection, *{**BOTH, **SIGNALWIRE, **TWILIO}[name], NotFound)


@pytest.mark.source("twilio-python")
@pytest.mark.parametrize("name", [*BOTH, *TWILIO])
def test_twilio_python_leads_a_record_through_its_life(vendor: TwilioClient, name: str) -> None:
    collection = attrgetter(name)(vendor)
    _life(collection, collection, *{**BOTH, **TWILIO}[name], TwilioRestException)


@pytest.mark.source("twilio-python")
def test_twilio_python_fills_the_lists_of_sip(vendor: TwilioClient) -> None:
    people = vendor.sip.credential_lists.create(friendly_name="people")
    ann = vendor.sip.credential_lists(people.sid).credentials.create(username="ann", password="Secret12345678")
    assert ann.username == "ann"
    assert [one.sid for one in vendor.sip.credential_lists(people.sid).credentials.list()] == [ann.sid]
    domain = vendor.sip.domains.create(domain_name="example.sip.twilio.com")
    mapping = vendor.sip.domains(domain.sid).credential_list_mappings.create(credential_list_sid=people.sid)
    assert mapping.sid == people.sid
    hosts = vendor.sip.ip_access_control_lists.create(friendly_name="hosts")
    address = vendor.sip.ip_access_control_lists(hosts.sid).ip_addresses.create(
        friendly_name="one", ip_address="192.0.2.1"
    )
    assert address.ip_address == "192.0.2.1"


@pytest.mark.source("twilio-python")
def test_twilio_python_searches_and_buys_numbers(vendor: TwilioClient) -> None:
    found = vendor.available_phone_numbers("US").local.list(area_code=415, limit=2)
    assert len(found) == 2
    assert all(number.phone_number.startswith("+1415") for number in found)
    bought = vendor.incoming_phone_numbers.create(phone_number=found[0].phone_number)
    assert bought.capabilities["voice"]
    again = vendor.available_phone_numbers("US").local.list(area_code=415, limit=1)
    assert again[0].phone_number != found[0].phone_number
    assert {"US", "CA", "GB", "DE"} <= {country.country_code for country in vendor.available_phone_numbers.list()}
    with pytest.raises(TwilioRestException):
        vendor.incoming_phone_numbers.create(phone_number=found[0].phone_number)


@pytest.mark.source("twilio-python")
def test_twilio_python_reads_usage_and_notifications(twilio_server: ProviderServer, vendor: TwilioClient) -> None:
    vendor.messages.create(to="+15551230001", from_="+15559870000", body="hi")
    vendor.calls.create(to="+15551230001", from_="+15559870000", url="https://app.example/nothing/there")
    twilio_server.provider.run()
    counted = {record.category: record.count for record in vendor.usage.records.list()}
    assert counted["sms-outbound"] == "1"
    assert [record.category for record in vendor.usage.records.today.list(category="calls")] == ["calls"]
    told = vendor.notifications.list()
    assert told[0].error_code == "11200"
    assert vendor.notifications(told[0].sid).fetch().message_text.startswith("11200")


@pytest.mark.source("twilio-python")
def test_twilio_python_reads_its_account_and_makes_a_subaccount(vendor: TwilioClient) -> None:
    account = vendor.api.v2010.accounts(vendor.account_sid).fetch()
    assert (account.sid, account.status) == (vendor.account_sid, "active")
    sub = vendor.api.v2010.accounts.create(friendly_name="sub")
    assert sub.owner_account_sid == vendor.account_sid
    assert {one.sid for one in vendor.api.v2010.accounts.list()} == {account.sid, sub.sid}


@pytest.mark.source("twilio-python")
def test_twilio_python_verifies_a_caller_id(vendor: TwilioClient) -> None:
    request = vendor.validation_requests.create(phone_number="+15551234567", friendly_name="mine")
    assert len(str(request.validation_code)) == 6
    assert [one.phone_number for one in vendor.outgoing_caller_ids.list()] == ["+15551234567"]


@pytest.mark.source("REST reference, operations of messages.media")
def test_media_of_a_message_are_listed_and_downloaded(server: ProviderServer) -> None:
    client = server.client()
    message = client.messages.create(
        to="+15551230001",
        from_="+15559870000",
        body="x",
        media_url=["https://m.example/a.jpg", "https://m.example/b.png"],
    )
    media = client.messages(message.sid).media.list()
    assert [item.content_type for item in media] == ["image/jpeg", "image/png"]
    account = server.provider.engine.world.account
    url = f"{server.url}/2010-04-01/Accounts/{account.sid}/Messages/{message.sid}/Media/{media[0].sid}"
    assert requests.get(url, timeout=5).content.startswith(b"GIF8")
    client.messages(message.sid).media(media[0].sid).delete()
    assert len(client.messages(message.sid).media.list()) == 1


@pytest.mark.source("call-semantics 12, templates")
def test_a_bin_is_served_and_its_parameters_are_filled_in(provider: Provider) -> None:
    """Source: call semantics 12, templates."""
    bin_ = provider.client().laml_bins.create(
        name="hello", contents="<Response><Say>Hello {{From}}, {{Nobody}}</Say></Response>"
    )
    call = provider.dial(bin_.request_url, from_="+15551239999")
    assert call.heard("Hello +15551239999,")
    assert provider.client().laml_bins(bin_.sid).fetch().num_requests == 1


@pytest.mark.source("own: a value never becomes an element")
def test_a_value_in_a_bin_cannot_become_an_element(provider: Provider) -> None:
    bin_ = provider.client().laml_bins.create(name="hello", contents="<Response><Say>{{From}}</Say></Response>")
    call = provider.dial(bin_.request_url, from_="sip:<Hangup/>@example.com")
    assert call.heard("<Hangup/>")


@pytest.mark.source("REST reference, incoming_phone_numbers (VoiceUrl, SmsUrl)")
def test_a_number_s_own_settings_say_where_a_call_goes(server: ProviderServer) -> None:
    client = server.client()
    client.incoming_phone_numbers.create(
        phone_number="+15005550006", voice_url=f"{PUBLIC}/voice", sms_url=f"{PUBLIC}/sms"
    )
    call = server.provider.dial(to="+15005550006")
    assert call.requests[0].text == "POST /voice"
    message = server.provider.send(None, "hi", to="+15005550006")
    assert any(entry.text == "POST /sms" for entry in message.timeline)


@pytest.mark.source("call-semantics 4 (ApplicationSid)")
def test_an_application_answers_in_place_of_a_url(server: ProviderServer) -> None:
    client = server.client()
    application = client.applications.create(friendly_name="ivr", voice_url=f"{PUBLIC}/app-voice")
    placed = client.calls.create(to="+15551230001", from_="+15559870000", application_sid=application.sid)
    server.provider.run()
    assert server.provider.call(placed.sid).requests[0].text == "POST /app-voice"


@pytest.mark.source("own: each operation has a function")
def test_every_operation_of_every_resource_is_imitated() -> None:
    assert {resource.name for resource in RESOURCES} - PLAIN - OPERATIONS.keys() - WHOLE.keys() == set()
    for resource, operation in operations():
        if resource.name not in PLAIN | WHOLE.keys():
            assert operation.name in OPERATIONS[resource.name], f"{resource.name}.{operation.name}"


@pytest.mark.source("REST reference, operations of calls.recordings; call-semantics 9")
def test_a_recording_is_a_wav_file_of_its_length(server: ProviderServer) -> None:
    made = server.provider
    made.host(Pages({"/voice": '<Response><Pause length="20"/></Response>'}, made.name, "key", PUBLIC), PUBLIC)
    client = server.client()
    call = client.calls.create(to="+15551230001", from_="+15559870000", url=f"{PUBLIC}/voice")
    made.wait(5)
    recording = call.recordings.create(recording_channels="dual")
    assert recording.status == "in-progress"
    made.wait(4)
    client.calls(call.sid).recordings(recording.sid).update(status="stopped")
    made.run()
    done = client.recordings(recording.sid).fetch()
    assert (done.status, done.duration, done.channels) == ("completed", 4, 2)
    account = made.engine.world.account
    url = f"{server.url}/api/laml/2010-04-01/Accounts/{account.sid}/Recordings/{recording.sid}"
    with wave.open(io.BytesIO(requests.get(url, timeout=5).content)) as file:
        assert (file.getnframes() / file.getframerate(), file.getnchannels()) == (4.0, 2)
    assert [item.sid for item in client.recordings.list(call_sid=call.sid)] == [recording.sid]
    client.recordings(recording.sid).delete()
    assert client.recordings.list() == []


def _waiting(made: Provider, document: str) -> list[str]:
    """Two callers whose document is this one; gives the sids of their calls."""
    pages = {"/voice": document, "/new": "<Response><Say>taken</Say></Response>"}
    made.host(Pages(pages, made.name, "key", PUBLIC), PUBLIC)
    sids = [made.dial("/voice", from_=f"+1555123000{n}").sid for n in range(2)]
    made.wait(5)
    return sids


@pytest.mark.source("REST reference, operations of queues.members; unverified: the code 22002")
def test_queues_and_their_members(server: ProviderServer) -> None:
    made, client = server.provider, server.client()
    queue = client.queues.create(friendly_name="support", max_size=10)
    first, second = _waiting(made, "<Response><Enqueue>support</Enqueue></Response>")
    assert client.queues(queue.sid).fetch().current_size == 2
    assert [one.call_sid for one in client.queues(queue.sid).members.list()] == [first, second]
    assert client.queues(queue.sid).members("Front").fetch().position == 1
    client.queues(queue.sid).members("Front").update(url=f"{PUBLIC}/new")
    assert made.call(first).heard("taken")
    with pytest.raises(InvalidRequest):
        client.queues(queue.sid).members(first).update(url=f"{PUBLIC}/new")
    with pytest.raises(InvalidRequest) as refused:
        client.queues(queue.sid).delete()
    assert refused.value.code == 22002
    made.call(second).hang_up()
    assert client.queues(queue.sid).delete()
    with pytest.raises(NotFound):
        client.queues(queue.sid).fetch()


@pytest.mark.source("Twilio, REST API: Queues (a unique name); unverified: the code 22003")
def test_a_queue_s_name_is_its_own(server: ProviderServer) -> None:
    client = server.client()
    client.queues.create(friendly_name="support")
    with pytest.raises(InvalidRequest) as refused:
        client.queues.create(friendly_name="support")
    assert refused.value.code == 22003


@pytest.mark.source("REST reference, operations of conferences.participants; call-semantics 8.9")
def test_conferences_and_their_participants(server: ProviderServer) -> None:
    made, client = server.provider, server.client()
    first, second = _waiting(made, "<Response><Dial><Conference>room</Conference></Dial></Response>")
    (room,) = client.conferences.list(status="in-progress")
    assert room.friendly_name == "room"
    people = client.conferences(room.sid).participants
    assert [one.call_sid for one in people.list()] == [first, second]
    assert people(first).update(muted=True).muted
    assert people.list(muted=True)[0].call_sid == first
    assert people(second).update(hold=True).hold
    people(second).delete()
    assert made.call(second).status == "completed"
    client.conferences(room.sid).update(status="completed")
    assert client.conferences(room.sid).fetch().status == "completed"
    with pytest.raises(InvalidRequest):
        client.conferences(room.sid).update(status="completed")


@pytest.mark.source("twilio-python")
@pytest.mark.parametrize(
    "name",
    [
        "addresses",
        "applications",
        "authorized_connect_apps",
        "calls",
        "conferences",
        "connect_apps",
        "incoming_phone_numbers",
        "incoming_phone_numbers.local",
        "incoming_phone_numbers.mobile",
        "incoming_phone_numbers.toll_free",
        "keys",
        "messages",
        "notifications",
        "outgoing_caller_ids",
        "queues",
        "recordings",
        "short_codes",
        "signing_keys",
        "sip.credential_lists",
        "sip.domains",
        "sip.ip_access_control_lists",
        "transcriptions",
        "usage.records.all_time",
        "usage.records.daily",
        "usage.records.last_month",
        "usage.records.monthly",
        "usage.records.this_month",
        "usage.records.yearly",
        "usage.records.yesterday",
        "usage.triggers",
    ],
)
def test_twilio_python_lists_every_collection(vendor: TwilioClient, name: str) -> None:
    found = attrgetter(name)(vendor).list()
    assert all(record.category for record in found) if name.startswith("usage.records") else found == []


@pytest.mark.source("twilio-python")
def test_twilio_python_follows_a_call_s_recording_to_its_end(
    twilio_server: ProviderServer, vendor: TwilioClient
) -> None:
    made = twilio_server.provider
    made.host(Pages({"/voice": '<Response><Say loop="99">hi</Say></Response>'}, "twilio", "key", PUBLIC), PUBLIC)
    call = vendor.calls.create(to="+15551230001", from_="+15559870000", url=f"{PUBLIC}/voice")
    made.wait(5)
    recording = vendor.calls(call.sid).recordings.create()
    assert vendor.calls(call.sid).recordings("Twilio.CURRENT").update(status="paused").status == "paused"
    assert vendor.calls(call.sid).recordings(recording.sid).update(status="in-progress").status == "in-progress"
    made.wait(3)
    assert vendor.calls(call.sid).update(status="completed").status == "completed"
    made.run()
    assert vendor.recordings(recording.sid).fetch().duration == "3"
    assert [one.sid for one in vendor.calls(call.sid).recordings.list()] == [recording.sid]
    assert vendor.recordings(recording.sid).delete()


@pytest.mark.source("twilio-python")
def test_twilio_python_moves_a_caller_out_of_a_queue(twilio_server: ProviderServer, vendor: TwilioClient) -> None:
    queue = vendor.queues.create(friendly_name="support")
    first, _ = _waiting(twilio_server.provider, "<Response><Enqueue>support</Enqueue></Response>")
    assert [one.position for one in vendor.queues(queue.sid).members.list()] == [1, 2]
    moved = vendor.queues(queue.sid).members("Front").update(url=f"{PUBLIC}/new", method="POST")
    assert moved.call_sid == first
    assert vendor.queues(queue.sid).fetch().current_size == 1


@pytest.mark.source("twilio-python")
def test_twilio_python_mutes_and_removes_a_participant(twilio_server: ProviderServer, vendor: TwilioClient) -> None:
    _, second = _waiting(twilio_server.provider, "<Response><Dial><Conference>room</Conference></Dial></Response>")
    (room,) = vendor.conferences.list(friendly_name="room")
    assert vendor.conferences(room.sid).participants(second).update(muted=True).muted
    assert vendor.conferences(room.sid).participants(second).delete()
    assert len(vendor.conferences(room.sid).participants.list()) == 1
    assert vendor.conferences(room.sid).update(status="completed").status == "completed"


@pytest.mark.source("twilio-python")
def test_twilio_python_adds_a_participant(twilio_server: ProviderServer, vendor: TwilioClient) -> None:
    added = vendor.conferences("room").participants.create(
        to="+15551230005", from_="+15559870000", label="boss", end_conference_on_exit=True
    )
    assert added.status == "queued"
    twilio_server.provider.wait(5)
    one = vendor.conferences(added.conference_sid).participants("boss").fetch()
    assert (one.call_sid, one.end_conference_on_exit) == (added.call_sid, True)


@pytest.mark.source("REST reference, operations of calls.streams, and error 31922; Twilio's error dictionary, 31922")
def test_a_stream_is_begun_and_stopped(server: ProviderServer) -> None:
    made, client = server.provider, server.client()
    made.host(Pages({"/voice": '<Response><Say loop="99">x</Say></Response>'}, made.name, "key", PUBLIC), PUBLIC)
    talking = made.dial("/voice")
    stream = client.calls(talking.sid).streams.create(url="wss://media.example/in", name="ear")
    assert (stream.status, stream.name) == ("in-progress", "ear")
    assert client.calls(talking.sid).streams(stream.sid).update(status="stopped").status == "stopped"
    with pytest.raises(InvalidRequest) as refused:
        client.calls(talking.sid).streams.create(url="https://media.example/in")
    assert refused.value.code == 31922


@pytest.mark.source("REST reference, operations of faxes; call-semantics 11")
def test_faxes_and_their_pages() -> None:
    with ProviderServer(Provider("signalwire", public_url=PUBLIC)) as server:
        client = server.client()
        fax = client.faxes.create(to="+15551230001", from_="+15559870000", media_url="https://m.example/fax.pdf")
        assert (fax.status, fax.direction) == ("queued", "outbound")
        server.provider.run()
        done = client.faxes(fax.sid).fetch()
        assert (done.status, done.num_pages) == ("delivered", 1)
        assert [one.sid for one in client.faxes.list(to="+15551230001")] == [fax.sid]
        (pages,) = client.faxes(fax.sid).media.list()
        account = server.provider.engine.world.account
        url = f"{server.url}/api/laml/2010-04-01/Accounts/{account.sid}/Faxes/{fax.sid}/Media/{pages.sid}"
        assert requests.get(f"{url}.pdf", timeout=5).content.startswith(b"%PDF-1.4")
        with pytest.raises(InvalidRequest):
            client.faxes(fax.sid).update(status="canceled")
        assert client.faxes(fax.sid).media(pages.sid).delete()
        assert client.faxes(fax.sid).media.list() == []
        assert client.faxes(fax.sid).delete()
        queued = client.faxes.create(to="+15551230001", from_="+15559870000", media_url="https://m.example/fax.pdf")
        assert client.faxes(queued.sid).update(status="canceled").status == "canceled"
