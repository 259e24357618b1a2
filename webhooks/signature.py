"""Signs and verifies what the providers send; pure functions on `str` and `bytes`, no Flask, no configuration.

Three schemes, all an HMAC over text that begins with the URL: *form* (then the sorted pairs; base64), *raw* (then the
body as received; hexadecimal, SignalWire), and *hash* (nothing more, but the URL holds `bodySHA256`; base64). Which
scheme may stand for which body is a row in `SCHEMES`; the body is bound in each of them, or there is none.
"""

from __future__ import annotations

import hashlib
import hmac
from base64 import b64encode
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Final, Literal, TypeAlias

from .errors import ConfigError, SignatureError
from .wire.message import Content, Message
from .wire.providers import PROVIDERS, PairRule, Provider, ProviderName
from .wire.urls import url_variants

__all__ = ["Algorithm", "Key", "Match", "Message", "body_hash", "sign_form", "sign_raw", "verify"]

Algorithm: TypeAlias = Literal["sha1", "sha256"]

BODY_HASH_PARAMETER: Final = "bodySHA256"


@dataclass(frozen=True)
class Key:
    """One signing key.

    Args:
        secret: The auth token (Twilio), the signing key (SignalWire), or the secret of a shared key.
        label: What logs call it; never the secret.
        id: The identifier of a Twilio SharedKey; such a key is used only for requests that name it.
        algorithm: Of the HMAC. It comes from here, never from the request.
    """

    secret: str = field(repr=False)
    label: str = "key"
    id: str | None = None
    algorithm: Algorithm = "sha1"

    def __post_init__(self) -> None:
        """Refuse a key that signs for everybody."""
        if not isinstance(self.secret, str) or not self.secret.strip():
            raise ConfigError("a signing key is empty: give the provider's signing key (SignalWire) or auth token")


@dataclass(frozen=True)
class Match:
    """Which key and which spelling of the URL made the signature."""

    key: Key
    url: str
    scheme: str


def pairs_text(pairs: Iterable[tuple[str, str]], rule: PairRule = "distinct") -> str:
    """Write pairs as they enter the signed text: name and value, no separators, names in code-point order.

    Args:
        pairs: Decoded names and values.
        rule: What happens to a repeated name: its `distinct` values sorted (Twilio), all of them `sorted`, or all as
            `submitted` (SignalWire's two libraries).
    """
    if rule == "distinct":
        ordered = sorted(set(pairs))
    elif rule == "sorted":
        ordered = sorted(pairs)
    else:
        ordered = sorted(pairs, key=_name)
    return "".join(chain.from_iterable(ordered))


def row_of(provider: object) -> Provider:
    """The row of a provider.

    Raises:
        ConfigError: There is no provider of that name.
    """
    found = PROVIDERS.get(provider) if isinstance(provider, str) else None
    if found is None:
        raise ConfigError(f"provider: got {provider!r}, expected {' or '.join(map(repr, PROVIDERS))}")
    return found


def sign_form(
    url: str,
    pairs: Iterable[tuple[str, str]] = (),
    *,
    key: str,
    provider: ProviderName = "twilio",
    algorithm: Algorithm = "sha1",
) -> str:
    """Make the signature of a form request, or with no pairs that of a GET or of an empty body.

    Args:
        url: Exactly as requested, query included, fragment and credentials excluded.
        pairs: Decoded body parameters; those of the query are in the URL already.
        key: The signing key.
        provider: Whose rule for repeated names holds.
        algorithm: SHA-1, or SHA-256 for Twilio's shared keys.
    Returns:
        Base64, 28 characters (44 for SHA-256).
    Raises:
        ConfigError: There is no such provider.
    """
    text = url + pairs_text(pairs, row_of(provider).pair_rules[0])
    return _base64(_encoded(key), _encoded(text), algorithm).decode()


def sign_raw(url: str, body: bytes, *, key: str, algorithm: Algorithm = "sha1") -> str:
    """Make SignalWire's signature of a raw body: URL and body, lower-case hexadecimal."""
    return _hex(_encoded(key), _encoded(url) + body, algorithm).decode()


def body_hash(body: bytes) -> str:
    """Make the value of `bodySHA256`, which binds a JSON body to the URL."""
    return hashlib.sha256(body).hexdigest()


def verify(
    message: Message,
    keys: Sequence[Key],
    *,
    provider: ProviderName = "twilio",
    urls: Sequence[str] | None = None,
) -> Match:
    """Find the key that signed this message.

    Args:
        message: The request.
        keys: All that count at the moment; several while one replaces another.
        provider: Whose schemes hold.
        urls: The spellings of the URL to try; without it, `url_variants(message.url)`.
    Returns:
        The key, the spelling and the scheme that matched.
    Raises:
        SignatureError: Any other signature, whatever it looks like: none, empty, not ASCII, of another key.
        ConfigError: There is no such provider.
    """
    row = row_of(provider)
    presented = message.signature.encode("utf-8", "replace") if isinstance(message.signature, str) else b""
    if not presented:
        raise SignatureError("no-signature", f"no {row.signature_headers[0]} header")
    spellings = url_variants(message.url) if urls is None else urls
    usable = _usable(keys, message, row)
    for scheme in SCHEMES[provider][message.content]:
        tails = scheme.tails(message, row)
        for url in spellings:
            start = _encoded(url)
            for tail in tails:
                for key in usable:
                    made = scheme.digest(_encoded(key.secret), start + tail, key.algorithm)
                    if hmac.compare_digest(made, presented):
                        _verify_sha256(message, row, key, start)
                        return Match(key, url, scheme.name)
    raise SignatureError("signature", "no key and no spelling of the URL gives the signature that came")


@dataclass(frozen=True)
class Scheme:
    """One way of signing: `tails` lists what may follow the URL (nothing at all, where the scheme does not apply)."""

    name: str
    tails: Callable[[Message, Provider], Sequence[bytes]]
    digest: Callable[[bytes, bytes, Algorithm], bytes]


def _form_tails(message: Message, row: Provider) -> Sequence[bytes]:
    pairs = message.pairs
    if len({name for name, _ in pairs}) == len(pairs):
        return (_encoded(pairs_text(pairs, "sorted")),)  # the rules differ only for repeated names
    return [_encoded(pairs_text(pairs, rule)) for rule in row.pair_rules]


def _raw_tails(message: Message, _row: Provider) -> Sequence[bytes]:
    return (message.body,)


def _hash_tails(message: Message, _row: Provider) -> Sequence[bytes]:
    claimed = [part[len(BODY_HASH_PARAMETER) + 1 :] for part in _query(message.url) if _is_body_hash(part)]
    bound = len(claimed) == 1 and hmac.compare_digest(_encoded(claimed[0]), body_hash(message.body).encode())
    return (b"",) if bound else ()


def _url_tails(message: Message, _row: Provider) -> Sequence[bytes]:
    return () if message.body else (b"",)


def body_hashes(url: str) -> list[str]:
    """List the values of `bodySHA256` in a URL; more than one different value is an attempt at confusion."""
    return [part.partition("=")[2] for part in _query(url) if _is_body_hash(part)]


def _query(url: str) -> list[str]:
    return url.partition("?")[2].split("&")


def _is_body_hash(part: str) -> bool:
    return part.startswith(BODY_HASH_PARAMETER + "=")


def _base64(key: bytes, text: bytes, algorithm: Algorithm) -> bytes:
    return b64encode(hmac.digest(key, text, algorithm))


def _hex(key: bytes, text: bytes, algorithm: Algorithm) -> bytes:
    return hmac.digest(key, text, algorithm).hex().encode()


FORM: Final = Scheme("form", _form_tails, _base64)
URL: Final = Scheme("url", _url_tails, _base64)
RAW: Final = Scheme("raw", _raw_tails, _hex)
HASH: Final = Scheme("hash", _hash_tails, _base64)

# The raw scheme is for bodies that are no form: a form's signature, written in hexadecimal, would be that of the whole
# run as a body, and a text in it that spells a form would be read as one (docs/signed-runs.md).
SCHEMES: Final[dict[ProviderName, dict[Content, tuple[Scheme, ...]]]] = {
    "twilio": {"none": (URL,), "form": (FORM,), "raw": (HASH,)},
    "signalwire": {"none": (URL,), "form": (FORM,), "raw": (RAW, HASH)},
}


def _verify_sha256(message: Message, row: Provider, key: Key, start: bytes) -> None:
    """Hold the second header, where one came beside a raw body, to the same key and URL."""
    if row.sha256_header is None or message.sha256_signature is None or message.content != "raw":
        return
    made = _hex(_encoded(key.secret), start + message.body, "sha256")
    if not hmac.compare_digest(made, message.sha256_signature.encode("utf-8", "replace")):
        raise SignatureError("sha256-signature", f"{row.sha256_header} does not agree with {row.signature_headers[0]}")


def _usable(keys: Sequence[Key], message: Message, row: Provider) -> list[Key]:
    """Pick the keys that may have signed: the shared key that the request names, else those that are not shared."""
    if row.settings_header and message.settings:
        parts = [part.strip().partition("=") for part in message.settings.split(",")]
        named = {name: value for name, _, value in parts}
        shared = [key for key in keys if key.id is not None and key.id == named.get("key")]
        if shared:
            declared = named.get("algorithm", "").upper()
            return [key for key in shared if declared == f"HMAC_{key.algorithm.upper()}"]
    return [key for key in keys if key.id is None]


def _name(pair: tuple[str, str]) -> str:
    return pair[0]


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
