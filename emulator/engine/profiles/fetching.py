"""How the providers request documents and callbacks: headers, deadlines, redirects, retries, and what they take.

Source: call semantics reference, chapters 2 and 12; webhook reference, http_headers, responses, emulator_signing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit, urlunsplit

from rest.table.providers import ProviderName
from webhooks.wire.providers import PROVIDERS

from ..wire import Deadline, Failure
from .limits import XML_TYPES


def without_port(url: str) -> str:
    """An https URL without its port; any other as it is."""
    parts = urlsplit(url)
    if parts.scheme != "https" or parts.port is None:
        return url
    host = parts.netloc.rpartition(":")[0]
    return urlunsplit((parts.scheme, host, parts.path, parts.query, parts.fragment))


@dataclass(frozen=True, slots=True)
class Fetching:
    """How one provider makes requests and reads the answers.

    Args:
        signature_header: The header that carries the signature.
        signed_voice_url: The URL of a call's request as it is signed.
        user_agent: The header of that name.
        idempotency_header: The header with a token that stays the same in every attempt, or None.
        deadline: Seconds allowed where the URL does not say otherwise.
        overrides: Connection overrides in a URL fragment: name to (field, least, most), in milliseconds.
        redirects: The number of redirects that are followed.
        attempts: The number of attempts at a callback whose answer is not 2xx.
        attempts_to_connect: The number of attempts at a callback whose connection failed.
        attempts_at_documents: The number of attempts at a document whose connection failed.
        most_retries: The most retries of a document that the URL's fragment can ask for; 0 if it cannot.
        document_types: Content types that are parsed as a document.
        speaks_plain_text: Whether plain text is read aloud, and an audio file played, in place of a document.
        wrong_root: The code for a document with another root.
        failures: The code for each way to get no answer.
        warns_of_unknown: Whether an unknown attribute is a problem, since documents are checked against a schema.
    """

    signature_header: str
    signed_voice_url: Callable[[str], str]
    user_agent: str
    idempotency_header: str | None
    deadline: Deadline
    overrides: Mapping[str, tuple[str, int, int]]
    redirects: int
    attempts: int
    attempts_to_connect: int
    attempts_at_documents: int
    most_retries: int
    document_types: frozenset[str]
    speaks_plain_text: bool
    wrong_root: int
    failures: Mapping[Failure, int]
    warns_of_unknown: bool


_SIGNALWIRE: Final = PROVIDERS["signalwire"]
_TWILIO: Final = PROVIDERS["twilio"]
_SAME: Final = {
    Failure.DNS: 11210,
    Failure.TLS: 11220,
    Failure.READ_TIMEOUT: 11200,
    Failure.NOT_ALLOWED: 11200,
    Failure.BAD_URL: 11100,
}

FETCHING: Final[Mapping[ProviderName, Fetching]] = {
    "signalwire": Fetching(
        signature_header=_SIGNALWIRE.signature_headers[0],
        signed_voice_url=lambda url: url,
        user_agent="lamlkit-emulator (SignalWire)",
        idempotency_header=None,
        deadline=Deadline(connect=4.5, read=_SIGNALWIRE.deadline, total=15.0),  # source: Common Webhook Errors, 11200
        overrides={"ot": ("connect", 100, 10_000), "rt": ("read", 100, 15_000), "tt": ("total", 100, 15_000)},
        redirects=3,
        attempts=3,
        attempts_to_connect=3,
        attempts_at_documents=1,
        most_retries=0,
        document_types=XML_TYPES,
        speaks_plain_text=False,
        wrong_root=12100,
        failures=_SAME
        | dict.fromkeys((Failure.CONNECT_TIMEOUT, Failure.REFUSED, Failure.TOTAL_TIMEOUT, Failure.PROTOCOL), 11200),
        warns_of_unknown=False,
    ),
    "twilio": Fetching(
        signature_header=_TWILIO.signature_headers[0],
        signed_voice_url=without_port,
        user_agent="TwilioProxy/1.1",
        idempotency_header="I-Twilio-Idempotency-Token",
        deadline=Deadline(connect=5.0, read=_TWILIO.deadline, total=15.0),
        overrides={"ct": ("connect", 100, 10_000), "rt": ("read", 100, 15_000), "tt": ("total", 100, 15_000)},
        redirects=10,
        attempts=1,
        attempts_to_connect=2,
        attempts_at_documents=2,
        most_retries=5,
        document_types=XML_TYPES | {"text/html"},
        speaks_plain_text=True,
        wrong_root=12102,
        failures=_SAME
        | {
            Failure.CONNECT_TIMEOUT: 11205,
            Failure.REFUSED: 11202,
            Failure.TOTAL_TIMEOUT: 11203,
            Failure.PROTOCOL: 11206,
        },
        warns_of_unknown=True,
    ),
}
