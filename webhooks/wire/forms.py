"""Reads url-encoded bodies and queries, strictly and once; knows bytes and pairs, nothing of signatures or Flask.

The signature is checked over these pairs, and the handler gets the same ones, so that no second parser can disagree
with the first. Nothing is trimmed, normalised or guessed: a body that is not plain is refused with `FormError`.
"""

from __future__ import annotations

from typing import Final

from ..errors import FormError
from .message import Pairs

MAX_BODY_BYTES: Final = 65_536  # our own limit; the largest request of the reference is under 8 kB
MAX_PAIRS: Final = 200  # the longest request kind has about 80 parameters
MAX_NAME_LENGTH: Final = 256

_HEX: Final = "0123456789abcdefABCDEF"
_OCTETS: Final = {high + low: chr(int(high + low, 16)) for high in _HEX for low in _HEX}


def parse_form(body: bytes) -> Pairs:
    """The pairs of a url-encoded body or query, in the order sent.

    Args:
        body: The bytes as received. `+` is a blank; `;` is no separator; empty segments are skipped; a segment
            without `=` is a name with an empty value.
    Returns:
        Decoded pairs. Repeated names stay repeated; empty names and empty values stay.
    Raises:
        FormError: A broken escape, bytes that are not UTF-8, or over `MAX_BODY_BYTES`, `MAX_PAIRS`, `MAX_NAME_LENGTH`.
    Source: WHATWG URL Standard, application/x-www-form-urlencoded, without its tolerance of broken escapes.
    """
    if len(body) > MAX_BODY_BYTES:
        raise FormError("too-large", f"{len(body)} bytes; at most {MAX_BODY_BYTES} are read", status=413)
    try:
        text = body.decode()
    except UnicodeDecodeError as error:
        raise FormError("undecodable", f"byte {error.start} of the form is not UTF-8") from None
    segments = [segment for segment in text.replace("+", " ").split("&") if segment]
    if len(segments) > MAX_PAIRS:
        raise FormError("too-many-pairs", f"{len(segments)} parameters; at most {MAX_PAIRS} are read")
    pairs = []
    for segment in segments:
        name, _, value = segment.partition("=")
        if "%" in segment:
            name, value = _decoded(name), _decoded(value)
        if len(name) > MAX_NAME_LENGTH:
            raise FormError("long-name", f"a parameter name of {len(name)} characters; at most {MAX_NAME_LENGTH}")
        pairs.append((name, value))
    return tuple(pairs)


def _decoded(text: str) -> str:
    if "%" not in text:
        return text
    first, *rest = text.split("%")
    if not text.isascii():  # octets of unescaped characters have to be joined with the escaped ones
        first, rest = _octets(first), [part[:2] + _octets(part[2:]) for part in rest]
    try:
        octets = first + "".join([_OCTETS[part[:2]] + part[2:] for part in rest])
        return octets if octets.isascii() else octets.encode("latin-1").decode()
    except (KeyError, UnicodeEncodeError):
        raise FormError("broken-escape", "a % that two hexadecimal digits do not follow") from None
    except UnicodeDecodeError:
        raise FormError("undecodable", "an escaped value is not UTF-8") from None


def _octets(text: str) -> str:
    return text.encode().decode("latin-1")
