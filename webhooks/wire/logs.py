"""Log lines: one line per event, values escaped, state tokens masked."""

from __future__ import annotations

import logging
import re
from typing import Final

log: Final = logging.getLogger("webhooks")

MAX_FIELD: Final = 256
STATE_PARAMETER: Final = "laml_state"
_STATE: Final = re.compile(rf"({STATE_PARAMETER}=[^&]{{8}})[^&\s]*")
_PLAIN: Final = re.compile(r"[\x21\x23-\x5b\x5d-\x7e]*")


def field(value: object) -> str:
    """A value in a log line: escaped, cut, state tokens masked, quoted if it has blanks."""
    text = _STATE.sub(r"\1…", str(value))
    if len(text) > MAX_FIELD:
        text = text[:MAX_FIELD] + "…"
    return text if text and _PLAIN.fullmatch(text.replace("…", "")) else ascii(text)


def line(event: str, **values: object) -> str:
    """One log line: `webhook.rejected reason=signature path=/answer`. Empty values are left out."""
    return " ".join([event, *(f"{name}={field(value)}" for name, value in values.items() if value not in (None, ""))])
