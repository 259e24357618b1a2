"""Reads an answer as a document, or says with the provider's code why it is none. Knows no verb.

Source: call semantics 2.6; webhook reference, responses.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import laml
from laml import MAX_DOCUMENT_BYTES

from ..profiles.limits import AUDIO_TYPES
from ..profiles.profile import Profile
from ..requests.sending import BAD_STATUS
from ..wire import METHOD_REFUSED, Answer


@dataclass(frozen=True, slots=True)
class Fault:
    """The reason why an answer is no document: the provider's code and a short detail."""

    code: int
    detail: str


@dataclass(frozen=True, slots=True)
class Spoken:
    """An answer that is no document, but is read aloud or played."""

    text: str
    audio: bool = False


def read(profile: Profile, answer: Answer, url: str, *, audio: bool = False) -> laml.Element | Spoken | Fault:
    """Read the answer to a document request. `audio` allows an audio file at either provider, as in a queue."""
    if not 200 <= answer.status < 300:
        return Fault(BAD_STATUS, f"status {answer.outcome if answer.status == METHOD_REFUSED else answer.status}")
    if len(answer.body) > MAX_DOCUMENT_BYTES:
        return Fault(11750, f"more than {MAX_DOCUMENT_BYTES} bytes")
    kind = (answer.header("Content-Type") or "").partition(";")[0].strip().lower()
    if (profile.fetching.speaks_plain_text or audio) and kind in AUDIO_TYPES:
        return Spoken(url, audio=True)
    if profile.fetching.speaks_plain_text and kind == "text/plain":
        parsed = parse(profile, answer.body)
        return Spoken(answer.body.decode("utf-8", "replace").strip()) if isinstance(parsed, Fault) else parsed
    if kind not in profile.fetching.document_types:
        if not answer.body:
            return Fault(12100, "the answer is empty")
        return Fault(12300, f"got {kind or 'no content type'}")
    return parse(profile, answer.body)


def parse(profile: Profile, body: bytes) -> laml.Element | Fault:
    """Parse a document and check its root."""
    if not body.strip():
        return Fault(12100, "the answer is empty")
    try:
        root = laml.parse(body)
    except laml.ParseError as error:
        if isinstance(error, laml.XmlTooLarge):
            return Fault(11750, str(error))
        return Fault(profile.fetching.wrong_root if isinstance(error, laml.XmlWrongRoot) else 12100, str(error))
    return root


def text_of(verb: laml.Element) -> str:
    """All text inside an element, in document order and with single blanks: what would be spoken."""
    return " ".join("".join(_texts(verb)).split())


def _texts(verb: laml.Element) -> Iterator[str]:
    for item in verb.content:
        if isinstance(item, str):
            yield item
        elif isinstance(item, laml.Element):
            yield item.attributes.get("alias") or "".join(_texts(item))
