"""`RequestValidator`, the drop-in for the class of that name in the vendors' packages; calls `signature`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from typing import Final, Protocol, TypeAlias, runtime_checkable

from .errors import SignatureError
from .signature import Algorithm, Key, Message, body_hash, body_hashes, row_of, sign_form, sign_raw, verify
from .wire.logs import log
from .wire.message import Pairs
from .wire.providers import ProviderName


@runtime_checkable
class MultiMapping(Protocol):
    """A mapping of names to several values, as the forms of Werkzeug, Django and Starlette are."""

    def getlist(self, key: str, /) -> Iterable[object]:
        """The values of a name."""
        ...

    def keys(self) -> Iterable[str]:
        """The names."""
        ...


@runtime_checkable
class AllMapping(Protocol):
    """A mapping of names to several values, as the forms of aiohttp and Pyramid are."""

    def getall(self, key: str, /) -> Iterable[object]:
        """The values of a name."""
        ...

    def keys(self) -> Iterable[str]:
        """The names."""
        ...


Form: TypeAlias = Mapping[str, object] | MultiMapping | AllMapping | Iterable[tuple[str, object]] | None
Params: TypeAlias = Form | str | bytes
_ALGORITHMS: Final[Mapping[str, Algorithm]] = {"HMAC_SHA1": "sha1", "HMAC_SHA256": "sha256"}


class RequestValidator:
    """Checks signatures with one key, in the calls of twilio-python and of signalwire.

    Args:
        token: The auth token (Twilio) or the signing key (SignalWire).
        provider: The provider whose schemes are used; the form scheme is the same for both.
    Raises:
        ConfigError: The token is empty, or there is no such provider.
    """

    def __init__(self, token: str, *, provider: ProviderName = "twilio") -> None:
        self._keys = {name: (Key(token, algorithm=algorithm),) for name, algorithm in _ALGORITHMS.items()}
        self._provider: ProviderName = row_of(provider).name

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
            ValueError: Another algorithm, or a parameter that is no text, number, or list of these.
        """
        name = (algorithm or "HMAC_SHA1").upper()
        if name not in _ALGORITHMS:
            raise ValueError(f"unknown signature algorithm {algorithm!r}: HMAC_SHA1 and HMAC_SHA256 are there")
        pairs = () if isinstance(params, str | bytes) else as_pairs(params)
        (key,) = self._keys[name]
        return sign_form(uri, pairs, key=key.secret, provider=self._provider, algorithm=key.algorithm)

    def build_signature(self, uri: str, params: str | bytes) -> str:
        """The signature of SignalWire for a body that is no form: URL and body, in hexadecimal."""
        (key,) = self._keys["HMAC_SHA1"]
        return sign_raw(uri, _as_bytes(params), key=key.secret)

    def build_signature_with_compatibility(self, uri: str, params: Params = None) -> str:
        """The signature of a form, by the name that SignalWire's class has for it."""
        return self.compute_signature(uri, params)

    def compute_hash(self, body: str | bytes) -> str:
        """The value of `bodySHA256` for a body."""
        return body_hash(_as_bytes(body))

    def get_values(self, param_dict: Form, param_name: str) -> list[str]:
        """The values of a parameter, in the order given; none if it is not there."""
        return [value for name, value in as_pairs(param_dict) if name == param_name]

    def validate(self, uri: str, params: Params, signature: str | bytes | None, algorithm: str | None = None) -> bool:
        """Whether the signature belongs to this URL and these parameters. Never raises.

        Args:
            uri: The full URL that was requested.
            params: Body parameters (a mapping, a multi-mapping, pairs; values are texts, numbers or lists of them), or
                the body itself as text or bytes if it is no form. None or empty for a request without a body.
            signature: The signature header; with any other value, None included, the result is False.
            algorithm: `HMAC_SHA1` (the default) or `HMAC_SHA256`; with another one the result is False.
        """
        return self._is_signed(uri, params, signature, algorithm, self._provider)

    def validate_with_compatibility(self, uri: str, params: Params, signature: str | bytes | None) -> bool:
        """As `validate`, by Twilio's schemes whoever the provider is; the name is that of SignalWire's class."""
        return self._is_signed(uri, params, signature, None, "twilio")

    def _is_signed(
        self, uri: str, params: object, signature: object, algorithm: object, provider: ProviderName
    ) -> bool:
        try:
            name = str(algorithm or "HMAC_SHA1").upper()
            keys = self._keys.get(name)
            if keys is None or not isinstance(uri, str):
                return False
            header = signature.decode("ascii") if isinstance(signature, bytes) else signature
            if not isinstance(header, str):
                return False
            return any(_matches(message, keys, provider) for message in _readings(uri, params, header))
        except Exception as error:  # forms are objects of others, and may raise anything when they are read
            log.warning("a request was refused, since its parameters cannot be read: %s", type(error).__name__)
            return False


def _readings(uri: str, params: object, signature: str) -> Iterator[Message]:
    """The requests that parameters may stand for: one, but for a text that is empty and bound to no hash."""
    if not isinstance(params, str | bytes):
        pairs = as_pairs(params)  # type: ignore[arg-type] # whatever it is, it is read or refused
        yield Message(uri, "form", signature, pairs=pairs)
        return
    yield Message(uri, "raw", signature, body=_as_bytes(params))
    if not params and not body_hashes(uri):
        yield Message(uri, "none", signature)


def _matches(message: Message, keys: Sequence[Key], provider: ProviderName) -> bool:
    try:
        verify(message, keys, provider=provider)
    except SignatureError:
        return False
    return True


def as_pairs(params: Form) -> Pairs:
    """The parameters as pairs, in whatever form they are given.

    Raises:
        ValueError: A name is no text, or a value is no text, number, or list of these.
    """
    if not params:
        return ()
    if type(params) is dict and all(type(value) is str for value in params.values()):
        return tuple(params.items())  # the usual case; the checks below cost as much as the signature
    if isinstance(params, MultiMapping):
        return tuple(_flat((name, params.getlist(name)) for name in dict.fromkeys(params.keys())))
    if isinstance(params, AllMapping):
        return tuple(_flat((name, params.getall(name)) for name in dict.fromkeys(params.keys())))
    return tuple(_flat(params.items() if isinstance(params, Mapping) else params))


def _flat(items: Iterable[tuple[object, object]]) -> Iterator[tuple[str, str]]:
    """Each name with each of its values."""
    for name, value in items:
        values = value if isinstance(value, Sequence | Set) and not isinstance(value, str | bytes) else (value,)
        for one in values:
            yield _text(name), _text(one)


def _text(value: object) -> str:
    if isinstance(value, bytes):
        return value.decode()
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    raise ValueError(f"a parameter is {type(value).__name__}, expected a text, a number, or a list of these")


def _as_bytes(body: str | bytes) -> bytes:
    return body if isinstance(body, bytes) else body.encode("utf-8", "surrogatepass")
