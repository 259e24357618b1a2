"""The one account of the emulator at each provider: test credentials that open nothing, and the form of a sid."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from rest.table.providers import ProviderName

from ..models import Account


def prefixed(prefix: str, bits: int) -> str:
    """Two letters and 32 hexadecimal digits, as Twilio's."""
    return f"{prefix}{bits:032x}"


def uuid_text(_prefix: str, bits: int) -> str:
    """A UUID, as SignalWire's."""
    return str(uuid.UUID(int=bits, version=4))


@dataclass(frozen=True, slots=True)
class Accounts:
    """How one provider names things and accounts.

    Args:
        sid: Makes an identifier of two letters for the kind (`CA` for a call) and 128 random bits.
        account: The account, unless others are given.
        token_signs: Whether the token of the API is also the key that signs requests.
        variables: The environment variables of a client and what they hold: `sid`, `token` or `host`.
        clients: The vendor's own clients, and what makes each speak to the emulator.
    """

    sid: Callable[[str, int], str]
    account: Account
    token_signs: bool
    variables: Mapping[str, str]
    clients: Mapping[str, str]


ACCOUNTS: Final[Mapping[ProviderName, Accounts]] = {
    "signalwire": Accounts(
        sid=uuid_text,
        account=Account(
            sid="7f000001-1a2b-4c3d-8e4f-5a6b7c8d9e0f",
            token="PTemulator0throw0away0token",  # noqa: S106 - opens nothing
            signing_key="PSK_emulator_throw_away_key",
        ),
        token_signs=False,
        variables={"SIGNALWIRE_PROJECT_ID": "sid", "SIGNALWIRE_API_TOKEN": "token", "SIGNALWIRE_SPACE_URL": "host"},
        clients={
            "signalwire": "set client.api.base_url and client.fax.base_url to LAML_BASE_URL",
            "@signalwire/compatibility-api": "set client.api.baseUrl and client.fax.baseUrl to LAML_BASE_URL",
        },
    ),
    "twilio": Accounts(
        sid=prefixed,
        account=Account(
            sid="AC7f0000011a2b4c3d8e4f5a6b7c8d9e0f",
            token="e0000000000000000000000000000000",  # noqa: S106 - opens nothing
            signing_key="e0000000000000000000000000000000",
        ),
        token_signs=True,
        variables={"TWILIO_ACCOUNT_SID": "sid", "TWILIO_AUTH_TOKEN": "token"},
        clients={
            "twilio-python": "give Client an http_client that sends to LAML_BASE_URL",
            "twilio-python, async": "give Client an async http_client that sends to LAML_BASE_URL",
            "twilio-node": "give twilio() an httpClient that sends to LAML_BASE_URL",
            "twilio-cli": "let Node load a file that turns its requests to LAML_BASE_URL",
        },
    ),
}
