"""Compares a record with the request that may have made it, as the provider writes what it was given.

A number comes back in E.164, a SIP address without its parameters and in small letters, a text with words of the
provider before or behind it, or with other characters and links where a parameter asks for that. What was taken out
of the record, or was never in it, cannot be compared: then it is unsure whether the request made it.

Sources: Compatibility REST API, Phone numbers (E.164); Twilio: trial accounts, Message Redaction, Smart Encoding and
Link Shortening; answers of Twilio to trial accounts, as they stand in public repositories.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import IntEnum
from typing import Final, TypeAlias

from ..http.ranges import count_of
from ..table.names import attribute_of
from ..table.properties import properties_of
from ..table.values import Json
from .record import Record

Given: TypeAlias = Mapping[str, object]
"""The parameters of the request that are not None, by their Python names."""
Raw: TypeAlias = Mapping[str, Json]
"""The properties of a record, as they came."""


class Likeness(IntEnum):
    """Whether a request made a record, as far as one parameter or all of them tell."""

    DIFFERENT = 0
    UNSURE = 1
    SAME = 2


DIFFERENT, UNSURE, SAME = Likeness
TRIAL: Final = "Sent from your Twilio trial account - "
_OPT_OUT: Final = re.compile(r"\W*\b(reply|text|txt|send)\b.{0,30}\bSTOP\b.{0,160}", re.IGNORECASE | re.DOTALL)
"""How to opt out, as providers write it behind a text."""
_LINK: Final = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_NUMBER: Final = re.compile(r"\+?[\s().\-/]*\d[\d\s().\-/]*", re.ASCII)
_MASKED: Final = re.compile(r"(?P<known>(?:\w+:)?\+\d{3,})[Xx*]{2,}")
"""A number whose last digits were taken out: `+1555123XXXX`."""
SHORT_CODE: Final = 6
"""Most digits of a short code."""
NATIONAL: Final = 10
"""Digits of a number of the United States or Canada without its country code, which the providers add."""


def spellings(address: object) -> tuple[str, ...]:
    """How the provider may write a number or an address, the likeliest first: `(555) 123-0000` is `+15551230000`."""
    text = str(address).strip()
    channel, colon, rest = text.partition(":")
    if colon and channel.lower() in ("sip", "sips", "client"):
        bare = re.split("[;?]", rest)[0]
        forms = [text, f"{channel.lower()}:{bare}", f"{channel.lower()}:{bare.lower()}"]
    elif colon:
        forms = [f"{channel.lower()}:{one}" for one in _numbers(rest)] + [text]
    else:
        forms = _numbers(text)
    return tuple(dict.fromkeys(forms))


def _numbers(text: str) -> list[str]:
    text = text.strip()
    if not _NUMBER.fullmatch(text):
        return [text]
    digits = re.sub(r"\D", "", text)
    if text.startswith("+"):
        return [f"+{digits}"]
    if len(digits) <= SHORT_CODE:
        return [digits]
    national = [f"+1{digits}"] if len(digits) == NATIONAL else []
    abroad = [f"+{digits[len(code) :]}" for code in ("011", "00") if digits.startswith(code)]
    return [*national, *abroad, f"+{digits}", digits]


def masked(address: Json) -> bool:
    """Whether the last digits of a number were taken out of a record."""
    return isinstance(address, str) and _MASKED.fullmatch(address) is not None


def address(given: object, found: Json) -> Likeness:
    """Compare a number, SIP address or the like."""
    if not isinstance(found, str) or not found:
        return UNSURE
    wanted = {one.casefold() for one in spellings(given)}
    if wanted & {one.casefold() for one in spellings(found)}:
        return SAME
    hidden = _MASKED.fullmatch(found)
    return UNSURE if hidden and any(one.startswith(hidden["known"].casefold()) for one in wanted) else DIFFERENT


def receiver(given: Given, record: Raw) -> Likeness:
    """Compare the receiver."""
    return address(given["to"], record.get("to"))


def sender(given: Given, record: Raw) -> Likeness:
    """Compare the messaging service if one picks the sender, else the number, or what is shown in its place."""
    if (service := given.get("messaging_service_sid")) is not None:
        found = record.get("messaging_service_sid")
        return UNSURE if not found else SAME if found == service else DIFFERENT
    shown = [given[name] for name in ("from_", "caller_id", "fallback_from") if name in given]
    return max((address(one, record.get("from")) for one in shown), default=SAME)


def text(given: Given, record: Raw) -> Likeness:
    """Compare the text."""
    if "content_sid" in given or given.get("content_retention") == "discard":
        return UNSURE  # a template's text is not in the request, and a text that is not kept is not in the record
    wanted, found = _tidy(given.get("body", "")), _tidy(record.get("body") or "")
    if not wanted:
        without = found.removeprefix(TRIAL.strip())
        return DIFFERENT if without else UNSURE if "extra" in given else SAME
    if not found:
        return UNSURE  # taken out, as a setting of the account or another program does
    forms = list(_forms(given, wanted, found))
    if any(_fits(one, other) for one, other in forms):
        return SAME
    return UNSURE if any(_within(one, other) for one, other in forms) else DIFFERENT


def _tidy(value: object) -> str:
    return unicodedata.normalize("NFC", str(value)).replace("\r\n", "\n").strip()


def _forms(given: Given, wanted: str, found: str) -> Iterable[tuple[str, str]]:
    """The text that was given and the one that was found; then both without what a parameter changes."""
    yield wanted, found
    if str(given.get("shorten_urls", "")).lower() == "true":
        wanted, found = _LINK.sub("<link>", wanted), _LINK.sub("<link>", found)
        yield wanted, found
    if "messaging_service_sid" in given or str(given.get("smart_encoded", "")).lower() == "true":
        yield _plain(wanted), _plain(found)  # a messaging service encodes so by default


_LOOKALIKES: Final = str.maketrans(
    {
        **dict.fromkeys("‘’‚‛′‵`´ʹʻʼʽˈ❛❜＇", "'"),  # noqa: RUF001 - the characters themselves
        **dict.fromkeys("“”„‟″‶❝❞〝〞«»＂", '"'),  # noqa: RUF001
        **dict.fromkeys("‐‑‒–—―−⁃﹘﹣－", "-"),  # noqa: RUF001
        **dict.fromkeys("⁄∕／÷", "/"),  # noqa: RUF001
        **dict.fromkeys("•·‧∙", "*"),
        **dict.fromkeys("\u200b\u200c\u200d\u2060\ufeff\u00ad", ""),
    }
)
"""Characters that Smart Encoding replaces by one of the GSM alphabet that looks like it, or takes out."""


def _plain(value: str) -> str:
    """The text with ordinary characters in place of those that look like them."""
    apart = unicodedata.normalize("NFKD", value.translate(_LOOKALIKES))
    letters = "".join(one for one in apart if not unicodedata.combining(one))
    return " ".join(letters.translate(_LOOKALIKES).split())


def _fits(wanted: str, found: str) -> bool:
    """Whether a text is the one that was given, with nothing but known words of the provider around it."""
    return any(
        one == wanted or (one.startswith(wanted) and _OPT_OUT.fullmatch(one[len(wanted) :]) is not None)
        for one in (found, found.removeprefix(TRIAL))
    )


def _within(wanted: str, found: str) -> bool:
    """Whether a text may be the one that was given, with other words around it or other signs in it."""
    letters = _letters(wanted)
    return letters in _letters(found) if letters else wanted in found


def _letters(value: str) -> str:
    return "".join(one for one in _plain(value).casefold() if one.isalnum())


def media(given: Given, record: Raw) -> Likeness:
    """Compare how many files go along; where there is no text, a count that is not there yet leaves it unsure."""
    files = given.get("media_url")
    if isinstance(files, Sequence | set | frozenset) and not isinstance(files, str):
        wanted = len(files)
    else:
        wanted = 0 if files is None else 1
    count = count_of(str(record.get("num_media")))
    if count == wanted or (not count and given.get("body")):
        return SAME
    return UNSURE if not count or "content_sid" in given or "send_as_mms" in given else DIFFERENT


COMPARED: Final[Mapping[str, Callable[[Given, Raw], Likeness]]] = {
    "to": receiver,
    "from": sender,
    "body": text,
    "num_media": media,
}
"""How each property is compared with what was given, in the records that have it."""


def likeness(given: Given, record: Record) -> Likeness:
    """Whether a request made a record: different if one property says so, else unsure if one is.

    Args:
        given: The parameters of the request that are not None, by their Python names.
        record: The record.
    """
    has, raw = properties_of(type(record)), record.raw
    return min(compare(given, raw) for name, compare in COMPARED.items() if attribute_of(name) in has)
