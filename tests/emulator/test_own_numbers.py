"""A call that REST places to a number of the account comes in there: its voice URL decides what becomes of the call.

Unverified: no document of either provider shows both legs of such a call; each leg is as the references have it
(call semantics 3, 4, 6; webhook reference, voice.inbound and voice.inbound_number_status).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from emulator import Provider
from laml import Document, MessagingResponse, VoiceResponse
from webhooks import CallStatusEvent, GatherRequest, MessageRequest, VoiceRequest, Webhooks

pytestmark = pytest.mark.source(
    "call-semantics 3, 4, 6; webhook reference, voice.inbound; unverified: that one leg decides for the other"
)
OURS, CALLER = "+15559870000", "+15559870001"


@dataclass
class Office:
    """An app that calls a number of its own, and answers there with a document of the test's."""

    provider: Provider
    greeting: str = "<Response><Say>Office</Say><Pause length='20'/></Response>"
    events: list[str] = field(default_factory=list)
    pressed: list[str] = field(default_factory=list)
    texts: list[tuple[str, str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.app = Flask("office")
        self.app.config["LAML_PROVIDER"] = self.provider.name
        hooks = Webhooks(self.app, store=None)

        @hooks.voice("/office")
        def office(call: VoiceRequest) -> str:
            return self.greeting

        @hooks.voice("/reminder")
        def reminder(call: VoiceRequest) -> Document:
            return VoiceResponse().say("This is a reminder.").pause(length=5)

        @hooks.message("/sms")
        def sms(message: MessageRequest) -> Document:
            self.texts.append((message.from_, message.to, message.body))
            return MessagingResponse().message("Thank you")

        @hooks.gather("/keys")
        def keys(call: GatherRequest) -> Document:
            self.pressed.append(call.digits or "")
            return VoiceResponse().say("Thank you").pause(length=60)

        @hooks.call_status("/status")
        def status(event: CallStatusEvent) -> None:
            self.events.append(event.status)

        self.handlers: dict[str, Any] = {"sms": sms, "office": office, "reminder": reminder, "status": status}
        self.provider.host(self.app, raises=False)
        self.client: Any = self.provider.client()

    def buy(self, number: str = OURS, **more: Any) -> None:
        self.client.incoming_phone_numbers.create(
            phone_number=number, voice_url=self.handlers["office"], status_callback=self.handlers["status"], **more
        )

    def call(self, to: str = OURS, **more: Any) -> Any:
        return self.client.calls.create(
            to=to, from_=CALLER, url=self.handlers["reminder"], status_callback=self.handlers["status"],
            status_callback_event=["initiated", "ringing", "answered", "completed"], **more,
        )  # fmt: skip

    def statuses(self) -> list[tuple[str, str]]:
        """Direction and status of each leg, by direction."""
        self.provider.run()
        return sorted((leg.direction, leg.status) for leg in self.provider.engine.world.calls.values())


PROVIDERS = ("twilio", "signalwire")


@pytest.fixture(params=PROVIDERS)
def office(request: pytest.FixtureRequest) -> Any:
    with_provider = Provider(request.param)
    yield Office(with_provider)
    with_provider.close()


def test_the_number_s_app_answers_and_each_leg_runs_its_own_document(office: Office) -> None:
    office.buy()
    placed = office.call()
    assert office.statuses() == [("inbound", "completed"), ("outbound-api", "completed")]
    first, second = (office.provider.call(sid) for sid in office.provider.engine.world.calls)
    assert (first.sid, first.heard("reminder"), second.heard("Office")) == (placed.sid, True, True)
    world = office.provider.engine.world
    legs = list(world.calls.values())
    assert (legs[1].from_, legs[1].to, legs[1].hung_up_by) == (CALLER, OURS, "caller")
    assert office.events.count("completed") == 2  # of the call, and of the number


@pytest.mark.parametrize(
    ("greeting", "becomes"),
    [
        ("<Response><Reject reason='busy'/></Response>", "busy"),
        ("<Response><Reject/></Response>", "no-answer"),
        ("<Response><Hangup/></Response>", "completed"),
        ("<Response/>", "completed"),
        ("<Response><Pause length='90'/></Response>", "no-answer"),  # Pause does not answer; a call rings for 60 s
    ],
)
def test_what_the_number_s_app_does_decides_what_becomes_of_the_call(
    office: Office, greeting: str, becomes: str
) -> None:
    office.greeting = greeting
    office.buy()
    office.call()
    assert office.statuses() == [("inbound", becomes), ("outbound-api", becomes)]


def test_the_end_of_the_number_s_document_ends_the_call(office: Office) -> None:
    office.greeting = "<Response><Say>Bye</Say></Response>"
    office.buy()
    office.call()
    assert office.statuses() == [("inbound", "completed"), ("outbound-api", "completed")]
    first, second = office.provider.engine.world.calls.values()
    assert first.ended_at == second.ended_at
    assert (first.hung_up_by, second.hung_up_by) == ("callee", "document")


def test_a_call_that_rest_ends_ends_at_the_number_too(office: Office) -> None:
    office.buy()
    placed = office.call()
    office.provider.wait(2)
    office.client.calls(placed.sid).update(status="completed")
    assert office.statuses() == [("inbound", "completed"), ("outbound-api", "completed")]


def test_keys_that_the_call_sends_reach_a_gather_of_the_number(office: Office) -> None:
    office.greeting = "<Response><Gather numDigits='4' action='/keys'><Say>Your PIN</Say></Gather></Response>"
    office.buy()
    office.call(send_digits="ww1234")
    office.statuses()
    assert office.pressed == ["1234"]


@pytest.mark.parametrize("case", ["not bought", "no voice URL", "a scripted phone"])
def test_any_other_number_is_a_phone(office: Office, case: str) -> None:
    if case == "no voice URL":
        office.client.incoming_phone_numbers.create(phone_number=OURS)
    elif case == "a scripted phone":
        office.buy()
        office.provider.phone(OURS).busy()
    office.call()
    assert office.statuses() == [("outbound-api", "busy" if case == "a scripted phone" else "completed")]


def test_a_number_whose_app_does_not_answer_in_time_is_no_answer(office: Office) -> None:
    office.buy()
    office.greeting = "<Response><Dial answerOnBridge='true' timeout='60'>+15551230009</Dial></Response>"
    office.provider.phone("+15551230009").no_answer()
    office.call(timeout=10)
    assert {("outbound-api", "no-answer"), ("inbound", "no-answer")} < set(office.statuses())


def test_a_participant_who_is_a_number_of_the_account_joins_when_its_app_answers() -> None:
    provider = Provider("twilio")
    office = Office(provider)
    office.buy()
    office.client.conferences("Team").participants.create(to=OURS, from_=CALLER)
    assert [direction for direction, _ in office.statuses()] == ["inbound", "outbound-api"]
    provider.close()


@pytest.mark.source(
    "webhook reference, messaging.inbound; unverified: that a message to a number of the account is both"
)
def test_a_message_to_a_number_of_the_account_comes_in_there_once(office: Office) -> None:
    office.buy(sms_url=office.handlers["sms"])
    office.buy(CALLER, sms_url=office.handlers["sms"])
    sent = office.client.messages.create(to=OURS, from_=CALLER, body="Hello")
    office.provider.run()
    assert office.texts == [(CALLER, OURS, "Hello")]
    found = [(item.direction, item.to) for item in office.provider.engine.world.messages.values()]
    assert found == [("outbound-api", OURS), ("inbound", OURS), ("outbound-reply", CALLER)]
    assert office.client.messages(sent.sid).fetch().status in ("sent", "delivered")


@pytest.mark.source(
    "webhook reference, messaging.inbound; unverified: that a message to a number of the account is both"
)
@pytest.mark.parametrize(
    ("office", "case"),
    [
        *((name, case) for name in PROVIDERS for case in ("not bought", "no message URL", "not delivered")),
        ("twilio", "canceled"),  # SignalWire schedules no messages
    ],
    indirect=["office"],
)
def test_a_message_that_does_not_arrive_comes_in_nowhere(office: Office, case: str) -> None:
    if case == "no message URL":
        office.buy()
    elif case != "not bought":
        office.buy(sms_url=office.handlers["sms"])
    if case == "not delivered":
        office.provider.phone(OURS).undeliverable()
    more: dict[str, Any] = {}
    if case == "canceled":
        at = office.provider.clock.now() + timedelta(hours=1)
        more = {"schedule_type": "fixed", "send_at": at, "messaging_service_sid": "MG" + "0" * 32}
    sent = office.client.messages.create(to=OURS, from_=CALLER, body="Hello", **more)
    if case == "canceled":
        office.client.messages(sent.sid).update(status="canceled")
    office.provider.run()
    assert office.texts == []
