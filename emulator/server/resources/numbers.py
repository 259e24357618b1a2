"""What a number's settings say of a call or message for it. Source: REST reference, numbers and applications."""

from dataclasses import dataclass
from typing import Literal

from ...engine.models import Hook
from ..context import Context
from ..records.store import Record


@dataclass(frozen=True)
class Routing:
    """Where a call or message is taken; `hook` is None where nothing is set."""

    hook: Hook | None
    fallback: Hook | None
    status_callback: Hook | None


def routing(context: Context, number: str, kind: Literal["voice", "sms"]) -> Routing:
    """The settings of a number, or of the application that it names."""
    records = context.store.all("incoming_phone_numbers").values()
    found = next((record for record in records if record.get("phone_number") == number), None)
    if found is None:
        return Routing(None, None, None)
    application = context.store.find("applications", str(found.get(f"{kind}_application_sid") or ""))
    source = found if application is None else application
    callback = "status_callback" if kind == "voice" else "sms_status_callback"
    return Routing(_hook(source, kind), _hook(source, f"{kind}_fallback"), _hook(source, callback, plain=True))


def _hook(record: Record, name: str, *, plain: bool = False) -> Hook | None:
    url = str(record.get(name if plain else f"{name}_url") or "")
    return Hook(url, str(record.get(f"{name}_method") or "POST").upper()) if url else None
