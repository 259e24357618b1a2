"""Beside the vendor's own client: the same calls make the same requests, and the same answers give the same values."""

from collections import Counter
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from requests import ConnectionError
from twilio.base.exceptions import TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client as TwilioClient

from rest import OutcomeUnknown
from rest.rows import match

from .clients import ACCOUNT, TOKEN, make_client
from .server import Answer, Received, Server, reply
from .tables import SAMPLES

WHO = {"to": "+15551230000", "from_": "+15559870000"}
URL = "https://example.com/answer"
NOON = datetime(2024, 3, 2, 12)
ACTS: dict[str, Callable[[Any], object]] = {
    "call": lambda c: c.calls.create(**WHO, url=URL),
    "call, much": lambda c: c.calls.create(
        **WHO, url=URL, method="GET", fallback_url=URL, fallback_method="POST", status_callback=URL,
        status_callback_event=["initiated", "completed"], status_callback_method="POST", send_digits="1w2", timeout=20,
        record=True, recording_channels="dual", recording_status_callback=URL, recording_track="both",
        recording_status_callback_event=["in-progress", "completed"], machine_detection="Enable", trim="do-not-trim",
        machine_detection_timeout=30, async_amd="true", caller_id="+15550001111", time_limit=60,
    ),
    "call, inline": lambda c: c.calls.create(**WHO, twiml="<Response/>"),
    "call, update": lambda c: c.calls("CA1").update(status="completed", url=URL),
    "call, fetch": lambda c: c.calls("CA1").fetch(),
    "call, delete": lambda c: c.calls("CA1").delete(),
    "call, record": lambda c: c.calls("CA1").recordings.create(recording_channels="dual"),
    "call, pause": lambda c: c.calls("CA1").recordings("RE1").update(status="paused", pause_behavior="skip"),
    "calls": lambda c: c.calls.list(status="completed", to="+1", limit=3),
    "calls by time": lambda c: c.calls.list(start_time_after=datetime(2024, 3, 1, 1, 2, 3), end_time_before=NOON),
    "calls in large pages": lambda c: c.calls.list(page_size=100),
    "message": lambda c: c.messages.create(**WHO, body="Hello"),
    "message, media": lambda c: c.messages.create(
        **WHO, media_url=[URL, URL + "2"], validity_period=60, max_price=Decimal("0.5"), smart_encoded=True
    ),
    "message, service": lambda c: c.messages.create(
        to="+1", messaging_service_sid="MG1", body="x", schedule_type="fixed", send_at=datetime(2024, 3, 1)
    ),
    "message, redact": lambda c: c.messages("SM1").update(body=""),
    "messages": lambda c: c.messages.list(date_sent_after=datetime(2024, 3, 1), from_="+2"),
    "media": lambda c: c.messages("SM1").media.list(),
    "media, one": lambda c: c.messages("SM1").media("ME1").fetch(),
    "conference": lambda c: c.conferences("CF1").update(status="completed"),
    "conferences": lambda c: c.conferences.list(date_created_after=date(2024, 3, 1), friendly_name="x"),
    "participant": lambda c: c.conferences("CF1").participants("CA1").update(muted=True, hold=False, hold_url=URL),
    "participant, add": lambda c: c.conferences("CF1").participants.create(
        **WHO, beep="onEnter", label="x", early_media=True, status_callback_event=["ringing"], max_participants=9
    ),
    "queue": lambda c: c.queues.create(friendly_name="q", max_size=5),
    "queue, front": lambda c: c.queues("QU1").members("Front").update(url=URL, method="POST"),
    "number": lambda c: c.incoming_phone_numbers.create(area_code="510", voice_url=URL, sms_method="GET"),
    "number, local": lambda c: c.incoming_phone_numbers.local.create(phone_number="+1555", voice_caller_id_lookup=True),
    "number, move": lambda c: c.api.accounts("AC9").incoming_phone_numbers("PN1").update(account_sid="AC8"),
    "numbers to buy": lambda c: c.available_phone_numbers("US").local.list(area_code=510, sms_enabled=True, distance=9),
    "application": lambda c: c.applications.create(
        friendly_name="a", voice_url=URL, public_application_connect_enabled=False
    ),
    "account": lambda c: c.api.accounts.create(friendly_name="a"),
    "caller": lambda c: c.validation_requests.create(phone_number="+1555", call_delay=5, extension="12"),
    "caller, delete": lambda c: c.outgoing_caller_ids("PN1").delete(),
    "recordings": lambda c: c.recordings.list(date_created_before=datetime(2024, 3, 1), call_sid="CA1"),
    "usage": lambda c: c.usage.records.today.list(category="calls", include_subaccounts=True),
    "trigger": lambda c: c.usage.triggers.create(
        callback_url=URL, trigger_value="+30", usage_category="calls", recurring="daily"
    ),
    "sip": lambda c: c.sip.domains("SD1").credential_list_mappings.create(credential_list_sid="CL1"),
    "sip, address": lambda c: c.sip.ip_access_control_lists("AL1").ip_addresses.create(
        friendly_name="x", ip_address="10.0.0.1"
    ),
    "notifications": lambda c: c.calls("CA1").notifications.list(log=1, message_date_after=date(2024, 3, 1)),
    "address": lambda c: c.addresses.create(
        customer_name="n", street="s", city="c", region="r", postal_code="p", iso_country="US"
    ),
}  # fmt: skip


def answer(request: Received) -> Answer:
    """What the provider would answer, in kind: the vendor's client is particular about statuses."""
    found = match(request.method, request.path)
    assert found is not None
    resource, operation, _ = found
    if operation.name == "list":
        return reply(200, {resource.list_key: []})
    return reply(operation.status("twilio"), b"" if operation.name == "delete" else {"sid": "XX1"})


class Redirecting(TwilioHttpClient):
    """The vendor's HTTP client, pointed at the scripted server."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self.url = url

    def request(self, method: str, uri: str, *args: Any, **more: Any) -> Any:
        return super().request(method, uri.replace("https://api.twilio.com", self.url), *args, **more)


def theirs(url: str) -> TwilioClient:
    return TwilioClient(ACCOUNT, TOKEN, http_client=Redirecting(url))


@pytest.mark.parametrize("name", ACTS)
def test_the_same_call_makes_the_same_request(name: str) -> None:
    with Server(answer) as server:
        ACTS[name](theirs(server.url))
        ACTS[name](make_client(server.url))
    vendor, ours = server.received
    assert (ours.method, ours.path) == (vendor.method, vendor.path)
    assert Counter(ours.form) == Counter(vendor.form)
    assert Counter(ours.query) == Counter(vendor.query)
    assert ours.headers["authorization"] == vendor.headers["authorization"]


SAME = ["calls", "messages", "recordings", "conferences", "applications", "incoming_phone_numbers", "queues"]


@pytest.mark.parametrize("name", SAME)
def test_the_same_answer_gives_the_same_values(name: str) -> None:
    """Where the vendor converts; prices are exact numbers with us and texts with it."""
    payload = {key: _without_odd_dates(value) for key, value in SAMPLES[name]["payload"].items()}
    with Server([reply(200, payload)]) as server:
        vendor = getattr(theirs(server.url), name)("XX1").fetch()
        ours = getattr(make_client(server.url), name)("XX1").fetch()
    compared = 0
    for attribute, value in vars(vendor).items():
        key = "from" if attribute == "from_" else attribute
        if attribute.startswith("_") or key not in payload or value is None or isinstance(value, dict):
            continue
        mine = getattr(ours, attribute)
        assert str(mine) == str(value) if not isinstance(value, datetime) else mine == value, attribute
        compared += 1
    assert compared >= 5


def _without_odd_dates(value: object) -> object:
    """The vendor's parser gives up on "Sept" and "Thur"; ours reads them, as other tests show."""
    return value.replace("Sept ", "Sep ").replace("Thur,", "Thu,") if isinstance(value, str) else value


@pytest.mark.parametrize("status", [302, 408, 500, 503, None])
def test_where_the_outcome_is_unknown_the_vendor_raises_what_moving_says(status: int | None) -> None:
    page = (Path(__file__).parents[2] / "docs" / "moving.md").read_text(encoding="utf-8")
    assert "| raises TwilioRestException, or an error of `requests` | raises OutcomeUnknown |" in page
    answer = Answer(then="close") if status is None else reply(status)
    with Server([answer]) as server:
        with pytest.raises(ConnectionError if status is None else TwilioRestException):
            ACTS["message"](theirs(server.url))
        with pytest.raises(OutcomeUnknown) as caught:
            ACTS["message"](make_client(server.url))
    assert caught.value.status == status
