"""The two providers as rows: their names, their addresses, and how a client is configured for them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

ProviderName: TypeAlias = Literal["signalwire", "twilio"]
BOTH: Final[tuple[ProviderName, ...]] = ("signalwire", "twilio")
SIGNALWIRE_ONLY: Final[tuple[ProviderName, ...]] = ("signalwire",)
TWILIO_ONLY: Final[tuple[ProviderName, ...]] = ("twilio",)


@dataclass(frozen=True, slots=True)
class Provider:
    """One provider.

    Attributes:
        name: Key used in configuration and in rows.
        title: Name for people.
        base_path: What comes before `/Accounts` in every path.
        origin: Scheme and host, or None if each customer has one.
        variables: Environment variables with the user (project ID or account SID) and with its token.
        space_variable: Environment variable with the customer's own host, or None if there is one origin.
        has_account_sids: Whether accounts have SIDs. If so, `account_sid=` implies this provider, and it replaces the
            user that the environment names.
        user_pattern: Regular expression for users that only this provider has, or None if they can be any text.
        user_words: What such a user looks like, in words; None where there is no pattern.
        key_prefix: First letters of API keys, which authenticate but name no account; None if it has none.
        key_variables: Environment variables with an API key and with its secret; None if it has none.
        place_variables: Environment variables with the region and the edge of the origin; None if it has none.
        source: Where these facts are documented.
    """

    name: ProviderName
    title: str
    base_path: str
    origin: str | None
    variables: tuple[str, str]
    space_variable: str | None
    has_account_sids: bool
    user_pattern: str | None
    user_words: str | None
    key_prefix: str | None
    key_variables: tuple[str, str] | None
    place_variables: tuple[str, str] | None
    source: str


PROVIDERS: Final[dict[ProviderName, Provider]] = {
    "signalwire": Provider(
        "signalwire",
        "SignalWire",
        "/api/laml/2010-04-01",
        origin=None,
        variables=("SIGNALWIRE_PROJECT_ID", "SIGNALWIRE_API_TOKEN"),
        space_variable="SIGNALWIRE_SPACE_URL",
        has_account_sids=False,
        user_pattern=None,
        user_words=None,
        key_prefix=None,
        key_variables=None,
        place_variables=None,
        source="Compatibility REST API, base URL and authentication",
    ),
    "twilio": Provider(
        "twilio",
        "Twilio",
        "/2010-04-01",
        origin="https://api.twilio.com",
        variables=("TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN"),
        space_variable=None,
        has_account_sids=True,
        user_pattern=r"(AC|SK)[0-9a-zA-Z]{32}",
        user_words="AC, or SK of a key, with 32 letters and digits behind it",
        key_prefix="SK",
        key_variables=("TWILIO_API_KEY", "TWILIO_API_SECRET"),
        place_variables=("TWILIO_REGION", "TWILIO_EDGE"),
        source="REST API 2010-04-01, base URL and authentication; global infrastructure; twilio-cli",
    ),
}
