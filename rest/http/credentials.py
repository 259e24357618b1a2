"""Which provider, which account, which token: from arguments or the environment. Knows no HTTP."""

import base64
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Final, NoReturn
from urllib.parse import urlsplit

from ..errors import ConfigError
from ..table.providers import PROVIDERS, Provider, ProviderName

_TWILIO_USER: Final = re.compile(r"(AC|SK)[0-9a-zA-Z]{32}")
_NEEDED: Final[Mapping[ProviderName, tuple[str, str]]] = {
    "signalwire": ("SIGNALWIRE_PROJECT_ID", "SIGNALWIRE_API_TOKEN"),
    "twilio": ("TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN"),
}


class Secret:
    """A text that is shown nowhere: not by repr, not by vars, not by pickle."""

    __slots__ = ("__text",)

    def __init__(self, text: str) -> None:
        self.__text = text

    def reveal(self) -> str:
        """The text."""
        return self.__text

    def __repr__(self) -> str:
        return "<secret>"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a secret is not pickled: make the client where it is used")


class HiddenText(str):
    """A text for libraries that need one; reporters of errors that write out local variables do not show it."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "<secret>"


@dataclass(frozen=True, slots=True)
class Credentials:
    """Who speaks to whom.

    Attributes:
        provider: The provider.
        account_sid: Account or project that paths name.
        authorization: Value of the header `Authorization`.
        base_url: Origin and base path.
    """

    provider: Provider
    account_sid: str
    authorization: Secret
    base_url: str


def resolve(
    user: str | None = None,
    token: str | None = None,
    *,
    provider: ProviderName | str | None = None,
    space: str | None = None,
    account_sid: str | None = None,
    base_url: str | None = None,
    allow_http: bool = False,
    environment: Mapping[str, str] | None = None,
) -> Credentials:
    """Find out who speaks to whom.

    Args:
        user: Project ID, account SID or API key; None to take it from the environment.
        token: API token, auth token or key secret.
        provider: `signalwire` or `twilio`; None to conclude it from the rest.
        space: Host of a SignalWire space.
        account_sid: Account that paths name, where it is not the user.
        base_url: Where to send requests instead, such as the emulator.
        allow_http: Whether a base URL may be plain http beyond this machine.
        environment: Instead of the process's own.

    Raises:
        ConfigError: Something is missing, contradicts itself, or is unsafe; the message names it.
    """
    env = os.environ if environment is None else environment
    base_url = base_url or env.get("LAML_BASE_URL") or None
    row = PROVIDERS[_provider(user, provider, space, account_sid, env)]
    if user is None and token is None:
        user, token = (env.get(name) for name in _NEEDED[row.name])
        if row.name == "twilio" and account_sid:
            user = account_sid
    elif user is None:
        user = account_sid
    if not user or not token:
        lacking = [name for name, value in zip(_NEEDED[row.name], (user, token), strict=True) if not value]
        raise ConfigError(f"{row.title}: no credentials; pass them to Client(...) or set {' and '.join(lacking)}")
    account = account_sid or (env.get("TWILIO_ACCOUNT_SID") if user.startswith("SK") else None) or user
    url = _base(row, base_url, space or env.get("SIGNALWIRE_SPACE_URL"), allow_http)
    basic = base64.b64encode(f"{user}:{token}".encode()).decode("ascii")
    return Credentials(row, account, Secret(f"Basic {basic}"), url)


def _provider(
    user: str | None, named: str | None, space: str | None, account_sid: str | None, env: Mapping[str, str]
) -> ProviderName:
    if named:
        return _known(named, "provider")
    if space:
        return "signalwire"
    if account_sid or (user and _TWILIO_USER.fullmatch(user)):
        return "twilio"
    if choice := env.get("LAML_PROVIDER"):
        return _known(choice, "LAML_PROVIDER")
    if user:
        return "signalwire"
    complete: list[ProviderName] = [name for name, keys in _NEEDED.items() if all(env.get(key) for key in keys)]
    if len(complete) == 1:
        return complete[0]
    if complete:
        keys = ", ".join(f"{PROVIDERS[name].title} ({_NEEDED[name][0]})" for name in complete)
        raise ConfigError(f"credentials of both providers are set: {keys}; set LAML_PROVIDER to signalwire or twilio")
    raise ConfigError(
        "no credentials; pass them to Client(...), or set SIGNALWIRE_PROJECT_ID, SIGNALWIRE_API_TOKEN and "
        "SIGNALWIRE_SPACE_URL, or TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN"
    )


def _known(name: str, where: str) -> ProviderName:
    for provider in PROVIDERS:
        if provider == name.strip().lower():
            return provider
    raise ConfigError(f"{where}: got {name!r}, expected signalwire or twilio")


def _base(provider: Provider, base_url: str | None, space: str | None, allow_http: bool) -> str:
    if base_url:
        address, where = base_url, "base_url or LAML_BASE_URL"
    elif provider.origin:
        address, where = provider.origin, "origin"
    elif space:
        address, where = f"https://{space.split('://')[-1]}", "signalwire_space_url or SIGNALWIRE_SPACE_URL"
    else:
        raise ConfigError("SignalWire: which space? pass signalwire_space_url or set SIGNALWIRE_SPACE_URL")
    address = check_address(address, where, allow_http)
    return address if address.endswith(provider.base_path) else address + provider.base_path


def check_address(address: str, where: str, allow_http: bool) -> str:
    """The address without a trailing slash.

    Raises:
        ConfigError: It is no plain http(s) URL, holds credentials, or is unencrypted beyond this machine.
    """
    if not address.isascii() or not address.isprintable() or " " in address:
        raise ConfigError(f"{where}: holds characters that no URL has")
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname, parts.port
    except ValueError:
        raise ConfigError(f"{where}: is not a URL") from None
    if parts.scheme not in ("http", "https") or not host or parts.query or parts.fragment:
        raise ConfigError(f"{where}: expected https://host, without query")
    if parts.username or parts.password:
        raise ConfigError(f"{where}: holds credentials; pass them as arguments")
    if parts.scheme == "http" and not allow_http and not is_loopback(host):
        raise ConfigError(f"{where}: plain http would show the token to everyone on the way; use https")
    return address.rstrip("/")


def is_loopback(host: str) -> bool:
    """Whether a host is this machine."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
