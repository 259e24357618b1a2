"""The spellings of a name: `status_callback` in Python and in JSON, `StatusCallback` in a form."""

from __future__ import annotations

import re
from keyword import iskeyword
from typing import Final

_HUMP: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


def wire_name(name: str) -> str:
    """`status_callback` -> `StatusCallback`, `from_` -> `From`."""
    return "".join(part[:1].upper() + part[1:] for part in name.rstrip("_").split("_"))


def python_name(name: str) -> str:
    """`friendlyName`, `FriendlyName` -> `friendly_name`."""
    return _HUMP.sub("_", name).lower()


def attribute_of(key: str) -> str:
    """The attribute that holds a property: `status` -> `status`, `from` -> `from_`."""
    return f"{key}_" if iskeyword(key) else key


def key_of(attribute: str) -> str:
    """The property that an attribute holds, the inverse of `attribute_of`."""
    return attribute.rstrip("_")
