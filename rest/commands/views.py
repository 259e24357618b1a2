"""The collections that `list` and `show` print, and their columns. Data only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class View:
    """One collection on the command line.

    Attributes:
        collection: Attribute of the client.
        summary: One line for people.
        columns: Properties that a table shows; `show` shows all of them.
    """

    collection: str
    summary: str
    columns: tuple[str, ...]


VIEWS: Final[Mapping[str, View]] = {
    "calls": View(
        "calls",
        "Calls at the provider.",
        ("sid", "status", "direction", "from_", "to", "start_time", "duration", "price"),
    ),
    "messages": View(
        "messages",
        "Messages at the provider.",
        ("sid", "status", "direction", "from_", "to", "date_sent", "num_segments", "error_code"),
    ),
    "recordings": View(
        "recordings", "Recordings of calls and conferences.", ("sid", "status", "call_sid", "duration", "date_created")
    ),
    "numbers": View(
        "incoming_phone_numbers",
        "Numbers of the account, and the URLs that answer them.",
        ("sid", "phone_number", "friendly_name", "voice_url", "sms_url"),
    ),
    "queues": View(
        "queues",
        "Queues of waiting callers.",
        ("sid", "friendly_name", "current_size", "average_wait_time", "max_size"),
    ),
    "conferences": View("conferences", "Conferences.", ("sid", "friendly_name", "status", "date_created")),
    "faxes": View("faxes", "Faxes.", ("sid", "status", "direction", "from_", "to", "num_pages", "date_created")),
    "bins": View(
        "laml_bins",
        "Documents that the provider hosts.",
        ("sid", "name", "num_requests", "date_last_accessed", "request_url"),
    ),
    "applications": View(
        "applications", "Applications: sets of URLs.", ("sid", "friendly_name", "voice_url", "sms_url")
    ),
}
