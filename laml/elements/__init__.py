"""The declarations: one class and one `TypedDict` per element of a voice document, by family.

Messaging and fax documents have few elements; theirs stand in `messaging` and `fax`.
"""

from .dial import Dial, DialAttributes, Number, NumberAttributes
from .flow import Hangup, Redirect, RedirectAttributes
from .gather import Gather, GatherAttributes
from .speech import Pause, PauseAttributes, Play, PlayAttributes, Say, SayAttributes

__all__ = [
    "Dial",
    "DialAttributes",
    "Gather",
    "GatherAttributes",
    "Hangup",
    "Number",
    "NumberAttributes",
    "Pause",
    "PauseAttributes",
    "Play",
    "PlayAttributes",
    "Redirect",
    "RedirectAttributes",
    "Say",
    "SayAttributes",
]
