"""Records as each provider writes them: their properties, their links, and what SignalWire was recorded to answer."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from rest.rows import operations
from rest.table.resource import Resource

from .edges import BOTH, Api, B
from .filled import world

ABSENT = json.loads((Path(__file__).parent / "absent_properties.json").read_text(encoding="utf-8"))
ACCOUNT_LINKS = {
    *("available_phone_numbers", "calls", "conferences", "incoming_phone_numbers", "notifications", "addresses"),
    *("outgoing_caller_ids", "recordings", "transcriptions", "signing_keys", "connect_apps", "sip", "usage", "keys"),
    *("authorized_connect_apps", "applications", "short_codes", "queues", "messages"),
}
"""Source: seed, Retrieve an Account: sample."""
NULLS = {
    *("notifications", "addresses", "signing_keys", "connect_apps", "sip", "authorized_connect_apps", "usage"),
    *("keys", "short_codes"),
}
"""Source: the same sample: what is null at SignalWire."""


def records(name: str) -> tuple[Api, list[tuple[Resource, dict[str, Any]]]]:
    """Every record of every list of a provider that has something everywhere."""
    api, paths = world(name)
    found: list[tuple[Resource, dict[str, Any]]] = []
    for resource, row in operations():
        if row.name != "list" or name not in resource.offered_by(row):
            continue
        try:
            path = row.path.format_map(paths)
        except KeyError:
            continue  # below something that this test makes none of
        base = api.provider.engine.world.profile.rest_base
        status, body = api.ask("GET", base + path + resource.suffix)
        assert status == 200, (path, body)
        found += [(resource, record) for record in body[resource.list_key or ""]]
    return api, found


@pytest.fixture(scope="module", params=BOTH)
def whole(request: pytest.FixtureRequest) -> tuple[Api, list[tuple[Resource, dict[str, Any]]]]:
    return records(request.param)


Whole = tuple[Api, list[tuple[Resource, dict[str, Any]]]]


@pytest.mark.source("REST reference, providers of each property")
def test_no_record_has_a_property_of_the_other_provider(whole: Whole) -> None:
    """Source: REST reference, resources.*.properties.*.providers."""
    api, found = whole
    gone = ABSENT[api.provider.name]
    wrong = {
        f"{resource.name}.{key}" for resource, record in found for key in record if key in gone.get(resource.name, ())
    }
    assert wrong == set()
    assert len({resource.name for resource, _ in found}) > 10


@pytest.mark.source(
    "Twilio's specification, subresource_uris; seed, samples; unverified: 405 for what can only be posted"
)
def test_each_link_of_each_record_answers(whole: Whole) -> None:
    """Source: Twilio's specification and SignalWire's samples, subresource_uris; 405 for what can only be posted."""
    api, found = whole
    links = {
        (resource.name, key): str(link)
        for resource, record in found
        for key, link in (record.get("subresource_uris") or {}).items()
        if link is not None
    }
    answers = {place: api.ask("GET", link.partition("?")[0])[0] for place, link in links.items()}
    posted = {"payments", "siprec", "streams", "transcriptions", "user_defined_messages"}
    posted |= {"user_defined_message_subscriptions"}
    wrong = {place: status for place, status in answers.items() if status != 200 and place[1] not in posted}
    assert wrong == {}
    assert {status for (resource, key), status in answers.items() if key in posted and resource == "calls"} <= {
        200,
        405,
    }
    assert ("calls", "recordings") in links
    assert ("messages", "media") in links
    assert ("recordings", "transcriptions") in links


@pytest.mark.source("seed, Retrieve an Account: sample; unverified at Twilio")
def test_an_account_links_everything_and_what_the_provider_lacks_is_null(whole: Whole) -> None:
    api, found = whole
    links = next(record for resource, record in found if resource.name == "accounts")["subresource_uris"]
    assert links.keys() >= ACCOUNT_LINKS
    null = {key for key in ACCOUNT_LINKS if links[key] is None}
    assert null == (NULLS if api.provider.name == "signalwire" else set())


@pytest.mark.source("recorded answer: signalwire-ruby, spec/vcr_cassettes/recordings.yml; Twilio's specification")
def test_a_recording_is_written_as_it_was_recorded(whole: Whole) -> None:
    """Source: recorded answer, signalwire-ruby, spec/vcr_cassettes/recordings.yml; Twilio's specification."""
    api, found = whole
    done = [record for resource, record in found if resource.name == "recordings" and record["status"] == "completed"]
    record = done[0]
    signalwire = api.provider.name == "signalwire"
    assert record["channels"] == ("1" if signalwire else 1)
    assert isinstance(record["duration"], int if signalwire else str)
    assert "channel" not in record
    assert ("trim" in record) == signalwire
    assert ("media_url" in record) != signalwire


@pytest.mark.source("recorded answer: signalwire-ruby, spec/vcr_cassettes/transcriptions.yml; Twilio's specification")
def test_a_transcription_is_as_long_as_a_number_at_signalwire(whole: Whole) -> None:
    """Source: recorded answer, signalwire-ruby, spec/vcr_cassettes/transcriptions.yml; Twilio's specification."""
    api, found = whole
    record = next(record for resource, record in found if resource.name == "transcriptions")
    assert isinstance(record["duration"], int if api.provider.name == "signalwire" else str)


@pytest.mark.source("recorded answer: signalwire-node, should-list-the-calls; Twilio's specification, phone_number_sid")
def test_a_call_names_the_number_of_the_account(whole: Whole) -> None:
    """Source: recorded answer, signalwire-node, should-list-the-calls; Twilio's specification, phone_number_sid."""
    api, found = whole
    number = next(record["sid"] for resource, record in found if resource.name == "incoming_phone_numbers")
    inbound = [record for resource, record in found if resource.name == "calls" and record["direction"] == "inbound"]
    own = {record["phone_number_sid"] for record in inbound}
    assert None not in own
    assert {record["sid"] for resource, record in found if resource.name == "incoming_phone_numbers"} >= own
    assert number is not None
    _, placed = api.ask("POST", "/Calls.json", {"To": B, "From": "+15550009999", "Url": "https://app.example/x"})
    assert placed["phone_number_sid"] is None


@pytest.mark.source("call-semantics 12, Record without sound")
def test_a_record_in_which_nobody_spoke_is_kept_at_twilio_alone() -> None:
    """Source: call semantics 12, Record without sound; `absent` is one that holds nothing."""
    for name, kept in (("twilio", 1), ("signalwire", 0)):
        api, _ = world(name, talks=False)
        call = api.provider.dial("/talk", from_=B, to="+15559870000")
        call.wait()
        api.provider.wait(5)
        assert len(api.ask("GET", f"/Recordings.json?CallSid={call.sid}")[1]["recordings"]) == kept


@pytest.mark.source("REST reference, paging (next); unverified: that the address spells the filters")
def test_a_page_keeps_the_filters_that_were_asked_for() -> None:
    """Source: REST reference, paging: follow next_page_uri as given."""
    for name in BOTH:
        api, _ = world(name, talks=False)
        for number in range(3):
            api.ask("POST", "/Messages.json", {"To": f"+1555000000{number % 2}", "From": "+15559870000", "Body": "x"})
        _, page = api.ask("GET", "/Messages.json?To=%2B15550000000&PageSize=1&DateSent%3E=2026-01-01")
        assert "To=%2B15550000000" in page["next_page_uri"]
        assert "DateSent%3E=2026-01-01" in page["next_page_uri"]
        _, second = api.ask("GET", page["next_page_uri"])
        assert [one["to"] for one in second["messages"]] == ["+15550000000"]
        assert second["next_page_uri"] is None
