"""How to get to the provider: proxies and certificates. Knows no HTTP library."""

from __future__ import annotations

import warnings
from dataclasses import dataclass


class AnyCertificateWarning(UserWarning):
    """A client was made that accepts any certificate."""


@dataclass(frozen=True, slots=True)
class Network:
    """How to get to the provider.

    Attributes:
        proxy: URL of a proxy, or None; those of the environment are ignored unless `trust_env`.
        trust_env: Whether proxies of the environment are used.
        ca_bundle: Path of a file with the certificates to trust, instead of the usual ones.
        dangerously_accept_any_certificate: Whether whoever sits in between may read along; warns each time.
    """

    proxy: str | None = None
    trust_env: bool = False
    ca_bundle: str | None = None
    dangerously_accept_any_certificate: bool = False

    def __post_init__(self) -> None:
        if self.dangerously_accept_any_certificate:
            warnings.warn("any certificate is accepted: the token can be read on the way", AnyCertificateWarning, 3)

    def __repr__(self) -> str:
        """A proxy's URL may hold a password."""
        proxy = "..." if self.proxy else None
        return f"Network(proxy={proxy}, trust_env={self.trust_env}, ca_bundle={self.ca_bundle!r})"

    @property
    def verify(self) -> bool | str:
        """What certificates are checked against, as requests has it."""
        if self.dangerously_accept_any_certificate:
            return False
        return self.ca_bundle or True
