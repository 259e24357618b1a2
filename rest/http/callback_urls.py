"""Checks that the provider could reach a callback URL and that it is safe to share. Does no DNS lookup."""

from __future__ import annotations

import os.path
import re
import socket
import sys
import warnings
from ipaddress import IPv4Address, IPv6Address, IPv6Network
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from ..errors import ParameterError

if TYPE_CHECKING:
    from types import FrameType

_NUMERIC: Final = re.compile(r"(0x[0-9a-f]*|[0-9]+)(\.(0x[0-9a-f]*|[0-9]+)){0,3}", re.ASCII)
"""The short forms of addresses that resolvers also accept: `127.1`, `2130706433`, `0x7f.1`."""
_LOCAL_NAMES: Final = (".localhost", ".local", ".internal")
_NAT64: Final = IPv6Network("64:ff9b::/96")
"""Its last 32 bits are an IPv4 address. Source: RFC 6052."""
_PACKAGE: Final = os.path.join(os.path.dirname(os.path.dirname(__file__)), "")


class PrivateUrlWarning(UserWarning):
    """A callback URL was passed that the provider cannot reach, or that contains a password."""


def check_public_url(url: str) -> None:
    """Refuse a callback URL that only this machine or network can reach, or that contains credentials.

    Args:
        url: Absolute URL.

    Raises:
        ParameterError: Says what is wrong with the URL, without repeating it.
    """
    if problem := problem_with(url):
        raise ParameterError(f"callback URL: {problem}", "url")


def problem_with(url: str) -> str | None:
    """What is wrong with a callback URL, or None."""
    given: object = url
    if not isinstance(given, str):
        return f"it is of type {type(given).__name__}, not a text"
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return "it is not a URL"
    if parts.scheme not in ("http", "https", "ws", "wss") or not host:
        return "it is not an absolute URL of http or https"
    if parts.username or parts.password:
        return "it has a user or password, which end up in logs; sign it instead"
    if not host.isascii():
        return "its host is not written in ASCII; write it as xn--..."
    address = address_of(host)
    if address is None:
        name = host.removesuffix(".")
        local = "." not in name or name.endswith(_LOCAL_NAMES)
        return "its host is known on this machine or network only" if local else None
    return None if is_public(address) else "its address is known on this machine or network only"


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Whether an address can be reached from everywhere."""
    return address.is_global and not address.is_multicast


def address_of(host: str) -> IPv4Address | IPv6Address | None:
    """The address that a host names without a lookup, or None for a name."""
    try:
        if _NUMERIC.fullmatch(host):
            return IPv4Address(socket.inet_aton(host))
        address = IPv6Address(host)
    except (OSError, ValueError):
        return None
    return _embedded(address) or address


def _embedded(address: IPv6Address) -> IPv4Address | None:
    """The IPv4 address that an IPv6 one leads to: mapped, 6to4 or NAT64."""
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour


def warn_of(url: str, label: str) -> None:
    """Warn of a callback URL that the provider cannot use; the warning names the line that called this package."""
    if problem := problem_with(url):
        warnings.warn(f"{label}: callback URL: {problem}", PrivateUrlWarning, stacklevel=_caller_depth())


def _caller_depth() -> int:
    """How many frames up from its caller the first one is that belongs to another package."""
    frame: FrameType | None = sys._getframe()
    depth = 0
    while frame is not None and frame.f_code.co_filename.startswith(_PACKAGE):
        frame, depth = frame.f_back, depth + 1
    return depth
