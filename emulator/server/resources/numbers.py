"""Where the settings of a number send its calls and messages. Source: REST reference, numbers and applications."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ...engine.models import Endpoint
from ..context import Context
from ..records.store import Record


@dataclass(frozen=True, slots=True)
class Routing:
    """The URLs for a call or message; None where nothing is set."""

    endpoint: Endpoint | None
    fallback: Endpoint | None
    status_callback: Endpoint | None


def routing(context: Context, number: str, kind: Literal["voice", "sms"]) -> Routing:
    """The settings of a number, or of the application that it names."""
    records = context.store.all("incoming_phone_numbers").values()
    found = next((record for record in records if record.get("phone_number") == number), None)
    if found is None:
        return Routing(None, None, None)
    application = context.store.find("applications", str(found.get(f"{kind}_application_sid") or ""))
    source = found if application is None else application
    callback = "status_callback" if kind == "voice" else "sms_status_callback"
    return Routing(
        _endpoint(source, kind), _endpoint(source, f"{kind}_fallback"), _endpoint(source, callback, plain=True)
    )


def _endpoint(record: Record, name: str, *, plain: bool = False) -> Endpoint | None:
    url = str(record.get(name if plain else f"{name}_url") or "")
    method = str(record.get(f"{name}_method") or "POST").upper()
    return Endpoint(url, "GET" if method == "GET" else "POST") if url else None
