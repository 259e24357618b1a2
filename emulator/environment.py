"""The settings that an application needs under the emulator: throw-away values where the user gave none.

Knows only names and values. Source: DESIGN, webhooks configuration.
"""

from __future__ import annotations

import socket
import sys
from collections.abc import Collection, MutableMapping
from typing import Final

from rest.table.providers import ProviderName

from .engine.models import Account
from .engine.profiles.accounts import ACCOUNTS
from .engine.profiles.profile import PROFILES

PUBLIC_URL: Final = "https://app.example"
SECRET_KEY: Final = "throw-away-secret-key-of-the-emulator"  # noqa: S105 - a secret that guards nothing
DEFAULT: Final[ProviderName] = "signalwire"
VENDORS_CLIENTS: Final = ("twilio.rest", "signalwire.rest")
RECIPES: Final = "docs/emulate-with-other-clients.md"
ADVICE: Final = "give --provider {wanted}"
"""What a command says to somebody whose application expects the other provider."""


def told_of_vendors(before: Collection[str]) -> list[str]:
    """What to tell of vendors' clients that an application has imported since; `before` are the modules until then."""
    return [
        f"# clients of {module} send to the provider itself, unless they are made for LAML_BASE_URL: see {RECIPES}"
        for module in VENDORS_CLIENTS
        if module in sys.modules and module not in before
    ]


def told_of_provider(before: Collection[str], name: ProviderName) -> list[str]:
    """What to tell where nobody has chosen a provider, and an application has imported the package of the other one."""
    found = next((vendor for vendor in ("signalwire", "twilio") if vendor in sys.modules), "")
    if not found or found == name or found in before:
        return []
    return [f"# the app imports {found}, and the provider is {name}: give --provider {found} if that is meant"]


def free_port() -> int:
    """A port of this machine on which nobody listens now."""
    with socket.create_server(("127.0.0.1", 0)) as found:
        port: int = found.getsockname()[1]
        return port


def provider_name(text: str | None) -> ProviderName:
    """The provider that a setting names; `DEFAULT` if it names none.

    Raises:
        ValueError: It names another one.
    """
    wanted = (text or DEFAULT).strip().lower()
    for name in PROFILES:
        if name == wanted:
            return name
    raise ValueError(f"LAML_PROVIDER is {text!r}; expected one of {', '.join(sorted(PROFILES))}")


def fill(settings: MutableMapping[str, str], provider: ProviderName | None = None) -> list[str]:
    """Set the keys that are absent to throw-away values; returns the names of those that were set."""
    chosen = provider or provider_name(settings.get("LAML_PROVIDER"))
    values = {
        "LAML_PROVIDER": chosen,
        "LAML_SIGNING_KEY": ACCOUNTS[chosen].account.signing_key,
        "LAML_PUBLIC_URL": PUBLIC_URL,
        "LAML_SECRET_KEY": SECRET_KEY,
    }
    absent = [name for name in values if not settings.get(name)]
    settings.update({name: values[name] for name in absent})
    return absent


def client_settings(provider: ProviderName, account: Account, base_url: str) -> dict[str, str]:
    """What a REST client needs to speak to the emulator at `base_url`."""
    held = {"sid": account.sid, "token": account.token, "host": base_url.partition("://")[2]}
    credentials = {variable: held[what] for variable, what in ACCOUNTS[provider].variables.items()}
    return {"LAML_PROVIDER": provider, "LAML_BASE_URL": base_url, **credentials}
