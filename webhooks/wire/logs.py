"""Log lines: one line per event, values escaped, state tokens masked."""

from __future__ import annotations

import logging
import re
from typing import Final

log: Final = logging.getLogger("webhooks")

MAX_FIELD: Final = 256
STATE_PARAMETER: Final = "laml_state"
_STATE: Final = re.compile(rf"({STATE_PARAMETER}=[^&]{{8}})[^&\s]*")
_UNSEEN: Final = re.compile("[\0-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
_PLAIN: Final = re.compile(r"[\x21\x23-\x5b\x5d-\x7e]*")


def seen(text: str) -> str:
    """A text for a terminal: what would steer it, end a line or turn the direction of writing is escaped.

    People write what is stored; a terminal obeys it. Source: ECMA-48 (C0, C1), UAX 9 (directional formatting).
    """
    return _UNSEEN.sub(lambda found: found[0].encode("unicode_escape").decode(), text)


def json_seen(text: str) -> str:
    """The same for JSON, which stays the same JSON; its line ends are its own."""
    return _UNSEEN.sub(lambda found: found[0] if found[0] == "\n" else f"\\u{ord(found[0]):04x}", text)


def field(value: object) -> str:
    """A value in a log line: escaped, cut, state tokens masked, quoted if it has blanks."""
    text = _STATE.sub(r"\1…", str(value))
    if len(text) > MAX_FIELD:
        text = text[:MAX_FIELD] + "…"
    return text if text and _PLAIN.fullmatch(text.replace("…", "")) else ascii(text)


def line(event: str, **values: object) -> str:
    """One log line: `webhook.rejected reason=signature path=/answer`. Empty values are left out."""
    return " ".join([event, *(f"{name}={field(value)}" for name, value in values.items() if value not in (None, ""))])
