"""Every filter of every list has an effect, or DIFFERENCES says that it has none; pages lead on with their filters."""

from __future__ import annotations

from pathlib import Path

import pytest

from emulator.server.records.pages import PAGING
from rest.rows import operations
from rest.table.declared import Parameter, parameters_of
from rest.table.resource import Operation, Resource

from ..pages import Pages
from .edges import BOTH, PUBLIC, A, Api, B

DIFFERENCES = Path(__file__).parents[3] / "emulator" / "DIFFERENCES.md"
ROOM = '<Response><Dial><Conference record="record-from-start">room</Conference></Dial></Response>'
TALK = '<Response><Record action="/end" transcribe="true" timeout="3"/></Response>'
MADE: list[tuple[str, dict[str, object], tuple[str, ...]]] = [
    ("/Messages.json", {"To": B, "From": A, "Body": "hi", "MediaUrl": f"{PUBLIC}/a.png"}, BOTH),
    ("/SMS/Messages.json", {"To": B, "From": A, "Body": "hi"}, ("twilio",)),
    ("/IncomingPhoneNumbers.json", {"PhoneNumber": A, "FriendlyName": "front"}, BOTH),
    ("/IncomingPhoneNumbers/Local.json", {"PhoneNumber": "+14155550101", "FriendlyName": "front"}, ("twilio",)),
    ("/IncomingPhoneNumbers/Mobile.json", {"PhoneNumber": "+14155550201", "FriendlyName": "front"}, ("twilio",)),
    ("/IncomingPhoneNumbers/TollFree.json", {"PhoneNumber": "+18005550101", "FriendlyName": "front"}, ("twilio",)),
    ("/Applications.json", {"FriendlyName": "ivr"}, BOTH),
    ("/Queues.json", {"FriendlyName": "support", "MaxSize": "7"}, BOTH),
    ("/LamlBins", {"Name": "hi", "Contents": "<Response/>"}, ("signalwire",)),
    ("/Faxes", {"To": B, "From": A, "MediaUrl": f"{PUBLIC}/a.pdf"}, ("signalwire",)),
    ("/OutgoingCallerIds.json", {"PhoneNumber": B, "FriendlyName": "me"}, ("twilio",)),
    (
        "/Usage/Triggers.json",
        {"UsageCategory": "calls", "TriggerValue": "9", "CallbackUrl": f"{PUBLIC}/t"},
        ("twilio",),
    ),
]
ADDRESS = {"CustomerName": "A", "Street": "1 Main", "City": "X", "Region": "CA", "PostalCode": "9", "IsoCountry": "US"}
NOTHING = {
    "integer": "4999",
    "decimal": "1",
    "url": f"{PUBLIC}/nothing",
}


def world(name: str) -> tuple[Api, dict[str, str]]:
    """A provider with something in every list, and the identifiers for the paths."""
    api = Api(name)
    provider = api.provider
    pages: dict[str, object] = {"/room": ROOM, "/talk": TALK, "/end": "<Response/>", "/bad": {"status": 500}}
    provider.host(Pages(pages, name, provider.engine.world.account.signing_key, PUBLIC), PUBLIC)
    for path, fields, providers in MADE:
        if name in providers:
            status, body = api.ask("POST", path, fields)  # type: ignore[arg-type] # texts, as the rows have them
            assert status in (200, 201), (path, body)
    api.ask("POST", "/Addresses.json", ADDRESS)
    talk = provider.dial("/talk", from_=B, to=A)
    talk.speak("some words", seconds=4)
    talk.wait()
    bad = provider.dial("/bad", from_=B, to=A)
    bad.wait()
    provider.rest.store.made("short_codes")["SC1"] = {"friendly_name": "five", "short_code": "12345"}
    rooms = [provider.dial("/room", from_=f"+1555123000{n}", to=A) for n in range(2)]
    room = provider.conference("room")
    sid = next(iter(provider.engine.world.conferences))
    provider.wait(5)
    paths = {
        "bad": bad.sid,
        "AccountSid": api.account.sid,
        "CallSid": talk.sid,
        "ConferenceSid": sid,
        "IsoCountry": "US",
        "MessageSid": next(item.sid for item in provider.engine.world.messages.values() if item.media),
    }
    assert room.calls
    assert rooms
    return api, paths


def filters() -> list[tuple[Resource, Operation, Parameter]]:
    return [
        (resource, row, parameter)
        for resource, row in operations()
        if row.name == "list"
        for parameter in parameters_of(row.parameters).values()
        if not parameter.local and parameter.name not in PAGING
    ]


def values(parameter: Parameter) -> tuple[str, ...]:
    """Values of which at least one leaves something out."""
    if parameter.wire.endswith(">") or parameter.name.endswith("_after"):
        return ("2031-01-01",)
    if "date" in parameter.name or parameter.kind in ("moment", "day"):
        return ("2009-01-01",)
    if parameter.name == "near_number":
        return ("+13125550100",)
    if parameter.kind == "boolean":
        return ("true", "false")
    return parameter.choices or (NOTHING.get(parameter.kind, "777"),)


def without_effect() -> dict[str, set[str]]:
    """The filters that DIFFERENCES lists, by the last part of the resource's path."""
    text = DIFFERENCES.read_text(encoding="utf-8")
    lines = text.partition("| List | Filters without effect |")[2].split("\n\n")[0].splitlines()[2:]
    rows = [line.strip("| ").split(" | ") for line in lines]
    plain = [(first.replace("`", ""), second.replace("`", "")) for first, second in rows]
    return {name: set(second.split(", ")) for first, second in plain for name in first.split(", ")}


@pytest.mark.parametrize("name", BOTH)
def test_each_filter_changes_what_is_listed_or_is_declared_not_to(name: str) -> None:
    api, paths = world(name)
    idle = without_effect()
    seen, wrong, tried = set(), [], 0
    for resource, row, parameter in filters():
        if name not in resource.offered_by(row) or name not in parameter.providers:
            continue
        own = {"CallSid": paths["bad"]} if resource.name == "calls.notifications" else {}
        path = row.path.format_map({**paths, **own})
        below = path.removeprefix(f"/Accounts/{api.account.sid}") if path != "/Accounts" else api_base(api) + path
        whole = listed(api, resource, below, {})
        found = [listed(api, resource, below, {parameter.wire: value}) for value in values(parameter)]
        changed = any(one != whole for one in found)
        tried += bool(whole)
        if parameter.name in idle.get(resource.name, ()):
            seen.add((resource.name, parameter.name))
            if changed:
                wrong.append(f"{resource.name}.{parameter.name} has an effect, and DIFFERENCES says that it has none")
        elif whole and not changed:
            wrong.append(f"{resource.name}.{parameter.name} has no effect")
        elif not whole:
            wrong.append(f"{resource.name}: nothing to filter")
    assert wrong == [], "\n".join(wrong)
    assert tried > 20
    declared = {(resource, one) for resource, names in idle.items() for one in names}
    assert name == "signalwire" or declared == seen, "DIFFERENCES lists a filter that there is not"


def listed(api: Api, resource: Resource, path: str, fields: dict[str, str]) -> list[object]:
    status, body = api.ask("GET", path + resource.suffix, fields)
    assert status == 200, (path, fields, body)
    found = body.get(resource.list_key or "", body)
    assert isinstance(found, list)
    return found


def api_base(api: Api) -> str:
    return api.provider.engine.world.profile.rest_base
