"""Proxies and certificates. Knows no HTTP library."""

from __future__ import annotations

import warnings
from dataclasses import dataclass


class AnyCertificateWarning(UserWarning):
    """A client was made that accepts any certificate."""


@dataclass(frozen=True, slots=True)
class Network:
    """How the client reaches the provider.

    Attributes:
        proxy: URL of a proxy, or None. The environment's proxies are ignored unless `trust_env` is set.
        trust_env: Whether the environment's proxies are used.
        ca_bundle: Path of a file with the certificates to trust, in place of the usual ones.
        dangerously_accept_any_certificate: Whether certificates are not checked, so that anyone on the way can read the
            token. Warns each time.
    """

    proxy: str | None = None
    trust_env: bool = False
    ca_bundle: str | None = None
    dangerously_accept_any_certificate: bool = False

    def __post_init__(self) -> None:
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
        return self.ca_bundle or True
