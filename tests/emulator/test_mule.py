"""The fifty operations of the Mule connector, each performed by our client against the emulator.

Source: the connector's own list of operations and parameters (`tests/rest/data/mule_operations.json`).
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from emulator import Provider
from rest import Client, NotFound

from .pages import Pages

pytestmark = pytest.mark.source("seed, the Mule connector's operations and parameters")

LISTED = json.loads((Path(__file__).parents[1] / "rest" / "data" / "mule_operations.json").read_text(encoding="utf-8"))
PUBLIC = "https://app.example"
OURS, CALLER = "+15559870000", "+15551230000"
PAGES = {
    "/room": "<Response><Dial><Conference>room</Conference></Dial></Response>",
    "/mailbox": '<Response><Record action="/done" transcribe="true" transcribeCallback="/text"/></Response>',
    "/done": "<Response/>",
    "/text": "",
    "/hello": "<Response><Say>hello</Say><Pause length='60'/></Response>",
    "/bad": "<Response><Nonsense/><Dial><Say>x</Say></Dial></Response>",
    "/sms": "<Response/>",
}


@dataclass
class World:
    """A provider with something of everything in it."""

    provider: Provider
    client: Client
    folder: Path

    @property
    def account(self) -> str:
        return self.client.account_sid

    def live_call(self) -> Any:
        call = self.client.calls.create(to=CALLER, from_=OURS, url=f"{PUBLIC}/hello")
        assert self.provider.call(call.sid).heard("hello")
        return call

    def conference(self) -> tuple[str, str]:
        """A conference of two, and the call of the first."""
        first = self.provider.dial(f"{PUBLIC}/room", from_=CALLER)
        self.provider.dial(f"{PUBLIC}/room", from_="+15551230001")
        self.provider.wait(1)
        return self.client.conferences.list(limit=1)[0].sid, first.sid

    def recording(self) -> Any:
        call = self.provider.dial(f"{PUBLIC}/mailbox", from_=CALLER)
        self.provider.wait(1)
        call.speak("please call me back as soon as you have a moment, thank you and goodbye")
        call.press("#")
        call.wait()
        self.provider.wait(60)
        return self.client.recordings.list(limit=1)[0]

    def problem(self) -> Any:
        self.provider.dial(f"{PUBLIC}/bad", from_=CALLER)
        self.provider.wait(60)
        return self.client.notifications.list(limit=1)[0]

    def number(self, **more: Any) -> Any:
        return self.client.incoming_phone_numbers.create(**{"phone_number": "+15005550006", **more})

    def caller_id(self) -> Any:
        self.client.validation_requests.create(phone_number=CALLER, friendly_name="home")
        self.provider.wait(60)
        return self.client.outgoing_caller_ids.list()[0]


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    provider = Provider("twilio", public_url=PUBLIC)
    key = provider.engine.world.account.signing_key
    provider.host(Pages(PAGES, "twilio", key, PUBLIC), PUBLIC)
    yield World(provider, provider.client(), tmp_path)
    provider.close()


PERFORMED: dict[str, Callable[[World], None]] = {}


def performs(operation: str) -> Callable[[Callable[[World], None]], Callable[[World], None]]:
    def keep(run: Callable[[World], None]) -> Callable[[World], None]:
        assert operation not in PERFORMED
        PERFORMED[operation] = run
        return run

    return keep


# -- accounts


@performs("get-account-details")
def _(world: World) -> None:
    assert world.client.api.accounts(world.account).fetch().sid == world.account


@performs("get-all-accounts-details")
def _(world: World) -> None:
    assert [one.sid for one in world.client.api.accounts.list(status="active")] == [world.account]


@performs("update-account")
def _(world: World) -> None:
    assert world.client.api.accounts(world.account).update(friendly_name="shop").friendly_name == "shop"


@performs("create-sub-account")
def _(world: World) -> None:
    made = world.client.api.accounts.create(friendly_name="branch")
    assert (made.friendly_name, made.owner_account_sid) == ("branch", world.account)


@performs("get-sub-account-by-account-sid")
def _(world: World) -> None:
    made = world.client.api.accounts.create(friendly_name="branch")
    assert world.client.api.accounts(made.sid).fetch().friendly_name == "branch"


@performs("get-sub-account-by-friendly-name")
def _(world: World) -> None:
    made = world.client.api.accounts.create(friendly_name="branch")
    assert [one.sid for one in world.client.api.accounts.list(friendly_name="branch")] == [made.sid]


@performs("exchange-phone-numbers-between-subaccounts")
def _(world: World) -> None:
    branch = world.client.api.accounts.create(friendly_name="branch")
    number = world.number()
    assert number.update(account_sid=branch.sid).account_sid == branch.sid


# -- numbers to buy


@performs("get-available-phone-numbers")
def _(world: World) -> None:
    found = world.client.available_phone_numbers("US").local.list(area_code=415)
    assert found
    assert all(one.phone_number.startswith("+1415") for one in found)


@performs("get-available-phone-numbers-advanced-seach")
def _(world: World) -> None:
    local = world.client.available_phone_numbers("US").local
    found = local.list(area_code=415, near_number="+14155550100", distance=50, in_rate_center="SNFC", in_lata="722")
    assert found


@performs("get-available-toll-free-numbers")
def _(world: World) -> None:
    found = world.client.available_phone_numbers("US").toll_free.list()
    assert found
    assert all(one.phone_number.startswith("+18") for one in found)


# -- caller ids


@performs("add-new-caller-id")
def _(world: World) -> None:
    made = world.client.validation_requests.create(phone_number=CALLER, friendly_name="home", call_delay=5)
    assert made.phone_number == CALLER
    assert len(made.validation_code) == 6


@performs("get-outgoing-caller-id-by-outgoing-caller-id-sid")
def _(world: World) -> None:
    made = world.caller_id()
    assert world.client.outgoing_caller_ids(made.sid).fetch().phone_number == CALLER


@performs("update-outgoing-caller-id-by-outgoing-caller-id-sid")
def _(world: World) -> None:
    assert world.caller_id().update(friendly_name="office").friendly_name == "office"


@performs("get-all-outgoing-caller-ids")
def _(world: World) -> None:
    made = world.caller_id()
    assert [one.sid for one in world.client.outgoing_caller_ids.list(phone_number=CALLER)] == [made.sid]
    assert world.client.outgoing_caller_ids.list(friendly_name="nobody") == []


@performs("delete-outgoing-caller-id")
def _(world: World) -> None:
    assert world.caller_id().delete()
    assert world.client.outgoing_caller_ids.list() == []


# -- numbers of the account


@performs("add-incoming-phone-number-by-phone-number")
def _(world: World) -> None:
    made = world.number(friendly_name="desk", voice_url=f"{PUBLIC}/hello", sms_url=f"{PUBLIC}/sms")
    assert (made.phone_number, made.voice_url) == ("+15005550006", f"{PUBLIC}/hello")


@performs("add-incoming-phone-number-by-area-code")
def _(world: World) -> None:
    made = world.client.incoming_phone_numbers.create(area_code="415", voice_url=f"{PUBLIC}/hello")
    assert made.phone_number.startswith("+1415")


@performs("get-incoming-phone-numbers-by-incoming-phone-number-sid")
def _(world: World) -> None:
    made = world.number()
    assert world.client.incoming_phone_numbers(made.sid).fetch().phone_number == made.phone_number


@performs("update-incoming-phone-numbers")
def _(world: World) -> None:
    changed = world.number().update(friendly_name="front", voice_url=f"{PUBLIC}/room", voice_method="GET")
    assert (changed.friendly_name, changed.voice_url, changed.voice_method) == ("front", f"{PUBLIC}/room", "GET")


@performs("get-incoming-phone-numbers")
def _(world: World) -> None:
    made = world.number()
    assert [one.sid for one in world.client.incoming_phone_numbers.list(phone_number=made.phone_number)] == [made.sid]


@performs("delete-incoming-phone-number")
def _(world: World) -> None:
    assert world.number().delete()
    assert world.client.incoming_phone_numbers.list() == []


# -- applications


@performs("create-application")
def _(world: World) -> None:
    made = world.client.applications.create(friendly_name="ivr", voice_url=f"{PUBLIC}/hello", sms_url=f"{PUBLIC}/sms")
    assert (made.friendly_name, made.voice_url) == ("ivr", f"{PUBLIC}/hello")


@performs("get-application")
def _(world: World) -> None:
    made = world.client.applications.create(friendly_name="ivr")
    assert world.client.applications(made.sid).fetch().friendly_name == "ivr"


@performs("update-application")
def _(world: World) -> None:
    made = world.client.applications.create(friendly_name="ivr")
    assert made.update(friendly_name="menu", voice_url=f"{PUBLIC}/room").friendly_name == "menu"


@performs("get-all-applications")
def _(world: World) -> None:
    made = world.client.applications.create(friendly_name="ivr")
    assert [one.sid for one in world.client.applications.list(friendly_name="ivr")] == [made.sid]


@performs("delete-application")
def _(world: World) -> None:
    made = world.client.applications.create(friendly_name="ivr")
    assert made.delete()
    with pytest.raises(NotFound):
        made.fetch()


# -- calls


@performs("make-call")
def _(world: World) -> None:
    call = world.client.calls.create(to=CALLER, from_=OURS, url=f"{PUBLIC}/hello", timeout=20, if_machine="Continue")
    assert call.status == "queued"
    assert world.provider.call(call.sid).heard("hello")


@performs("get-call")
def _(world: World) -> None:
    assert world.client.calls(world.live_call().sid).fetch().status == "in-progress"


@performs("get-calls")
def _(world: World) -> None:
    call = world.live_call()
    assert [one.sid for one in world.client.calls.list(to=CALLER, status="in-progress")] == [call.sid]
    assert world.client.calls.list(from_=CALLER) == []


@performs("change-call-state")
def _(world: World) -> None:
    call = world.live_call()
    world.client.calls(call.sid).update(status="completed")
    world.provider.wait(1)
    assert world.client.calls(call.sid).fetch().status == "completed"


# -- conferences


@performs("get-conference")
def _(world: World) -> None:
    sid, _ = world.conference()
    found = world.client.conferences(sid).fetch()
    assert (found.friendly_name, found.status) == ("room", "in-progress")


@performs("get-conferences")
def _(world: World) -> None:
    sid, _ = world.conference()
    assert [one.sid for one in world.client.conferences.list(friendly_name="room", status="in-progress")] == [sid]


@performs("get-participant")
def _(world: World) -> None:
    sid, call = world.conference()
    assert world.client.conferences(sid).participants(call).fetch().call_sid == call


@performs("get-participants")
def _(world: World) -> None:
    sid, call = world.conference()
    world.client.conferences(sid).participants(call).update(muted=True)
    assert len(world.client.conferences(sid).participants.list()) == 2
    assert [one.call_sid for one in world.client.conferences(sid).participants.list(muted=True)] == [call]


@performs("update-participant-status")
def _(world: World) -> None:
    sid, call = world.conference()
    assert world.client.conferences(sid).participants(call).update(muted=True).muted is True


@performs("delete-participant")
def _(world: World) -> None:
    sid, call = world.conference()
    assert world.client.conferences(sid).participants(call).delete()
    world.provider.wait(1)
    assert world.provider.call(call).status == "completed"


# -- messages, under their old name


@performs("send-sms-message")
def _(world: World) -> None:
    made = world.client.sms.messages.create(from_=OURS, to=CALLER, body="hi")
    assert (made.body, made.status) == ("hi", "queued")


@performs("get-sms-message")
def _(world: World) -> None:
    made = world.client.sms.messages.create(from_=OURS, to=CALLER, body="hi")
    assert world.client.sms.messages(made.sid).fetch().body == "hi"


@performs("get-all-sms-messages")
def _(world: World) -> None:
    made = world.client.sms.messages.create(from_=OURS, to=CALLER, body="hi")
    assert [one.sid for one in world.client.sms.messages.list(to=CALLER, from_=OURS)] == [made.sid]


# -- recordings and transcriptions


@performs("get-recordings")
def _(world: World) -> None:
    made = world.recording()
    assert [one.sid for one in world.client.recordings.list(call_sid=made.call_sid)] == [made.sid]


@performs("get-recording")
def _(world: World) -> None:
    file = world.folder / "call.wav"
    world.recording().download(file, format="wav")
    assert file.read_bytes()[:4] == b"RIFF"


@performs("delete-recording")
def _(world: World) -> None:
    made = world.recording()
    assert made.delete()
    assert world.client.recordings.list() == []


@performs("get-transcriptions")
def _(world: World) -> None:
    made = world.recording()
    found = world.client.recordings(made.sid).transcriptions.list()
    assert ["please call me back" in one.transcription_text for one in found] == [True]


@performs("get-transcription-by-transcription-sid")
def _(world: World) -> None:
    made = world.recording()
    (found,) = world.client.recordings(made.sid).transcriptions.list()
    file = world.folder / "call.txt"
    world.client.transcriptions(found.sid).download(file)
    assert "please call me back" in file.read_text()


# -- notifications and the sandbox


@performs("get-notification")
def _(world: World) -> None:
    made = world.problem()
    assert world.client.notifications(made.sid).fetch().error_code == made.error_code


@performs("delete-notification")
def _(world: World) -> None:
    made = world.problem()
    assert made.delete()
    assert made.sid not in [one.sid for one in world.client.notifications.list()]


@performs("get-all-notifications")
def _(world: World) -> None:
    world.problem()
    assert {one.sid for one in world.client.notifications.list()}


@performs("get-notifications-by-call-sid")
def _(world: World) -> None:
    made = world.problem()
    assert made.sid in [one.sid for one in world.client.calls(made.call_sid).notifications.list()]


@performs("get-sandbox")
def _(world: World) -> None:
    assert world.client.sandbox().fetch().account_sid == world.account


@performs("update-sandbox")
def _(world: World) -> None:
    changed = world.client.sandbox().update(voice_url=f"{PUBLIC}/hello", voice_method="GET")
    assert (changed.voice_url, changed.voice_method) == (f"{PUBLIC}/hello", "GET")


@pytest.mark.source("own: the list is whole")
def test_the_fifty_operations_of_the_connector_are_all_performed() -> None:
    assert PERFORMED.keys() == {operation["operation"] for operation in LISTED}
    assert len(PERFORMED) == 50


@pytest.mark.parametrize("operation", sorted(PERFORMED))
def test_an_operation_of_the_connector_does_what_it_says(operation: str, world: World) -> None:
    PERFORMED[operation](world)
