"""Proxies and certificates. Knows no HTTP library."""

from __future__ import annotations

import os
import re
import warnings
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Final

from ..errors import ConfigError

_PROXY: Final = re.compile(
    r"(?:(?P<scheme>https?|socks(?:4a?|5h?))://)?(?:[^/?#\s]*@)?(?:\[[0-9a-f:.]+\]|[^\s:/?#@\[\]]+)(?::[0-9]{1,5})?/?",
    re.IGNORECASE,
)


class AnyCertificateWarning(UserWarning):
    """A client was made that accepts any certificate."""


@dataclass(frozen=True, slots=True)
class Network:
    """How the client reaches the provider.

    Attributes:
        proxy: URL of a proxy, or None. The environment's proxies are ignored unless `trust_env` is set.
        trust_env: Whether the environment's proxies are used.
        ca_bundle: Path of a file, or folder, with the certificates to trust, in place of the usual ones.
        dangerously_accept_any_certificate: Whether certificates are not checked, so that anyone on the way can read the
            token. Warns each time.

    Raises:
        ConfigError: The proxy is no URL of one, or needs a package that is not installed; or the file is not there.
    """

    proxy: str | None = None
    trust_env: bool = False
    ca_bundle: str | os.PathLike[str] | None = None
    dangerously_accept_any_certificate: bool = False

    def __post_init__(self) -> None:
        if self.proxy:
            _check_proxy(self.proxy)
        if self.ca_bundle and not os.path.exists(self.ca_bundle):
            raise ConfigError(f"Network: ca_bundle: there is no {os.fspath(self.ca_bundle)}")
        if self.dangerously_accept_any_certificate:
            warnings.warn("any certificate is accepted: anyone on the way can read the token", AnyCertificateWarning, 3)

    def __repr__(self) -> str:
        """Without the proxy's URL, which may contain a password."""
        proxy = "..." if self.proxy else None
        return f"Network(proxy={proxy}, trust_env={self.trust_env}, ca_bundle={self.ca_bundle!r})"

    @property
    def verify(self) -> bool | str:
        """The argument `verify` of `requests`: a file of certificates, or whether to check them."""
        if self.dangerously_accept_any_certificate:
            return False
        return os.fspath(self.ca_bundle) if self.ca_bundle else True


def _check_proxy(proxy: object) -> None:
    """Look at the URL of a proxy, which is not shown, since it may have a password."""
    if not isinstance(proxy, str):
        raise ConfigError(f"Network: proxy: got {type(proxy).__name__}, expected a URL as text")
    found = _PROXY.fullmatch(proxy)
    if found is None:
        raise ConfigError("Network: proxy: expected a URL such as http://user:password@proxy.example.com:3128")
    if (found["scheme"] or "").lower().startswith("socks") and find_spec("socks") is None:
        raise ConfigError("Network: proxy: SOCKS needs another package: pip install 'requests[socks]'")
