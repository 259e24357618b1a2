"""Which provider, which account, which token: from arguments or the environment. Knows no HTTP."""

from __future__ import annotations

import base64
import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Final, NoReturn
from urllib.parse import urlsplit

from ..errors import ConfigError
from ..table.providers import PROVIDERS, Provider, ProviderName


class Secret:
    """A text that neither repr nor vars nor pickle shows."""

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
    """A text for libraries that need a `str`; error reporters that print local variables do not show it."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "<secret>"


@dataclass(frozen=True, slots=True)
class Credentials:
    """The provider, the account and the token of a client.

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
    region: str | None = None,
    edge: str | None = None,
    allow_http: bool = False,
    environment: Mapping[str, str] | None = None,
) -> Credentials:
    """Find the provider, the account and the token. Blanks and line ends around any of them are dropped.

    Args:
        user: Project ID, account SID or API key; None to take it from the environment.
        token: API token, auth token or key secret.
        provider: `signalwire` or `twilio`; None to conclude it from the rest.
        space: Host of a SignalWire space.
        account_sid: Account that paths name, if it is not the user.
        base_url: Where to send requests instead, such as the emulator.
        region: Where the provider handles requests, such as `ie1`.
        edge: Where requests enter its network, such as `dublin`.
        allow_http: Whether a base URL may be plain http beyond this machine.
        environment: Used in place of the process's environment.

    Raises:
        ConfigError: Something is missing, contradicts itself, or is unsafe; the message names it.
    """
    outside = os.environ if environment is None else environment
    env = {name: value.strip() for name, value in outside.items() if name.startswith(_OURS)}
    given = {"the user": user, "the token": token, "signalwire_space_url": space, "account_sid": account_sid}
    for name, value in (given | {"provider": provider, "base_url": base_url, "region": region, "edge": edge}).items():
        if value is not None and not isinstance(value, str):
            raise ConfigError(f"Client: {name} is a text, got {type(value).__name__}")
    user, token, space, account_sid, base_url = map(_stripped, (user, token, space, account_sid, base_url))
    base_url = base_url or env.get("LAML_BASE_URL") or None
    chosen = _provider(user, provider, space, account_sid, env)
    if user is None and token is None:
        user, token = _from_environment(chosen, account_sid, env)
    elif user is None:
        user = account_sid
    if not user or not token:
        pairs = zip(chosen.variables, (user, token), strict=True)
        lacking = " and ".join(name for name, value in pairs if not value)
        raise ConfigError(f"{chosen.title}: no credentials; pass them to Client(...) or set {lacking}")
    account = account_sid or (env.get(chosen.variables[0]) if _is_key(chosen, user) else None) or user
    if _is_key(chosen, account):
        raise ConfigError(
            f"{chosen.title}: an API key ({chosen.key_prefix}…) names no account: pass account_sid, "
            f"or set {chosen.variables[0]} to the account's own SID"
        )
    space = space or env.get(chosen.space_variable or "")
    for name, value in (("user", user), ("token", token), ("account", account), ("space", space)):
        _check_bare(value, f"{chosen.title}: the {name}")
    where = _place(chosen, _stripped(region), _stripped(edge), env, base_url)
    url = _base(chosen, base_url or where, space, allow_http)
    basic = base64.b64encode(f"{user}:{token}".encode()).decode("ascii")
    return Credentials(chosen, account, Secret(f"Basic {basic}"), url)


def _stripped(text: str | None) -> str | None:
    """A text without the blanks and line ends that come from files."""
    return text.strip() if isinstance(text, str) else text


def _check_bare(text: str | None, label: str) -> None:
    """Refuse a text with the quotation marks of a shell around it, or the angle brackets of an example."""
    if text and len(text) > 1 and (text[0], text[-1]) in _AROUND:
        raise ConfigError(
            f"{label} stands in {text[0]}{text[-1]}: take these two characters away (docker's --env-file keeps them)"
        )


def _is_key(provider: Provider, user: str) -> bool:
    return provider.key_prefix is not None and user.startswith(provider.key_prefix)


def _from_environment(
    provider: Provider, account_sid: str | None, env: Mapping[str, str]
) -> tuple[str | None, str | None]:
    """User and token: an API key with its secret, if both are there, else the account with its token."""
    if provider.key_variables and all(map(env.get, provider.key_variables)):
        return env[provider.key_variables[0]], env[provider.key_variables[1]]
    user, token = map(env.get, provider.variables)
    return (account_sid if provider.has_account_sids and account_sid else user), token


def _place(
    provider: Provider, region: str | None, edge: str | None, env: Mapping[str, str], base_url: str | None
) -> str | None:
    """The origin with region and edge in it, `https://api.dublin.ie1.twilio.com`; None if neither is asked for.

    Raises:
        ConfigError: The provider has none, a base URL says where already, or a name cannot be part of a host.
    """
    given = [name for name, value in (("region", region), ("edge", edge)) if value]
    if given and (provider.place_variables is None or provider.origin is None):
        raise ConfigError(f"{provider.title} has no {' and no '.join(given)}: leave it out")
    if given and base_url:
        raise ConfigError(f"{' and '.join(given)}: base_url says where to send requests already: leave one of them out")
    if provider.place_variables is None or provider.origin is None or base_url:
        return None
    region = region or env.get(provider.place_variables[0]) or None
    edge = edge or env.get(provider.place_variables[1]) or None
    if edge and not region:
        region = HOME_REGION
    for name, value in (("region", region), ("edge", edge)):
        if value and not re.fullmatch(r"[a-z0-9-]{1,40}", value):
            raise ConfigError(f"{name}: got {value!r}, expected a name such as ie1 or dublin")
    if region is None:
        return None
    scheme, _, host = provider.origin.partition("://")
    product, _, domain = host.partition(".")
    return f"{scheme}://{'.'.join(filter(None, (product, edge, region, domain)))}"


def _is_complete(provider: Provider, env: Mapping[str, str]) -> bool:
    """Whether the environment has credentials of a provider."""
    keys = provider.key_variables
    return all(map(env.get, provider.variables)) or bool(
        keys and env.get(provider.variables[0]) and all(map(env.get, keys))
    )


def _provider(
    user: str | None, named: str | None, space: str | None, account_sid: str | None, env: Mapping[str, str]
) -> Provider:
    """The provider that the arguments name or imply; else the one that the environment names or has credentials of."""
    providers = PROVIDERS.values()
    if named:
        return _named(named, "provider")
    if space:
        return next(one for one in providers if one.space_variable)
    for one in providers:
        if account_sid and one.has_account_sids:
            return one
        if user and one.user_pattern and re.fullmatch(one.user_pattern, user):
            return one
    if choice := env.get("LAML_PROVIDER"):
        return _named(choice, "LAML_PROVIDER")
    if user:
        return next(one for one in providers if not one.user_pattern)
    complete = [one for one in providers if _is_complete(one, env)]
    if len(complete) == 1:
        return complete[0]
    if complete:
        keys = ", ".join(f"{one.title} ({one.variables[0]})" for one in complete)
        raise ConfigError(f"credentials of both providers are set: {keys}; set LAML_PROVIDER to {_NAMES}")
    needed = ", or ".join(_listed([*one.variables, *filter(None, [one.space_variable])]) for one in providers)
    raise ConfigError(f"no credentials; pass them to Client(...), or set {needed}")


def _listed(names: Sequence[str]) -> str:
    return f"{', '.join(names[:-1])} and {names[-1]}"


_AROUND: Final = frozenset({('"', '"'), ("'", "'"), ("<", ">")})
_OURS: Final = ("LAML_", "SIGNALWIRE_", "TWILIO_")
HOME_REGION: Final = "us1"
"""The region of an edge that is named alone. Source: twilio-python 9, `Client.get_hostname`."""
_NAMES: Final = " or ".join(PROVIDERS)


def _named(name: str, label: str) -> Provider:
    for provider in PROVIDERS.values():
        if provider.name == name.strip().lower():
            return provider
    raise ConfigError(f"{label}: got {name!r}, expected {_NAMES}")


def _base(provider: Provider, base_url: str | None, space: str | None, allow_http: bool) -> str:
    if base_url:
        address, label = base_url, "base_url or LAML_BASE_URL"
    elif provider.origin:
        address, label = provider.origin, "origin"
    elif space:
        label = f"signalwire_space_url or {provider.space_variable}"
        address = _of_space(space, label, provider)
    else:
        others = [one for one in PROVIDERS.values() if one.user_words]
        hint = "".join(f"; a user of {one.title} is {one.user_words}" for one in others)
        raise ConfigError(
            f"{provider.title}: which space? pass signalwire_space_url or set {provider.space_variable}{hint}"
        )
    address = check_address(address, label, allow_http)
    start = provider.base_path.rpartition("/")[0] or provider.base_path
    for path in (provider.base_path, start):
        address = address.removesuffix(path)
    return address + provider.base_path


def _of_space(space: str, label: str, provider: Provider) -> str:
    """The address of a space by its host, which may be given as a URL, also as that of its API."""
    host, slash, path = space.rpartition("://")[2].rstrip("/").partition("/")
    if slash and not provider.base_path.startswith(f"/{path}"):
        raise ConfigError(f"{label}: has a path: expected the host of the space alone")
    if "." not in host and not is_loopback(host.partition(":")[0]) and "[" not in host:
        raise ConfigError(f"{label}: is a name without a domain: expected a host such as example.signalwire.com")
    return f"https://{host}"


def check_address(address: str, label: str, allow_http: bool) -> str:
    """The address without a trailing slash.

    Raises:
        ConfigError: It is not a plain http(s) URL, has credentials, or is unencrypted beyond this machine.
    """
    if not address.isascii() or not address.isprintable() or " " in address:
        raise ConfigError(f"{label}: has characters that no URL has")
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname, parts.port
    except ValueError:
        raise ConfigError(f"{label}: is not a URL") from None
    if parts.scheme not in ("http", "https") or not host or parts.query or parts.fragment:
        raise ConfigError(f"{label}: expected https://host, without query")
    if parts.username or parts.password:
        raise ConfigError(f"{label}: has credentials; pass them as arguments")
    if parts.scheme == "http" and not allow_http and not is_loopback(host):
        raise ConfigError(f"{label}: plain http would show the token to everyone on the way; use https")
    return address.rstrip("/")


def is_loopback(host: str) -> bool:
    """Whether a host is this machine."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
