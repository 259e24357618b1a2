"""What tells the providers apart: header names, schemes, dialect, deadlines; rows only, read by the other modules."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

ProviderName: TypeAlias = Literal["signalwire", "twilio"]
Dialect: TypeAlias = Literal["laml", "twiml"]
PairRule: TypeAlias = Literal["distinct", "sorted", "submitted"]


@dataclass(frozen=True)
class Provider:
    """One provider's row.

    Args:
        name: As in `LAML_PROVIDER`.
        dialect: The document language that it executes, as `laml` names it.
        signature_headers: Where the signature is looked for; the first that is there counts.
        sha256_header: A second header with the SHA-256 form of a raw signature, or None.
        settings_header: The header that names the shared key of a request, or None.
        pair_rules: How a repeated parameter enters the signed text; each is tried.
        raw_hex: Whether bodies may be signed raw, in hexadecimal.
        keeps_credentials: Whether user:password of the configured URL may be part of the signed text.
        deadline: Seconds until the provider gives up on an answer.
        source: Where the facts come from.
    """

    name: ProviderName
    dialect: Dialect
    signature_headers: tuple[str, ...]
    sha256_header: str | None
    settings_header: str | None
    pair_rules: tuple[PairRule, ...]
    raw_hex: bool
    keeps_credentials: bool
    deadline: float
    source: str


TWILIO: Final = Provider(
    name="twilio",
    dialect="twiml",
    signature_headers=("X-Twilio-Signature",),
    sha256_header=None,
    settings_header="X-Twilio-Webhooks-Signature-Settings",
    pair_rules=("distinct",),
    raw_hex=False,
    keeps_credentials=False,
    deadline=15.0,
    source="twilio docs, usage/security; usage/webhooks/webhooks-connection-overrides; twilio-python 9.13",
)
SIGNALWIRE: Final = Provider(
    name="signalwire",
    dialect="laml",
    signature_headers=("X-SignalWire-Signature", "X-Twilio-Signature"),
    sha256_header="X-SignalWire-SHA256-Signature",
    settings_header=None,
    pair_rules=("sorted", "submitted"),
    raw_hex=True,
    keeps_credentials=True,
    deadline=5.0,
    source="SignalWire guides, webhook security; signalwire 2.1.1; the server SDK's validator",
)
PROVIDERS: Final[dict[str, Provider]] = {row.name: row for row in (SIGNALWIRE, TWILIO)}
