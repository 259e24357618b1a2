"""A provider in which everything exists that an operation of Twilio's specification can be asked about."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlencode

from werkzeug.test import Client as Tester

from emulator import Provider
from emulator.server.app import RestServer
from emulator.server.records import plain_records
from rest.rows import RESOURCES

from ...rest.specification import SPECIFIED, Specified, row_of
from ..pages import Pages

PUBLIC: Final = "https://app.example"
PAGES: Final = {
    "/talk": '<Response><Say voyce="x" loop="999">one two three four five six seven</Say></Response>',
    "/room": "<Response><Dial><Conference record='record-from-start'>room</Conference></Dial></Response>",
    "/wait": "<Response><Enqueue>support</Enqueue></Response>",
    "/words": '<Response><Record maxLength="2" transcribe="true" transcribeCallback="/s"/></Response>',
    "/s": {"status": 204},
}
GIVEN: Final[Mapping[str, Mapping[str, str]]] = {
    "CreateCall": {"Url": f"{PUBLIC}/talk"},
    "CreateMessage": {"From": "+15559870000", "Body": "hi"},
    "UpdateMember": {"Url": f"{PUBLIC}/talk"},
    "UpdateMessage": {"Body": ""},
    "UpdateConferenceRecording": {"Status": "paused"},
    "UpdateCallRecording": {"Status": "paused"},
    "CreateStream": {"Url": "wss://media.example/in"},
    "UpdatePayments": {"Capture": "payment-card-number"},
    "CreateSiprec": {"ConnectorName": "recorder"},
}
"""What is sent beside the required parameters, or in place of an example by type."""
VALUES: Final[Mapping[str, str]] = {
    "To": "+15551230000",
    "From": "+15559870000",
    "UsageCategory": "calls",
    "TriggerValue": "10",
    "IsoCountry": "US",
    "IpAddress": "192.0.2.7",
    "Password": "Secret12345678",
    "Content": '{"hello": "there"}',
}
UNTIL: Final = {"uri": f"{PUBLIC}/s", "integer": "7", "boolean": "true", "number": "1.5"}


@dataclass
class Asked:
    """An answer: its status, and its JSON if there is any."""

    status: int
    body: Any


@dataclass
class SpecifiedWorld:
    """The provider, and the identifiers of what is there, by the path that ends in one."""

    provider: Provider
    known: dict[str, str] = field(default_factory=dict)

    _made: int = 0

    def __post_init__(self) -> None:
        self._tester = Tester(RestServer(self.provider.rest, self.provider.runner))
        account = self.provider.engine.world.account
        self._authorization = "Basic " + base64.b64encode(f"{account.sid}:{account.token}".encode()).decode()
        self.known["/Accounts/{}"] = account.sid

    def ask(self, method: str, path: str, fields: Mapping[str, str]) -> Asked:
        """Send a request as a vendor's client does."""
        sent = urlencode(fields)
        answer = self._tester.open(
            f"/2010-04-01{path}.json",
            method=method,
            query_string=sent if method == "GET" else "",
            data=None if method == "GET" else sent,
            content_type="application/x-www-form-urlencoded",
            headers={"Authorization": self._authorization},
        )
        return Asked(answer.status_code, json.loads(answer.data) if answer.data else None)

    def path(self, specified: Specified, *, unknown: int | None = None) -> str:
        """The path of an operation with what is there; the variable of this number names nothing."""
        found, number = "", 0
        for literal, variable in re.findall(r"([^{]+)(?:\{(\w+)\})?", specified.path):
            found += literal
            if variable:
                template = re.sub(r"\{\w+\}", "{}", specified.path[: specified.path.index("{" + variable + "}")]) + "{}"
                found += "XX" + "0" * 32 if number == unknown else self.known[template]
                number += 1
        return found

    def fields(self, specified: Specified) -> dict[str, str]:
        """The required parameters, and what this operation needs beside them."""
        required = {name: self._value(specified, name) for name in specified.required}
        if specified.name == "CreateIncomingPhoneNumber":
            required["PhoneNumber"] = self._value(specified, "PhoneNumber")
        return required | GIVEN.get(specified.name, {})

    def _value(self, specified: Specified, name: str) -> str:
        kind = specified.parameters[name]
        if name == "CredentialListSid":
            return self.known["/Accounts/{}/SIP/CredentialLists/{}"]
        if name == "IpAccessControlListSid":
            return self.known["/Accounts/{}/SIP/IpAccessControlLists/{}"]
        if "|" in kind or kind == "stopped":
            return kind.split("|", maxsplit=1)[0]
        if kind in UNTIL or name in VALUES:
            return UNTIL.get(kind) or VALUES[name]
        self._made += 1  # names and numbers must be new ones
        return f"+1415555{self._made:04}" if name == "PhoneNumber" else f"text-{self._made}.example"

    def perform(self, name: str) -> Asked:
        """Perform one operation with valid parameters."""
        one = SPECIFIED[name]
        return self.ask(one.method, self.path(one), self.fields(one))

    def end(self) -> None:
        """Let every call end, after which it can be deleted."""
        for leg in list(self.provider.engine.world.calls.values()):
            self.provider.call(leg.sid).hang_up()
        self.provider.run()

    def kept(self, template: str, sid: object) -> None:
        """Remember the identifier of something that is there."""
        self.known[template] = str(sid)


def filled_world() -> SpecifiedWorld:
    """A provider with one of everything."""
    provider = Provider("twilio", public_url=PUBLIC)
    account = provider.engine.world.account
    provider.host(Pages(PAGES, "twilio", account.signing_key, PUBLIC), PUBLIC)
    world = SpecifiedWorld(provider)
    _talk(world)
    _insert(world, INSERTED)
    creations = [one for one in SPECIFIED.values() if _creates(one)]
    for one in sorted(creations, key=lambda each: each.path.count("/")):
        answer = world.perform(one.name)
        if isinstance(answer.body, dict) and one.path + "/{Sid}" in {each.path for each in SPECIFIED.values()}:
            world.known.setdefault(re.sub(r"\{\w+\}", "{}", one.path) + "/{}", str(answer.body.get("sid")))
    _insert(world, LATER)
    number, address = world.known["/Accounts/{}/IncomingPhoneNumbers/{}"], world.known["/Accounts/{}/Addresses/{}"]
    provider.client().incoming_phone_numbers(number).update(address_sid=address)
    world.kept("/Accounts/{}/OutgoingCallerIds/{}", next(iter(provider.rest.store.all("outgoing_caller_ids"))))
    return world


def _creates(one: Specified) -> bool:
    found = row_of(one)
    return found is not None and found[1].name == "create" and one.name != "CreateCall"


def _talk(world: SpecifiedWorld) -> None:
    """Calls, a conference, a queue, a recording with its text, a message with media, a problem."""
    provider = world.provider
    state = provider.engine.world
    talking, failing = provider.dial("/talk"), provider.dial("/nothing")
    for document in ("/room", "/room", "/room", "/wait", "/wait", "/wait", "/words", "/words"):
        provider.dial(document)
    provider.wait(30)
    assert failing.status != "in-progress"
    world.kept("/Accounts/{}/Calls/{}", talking.sid)
    room = next(iter(state.conferences.values()))
    world.kept("/Accounts/{}/Conferences/{}", room.sid)
    world.kept("/Accounts/{}/Conferences/{}/Participants/{}", room.participants[0].leg.sid)
    queue = next(iter(state.queues.values()))
    world.kept("/Accounts/{}/Queues/{}", queue.sid)
    world.kept("/Accounts/{}/Queues/{}/Members/{}", "Front")
    (text, (recording, _, _)), (other, _) = list(state.transcriptions.items())[:2]
    world.kept("/Accounts/{}/Recordings/{}", recording)
    world.kept("/Accounts/{}/Recordings/{}/Transcriptions/{}", text)
    world.kept("/Accounts/{}/Transcriptions/{}", other)
    of_room = next(one for one in state.recordings.values() if one.conference_sid == room.sid)
    world.kept("/Accounts/{}/Conferences/{}/Recordings/{}", of_room.sid)
    client = provider.client()
    message = client.messages.create(to="+15551230009", from_="+15559870000", media_url="https://m.example/a.jpg")
    provider.wait(10)
    world.kept("/Accounts/{}/Messages/{}", message.sid)
    world.kept("/Accounts/{}/Messages/{}/Media/{}", message.media.list()[0].sid)
    problem = client.notifications.list()[0]
    world.kept("/Accounts/{}/Notifications/{}", problem.sid)
    world.kept("/Accounts/{}/Calls/{}/Notifications/{}", client.calls(talking.sid).notifications.list()[0].sid)
    world.kept("/Accounts/{}/AvailablePhoneNumbers/{}", "US")


INSERTED: Final = {
    "connect_apps": "/Accounts/{}/ConnectApps/{}",
    "authorized_connect_apps": "/Accounts/{}/AuthorizedConnectApps/{}",
    "short_codes": "/Accounts/{}/SMS/ShortCodes/{}",
    "recordings.add_on_results": "/Accounts/{}/Recordings/{}/AddOnResults/{}",
    "recordings.add_on_results.payloads": "/Accounts/{}/Recordings/{}/AddOnResults/{}/Payloads/{}",
}
LATER: Final = {
    "incoming_phone_numbers.assigned_add_ons.extensions": (
        "/Accounts/{}/IncomingPhoneNumbers/{}/AssignedAddOns/{}/Extensions/{}"
    ),
}
"""What no operation makes: resource, and the path that ends in its identifier."""


def _insert(world: SpecifiedWorld, wanted: Mapping[str, str]) -> None:
    rows = {resource.name: resource for resource in RESOURCES}
    for name, template in wanted.items():
        resource = rows[name]
        variables = re.findall(r"\{(\w+)\}", resource.path)
        path, so_far = {}, ""
        for literal, variable in re.findall(r"([^{]+)(?:\{(\w+)\})?", resource.path):
            so_far += literal
            if variable:
                so_far += "{}"
                path[variable] = world.known[so_far]
        assert set(path) == set(variables)
        asked = plain_records.Asked(resource, resource.operation("fetch"), path, {}, plain_records.DEFAULT)
        record = plain_records.insert(world.provider.rest, asked)
        world.kept(template, record[resource.key_property])
