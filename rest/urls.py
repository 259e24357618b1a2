"""Tells whether a callback URL can be reached by the provider and is safe to hand out; asks no resolver."""

import warnings
from ipaddress import IPv6Address, ip_address
from urllib.parse import urlsplit

from .errors import ParameterError


class PrivateUrlWarning(UserWarning):
    """A callback URL was passed that the provider cannot reach, or that holds a password."""


def check_public_url(url: str) -> None:
    """Refuse a callback URL that only this machine or network can reach, or that holds credentials.

    Args:
        url: Absolute URL.
    Raises:
        ParameterError: What is wrong with it; the URL itself is not repeated.
    """
    if problem := problem_with(url):
        raise ParameterError(f"callback URL: {problem}", "url")


def problem_with(url: str) -> str | None:
    """What is wrong with a callback URL, or None."""
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return "it is not a URL"
    if parts.scheme not in ("http", "https", "ws", "wss") or not host:
        return "it is not an absolute URL of http or https"
    if parts.username or parts.password:
        return "it holds a user or password, which end up in logs; sign it instead"
    if host == "localhost" or host.endswith((".localhost", ".local", ".internal")):
        return "its host is known on this machine or network only"
    return _problem_with_address(host)


def _problem_with_address(host: str) -> str | None:
    try:
        address = ip_address(host)
    except ValueError:
        return None
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    return None if address.is_global else "its address is known on this machine or network only"


def warn_of(url: str, where: str) -> None:
    """Warn of a callback URL that the provider cannot use."""
    if problem := problem_with(url):
        warnings.warn(f"{where}: callback URL: {problem}", PrivateUrlWarning, stacklevel=6)
