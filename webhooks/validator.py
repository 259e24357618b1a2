"""`RequestValidator`, the drop-in for the class of that name in the vendors' packages; calls `signature`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol, TypeAlias, runtime_checkable

from .errors import SignatureError
from .signature import Algorithm, Key, Message, body_hash, sign_form, verify
from .wire.message import Pairs
from .wire.providers import ProviderName


@runtime_checkable
class MultiMapping(Protocol):
    """A mapping of names to several values, as the forms of Werkzeug and Django are."""

    def getlist(self, key: str, /) -> Iterable[str]:
        """The values of a name."""
        ...

    def keys(self) -> Iterable[str]:
        """The names."""
        ...


Form: TypeAlias = Mapping[str, str] | MultiMapping | Iterable[tuple[str, str]] | None
Params: TypeAlias = Form | str
_ALGORITHMS: Mapping[str, Algorithm] = {"HMAC_SHA1": "sha1", "HMAC_SHA256": "sha256"}


class RequestValidator:
    """Checks signatures with one key, in the calls of twilio-python and of signalwire.

    Args:
        token: The auth token (Twilio) or the signing key (SignalWire).
        provider: The provider whose schemes are used; the form scheme is the same for both.
    Raises:
        ConfigError: The token is empty.
    """

    def __init__(self, token: str, *, provider: ProviderName = "twilio") -> None:
        self._keys = {name: (Key(token, algorithm=algorithm),) for name, algorithm in _ALGORITHMS.items()}
        self._provider: ProviderName = provider

    def __repr__(self) -> str:
        """Show the provider, never the key."""
        return f"RequestValidator(provider={self._provider!r})"

    def compute_signature(self, uri: str, params: Params = None, algorithm: str | None = None) -> str:
        """The signature that the provider would send for this form.

        Args:
            uri: The full URL that was requested.
            params: Body parameters: a mapping, a multi-mapping or pairs; None or empty for a GET.
            algorithm: `HMAC_SHA1` (the default) or `HMAC_SHA256`.
        Raises:
            ValueError: Another algorithm.
        """
        name = (algorithm or "HMAC_SHA1").upper()
        if name not in _ALGORITHMS:
            raise ValueError(f"unknown signature algorithm {algorithm!r}: HMAC_SHA1 and HMAC_SHA256 are there")
        pairs = () if isinstance(params, str) else as_pairs(params)
        (key,) = self._keys[name]
        return sign_form(uri, pairs, key=key.secret, provider=self._provider, algorithm=key.algorithm)

    def compute_hash(self, body: str) -> str:
        """The value of `bodySHA256` for a body."""
        return body_hash(body.encode("utf-8", "surrogatepass"))

    def validate(self, uri: str, params: Params, signature: str | None, algorithm: str | None = None) -> bool:
        """Whether the signature belongs to this URL and these parameters.

        Args:
            uri: The full URL that was requested.
            params: Body parameters (a mapping, a multi-mapping, pairs), or the body itself as text if it is no form.
            signature: The signature header; with any other value, None included, the result is False.
            algorithm: `HMAC_SHA1` (the default) or `HMAC_SHA256`; with another one the result is False.
        """
        name = (algorithm or "HMAC_SHA1").upper()
        if name not in _ALGORITHMS:
            return False
        if isinstance(params, str):
            message = Message(uri, "raw", signature, body=params.encode("utf-8", "surrogatepass"))
        else:
            pairs = as_pairs(params)
            message = Message(uri, "form" if pairs else "none", signature, pairs=pairs)
        try:
            verify(message, self._keys[name], provider=self._provider)
        except SignatureError:
            return False
        return True


def as_pairs(params: Form) -> Pairs:
    """The parameters as pairs, in whatever form they are given."""
    if not params:
        return ()
    if type(params) is dict:  # the usual case; the checks below cost as much as the signature
        return tuple(params.items())
    if isinstance(params, MultiMapping):
        return tuple((name, value) for name in dict.fromkeys(params.keys()) for value in params.getlist(name))
    return (
        tuple((str(name), str(value)) for name, value in params.items())
        if isinstance(params, Mapping)
        else tuple(params)
    )
