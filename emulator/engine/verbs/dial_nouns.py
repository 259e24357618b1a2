"""The parties that Dial can call: address, headers and parameters. Source: call semantics 8.6; markup reference."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import parse_qsl

import laml

from ..documents.flow import Flow
from ..models import Endpoint, SipDetails, Source
from ..numbers import e164

NOUNS: Final = frozenset({"Number", "Sip", "Client", "Verto", "Sim", "WhatsApp", "Application"})
MOST_PARTIES: Final = 10
DIALABLE: Final = re.compile(r"\+[1-9]\d{1,14}|sips?:\S+|client:\S+|\S+@\S+|whatsapp:\+[1-9]\d{1,14}|sim:\S+|app:\S+")
UNFORMATTED: Final = re.compile(r"[\d ().-]{10,20}")
SIP_URI: Final = re.compile(r"sips?:[^\s@]+(@[^\s@]+)?")
REASONABLE: Final = 255


@dataclass(frozen=True, slots=True)
class CalledParty:
    """Whom a noun means."""

    address: str
    sip: SipDetails | None = None
    parameters: Mapping[str, str] = field(default_factory=dict)
    application: Source | None = None
    refused: int = 0  # the code of what makes it undiallable


def nouns_of(flow: Flow, verb: laml.Element) -> list[laml.Element]:
    """The nouns of a Dial that are dialled; Dial itself where it holds a number."""
    nouns = [child for child in verb.children if child.tag in NOUNS]
    for child in verb.children:
        if child.tag not in NOUNS:
            flow.problem(13215, f"<{child.tag}> in Dial is skipped")
    if not flow.world.profile.dials.mixes_sip and len({noun.tag == "Sip" for noun in nouns}) > 1:
        flow.problem(13215, "Sip beside other nouns; only the kind of the first is dialled")
        nouns = [noun for noun in nouns if (noun.tag == "Sip") == (nouns[0].tag == "Sip")]
    if len(nouns) > MOST_PARTIES:
        flow.problem(13215, f"{len(nouns)} parties; the first {MOST_PARTIES} are dialled")
    if not nouns and verb.text.strip():
        nouns = [verb]
    return nouns[:MOST_PARTIES]


def called_party(flow: Flow, noun: laml.Element, caller_id: str) -> CalledParty:
    """Whom a noun means."""
    text = noun.text.strip()
    if noun.tag == "Sip":
        return _sip(flow, noun, text)
    if noun.tag == "Client":
        name = next((child.text.strip() for child in noun.children if child.tag == "Identity"), text)
        return CalledParty(f"client:{name}", parameters=named_values(noun))
    if noun.tag == "Application":
        return _application(flow, noun, text)
    if noun.tag == "Sim":
        return CalledParty(f"sim:{text}")
    if noun.tag == "WhatsApp":
        address = text if text.startswith("whatsapp:") else f"whatsapp:{text}"
        return CalledParty(address, refused=0 if caller_id.startswith("whatsapp:") else 13247)
    address = e164(text)
    diallable = noun.tag == "Verto" or DIALABLE.fullmatch(address) or UNFORMATTED.fullmatch(address)
    return CalledParty(address, refused=0 if diallable else 13223)


def named_values(element: laml.Element) -> dict[str, str]:
    """The values of the Parameter, Header and Config children, by name."""
    found = [child.attributes for child in element.children if child.tag in ("Parameter", "Header", "Config")]
    return {row.get("name", ""): row.get("value", "") for row in found}


def _sip(flow: Flow, noun: laml.Element, text: str) -> CalledParty:
    read = flow.attributes(noun)
    username, password = read.text("username"), read.text("password")
    uris = [child for child in noun.children if child.tag == "Uri"]
    if uris:
        first = min(uris, key=_priority)
        if len(uris) > 1:
            flow.world.note(flow.leg.sid, "note", "of several Uri only the one of the lowest priority is dialled")
        text = first.text.strip()
        own = flow.attributes(first)
        username, password = own.text("username") or username, own.text("password") or password
    uri, _, query = text.partition("?")
    if not uri.startswith(("sip:", "sips:")):
        uri = flow.world.profile.dials.default_scheme + uri
    headers = dict(parse_qsl(query, keep_blank_values=True))
    for child in noun.children:
        if child.tag == "Headers":
            headers |= named_values(child)
    kept = {name: value for name, value in headers.items() if _may_be_sent(flow, name)}
    details = SipDetails(flow.world.ids.token(), kept, username, password)
    good = SIP_URI.fullmatch(uri) and len(uri) < REASONABLE
    return CalledParty(uri, details, refused=0 if good else 13243)


def _priority(uri: laml.Element) -> int:
    raw = uri.attributes.get("priority", "")
    return int(raw) if raw.isascii() and raw.isdigit() and len(raw) < REASONABLE else 0


def _may_be_sent(flow: Flow, name: str) -> bool:
    if flow.world.profile.dials.sip_headers.fullmatch(name):
        return True
    flow.problem(13252, f"{name!r} is left out")
    return False


def _application(flow: Flow, noun: laml.Element, text: str) -> CalledParty:
    """The party of an Application: it answers with the documents of its voice URL."""
    read = flow.attributes(noun)
    sid = next((child.text.strip() for child in noun.children if child.tag == "ApplicationSid"), text)
    source: Source | None = flow.world.applications.get(sid)
    own: Endpoint | None = read.endpoint("url")
    source = own if source is None else source
    to = flow.leg.to if read.flag("copyParentTo", default=False) else f"app:{sid}"
    return CalledParty(
        to, parameters=named_values(noun), application=source, refused=0 if source is not None else 21218
    )
