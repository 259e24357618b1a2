"""One row per provider: its headers, signature schemes, dialect and deadline. Data only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

ProviderName: TypeAlias = Literal["signalwire", "twilio"]
Dialect: TypeAlias = Literal["laml", "twiml"]
PairRule: TypeAlias = Literal["distinct", "sorted", "submitted"]


@dataclass(frozen=True, slots=True)
class Provider:
    """One provider's row.

    Args:
        name: As in `LAML_PROVIDER`.
        dialect: The document language that it executes, as `laml` names it.
        signature_headers: The headers that may hold the signature; the first that is present counts.
        sha256_header: A second header with the SHA-256 form of a raw signature, or None.
        settings_header: The header that names the shared key of a request, or None.
        pair_rules: How a repeated parameter enters the signed text; each rule is tried.
        keeps_credentials: Whether user:password of the configured URL may be part of the signed text.
        credential_setting: The environment variable with the credential of the REST API, which some take for the
            signing key.
        account_setting: The environment variable with the account of the REST API.
        key_prefixes: How API tokens and signing keys begin, in this order; None where they cannot be told apart.
        key_name: What the provider calls the key that signs.
        deadline: Seconds until the provider gives up on an answer.
        summary: Whether the status callback of a number sums up an inbound call: `completed`, or `failed` for any
            other end.
        source: Where the facts come from.
    """

    name: ProviderName
    dialect: Dialect
    signature_headers: tuple[str, ...]
    sha256_header: str | None
    settings_header: str | None
    pair_rules: tuple[PairRule, ...]
    keeps_credentials: bool
    credential_setting: str
    account_setting: str
    key_prefixes: tuple[str, str] | None
    key_name: str
    deadline: float
    summary: bool
    source: str


TWILIO: Final = Provider(
    name="twilio",
    dialect="twiml",
    signature_headers=("X-Twilio-Signature",),
    sha256_header=None,
    settings_header="X-Twilio-Webhooks-Signature-Settings",
    pair_rules=("distinct",),
    keeps_credentials=False,
    credential_setting="TWILIO_AUTH_TOKEN",
    account_setting="TWILIO_ACCOUNT_SID",
    key_prefixes=None,
    key_name="auth token",
    deadline=15.0,
    summary=False,
    source="twilio docs, usage/security; usage/webhooks/webhooks-connection-overrides; twilio-python 9.13",
)
SIGNALWIRE: Final = Provider(
    name="signalwire",
    dialect="laml",
    signature_headers=("X-SignalWire-Signature", "X-Twilio-Signature"),
    sha256_header="X-SignalWire-SHA256-Signature",
    settings_header=None,
    pair_rules=("sorted", "submitted"),
    keeps_credentials=True,
    credential_setting="SIGNALWIRE_API_TOKEN",
    account_setting="SIGNALWIRE_PROJECT_ID",
    key_prefixes=("PT", "PSK_"),
    key_name="signing key, which begins with PSK_",
    deadline=5.0,
    summary=True,
    source="SignalWire guides, webhook security; signalwire 2.1.1; the server SDK's validator",
)
PROVIDERS: Final[dict[str, Provider]] = {row.name: row for row in (SIGNALWIRE, TWILIO)}
IDENTIFIERS: Final[Mapping[str, str]] = {
    r"AC[0-9a-fA-F]{32}": "an account SID",
    r"SK[0-9a-fA-F]{32}": "the SID of an API key",
    r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}": "a project ID",
}
"""What names an account or a key, by the form of the whole text: no secret, so neither provider signs with it."""
