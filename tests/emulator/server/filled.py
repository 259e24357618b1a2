"""A provider with something in every list."""

from __future__ import annotations

from ..pages import Pages
from .edges import BOTH, PUBLIC, A, Api, B

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


def world(name: str, *, talks: bool = True) -> tuple[Api, dict[str, str]]:
    """A provider with something in every list, and the identifiers for the paths; without `talks` nobody calls."""
    api = Api(name)
    provider = api.provider
    pages: dict[str, object] = {"/room": ROOM, "/talk": TALK, "/end": "<Response/>", "/bad": {"status": 500}}
    provider.host(Pages(pages, name, provider.engine.world.account.signing_key, PUBLIC), PUBLIC)
    for path, fields, providers in MADE:
        if name in providers:
            status, body = api.ask("POST", path, fields)  # type: ignore[arg-type] # texts, as the rows have them
            assert status in (200, 201), (path, body)
    api.ask("POST", "/Addresses.json", ADDRESS)
    if not talks:
        return api, {}
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
