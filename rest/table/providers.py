"""The two providers as rows: where they live and how they are named. Knows no credentials and no resources."""

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
        origin: Scheme and host, or None where each customer has one.
        source: Where these facts stand.
    """

    name: ProviderName
    title: str
    base_path: str
    origin: str | None
    source: str


PROVIDERS: Final[dict[ProviderName, Provider]] = {
    "signalwire": Provider(
        "signalwire", "SignalWire", "/api/laml/2010-04-01", None, "Compatibility REST API, base URL and authentication"
    ),
    "twilio": Provider(
        "twilio", "Twilio", "/2010-04-01", "https://api.twilio.com", "REST API 2010-04-01, base URL and authentication"
    ),
}
