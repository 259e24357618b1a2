"""Where the settings of a number, a SIP domain or a short code send its calls and messages.

Source: REST reference, numbers and applications; Twilio, SIP domains and short codes; call semantics 6.
"""

from __future__ import annotations

import re
from typing import Literal

from ...engine.models import Endpoint, Routing
from ..context import Context
from ..records.store import Record


def routing(context: Context, number: str, kind: Literal["voice", "sms"]) -> Routing:
    """The settings of a number, or of the application that it names; of a SIP domain, or of a short code."""
    if kind == "voice" and number.startswith(("sip:", "sips:")):
        return _of_domain(context, number)
    numbered = (
        record
        for resource, key in (("incoming_phone_numbers", "phone_number"), ("short_codes", "short_code"))
        for record in context.store.all(resource).values()
        if record.get(key) == number
    )
    found = next(numbered, None)
    if found is None:
        return Routing(None, None, None)
    application = context.store.find("applications", str(found.get(f"{kind}_application_sid") or ""))
    source = found if application is None else application
    callback = "status_callback" if kind == "voice" else "sms_status_callback"
    return Routing(
        _endpoint(source, kind), _endpoint(source, f"{kind}_fallback"), _endpoint(source, callback, plain=True)
    )


def _of_domain(context: Context, address: str) -> Routing:
    """The settings of the SIP domain that an address belongs to."""
    host = re.split(r"[;?:]", address.partition("@")[2])[0].lower()
    records = context.store.all("sip.domains").values()
    found = next((record for record in records if str(record.get("domain_name")).lower() == host), None)
    if found is None:
        return Routing(None, None, None)
    endpoints = [_endpoint(found, name) for name in ("voice", "voice_fallback", "voice_status_callback")]
    return Routing(*endpoints)


def _endpoint(record: Record, name: str, *, plain: bool = False) -> Endpoint | None:
    url = str(record.get(name if plain else f"{name}_url") or "")
    method = str(record.get(f"{name}_method") or "POST").upper()
    return Endpoint(url, "GET" if method == "GET" else "POST") if url else None
