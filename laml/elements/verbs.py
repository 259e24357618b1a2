"""The verb methods, one class for each place that verbs go to: an element has those that a chain from it can reach.

The classes that the methods make are found in the package when a method is called: it has loaded all families by then.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

from .. import elements as made
from ..constraints import Url
from ..element import Element

if TYPE_CHECKING:
    from .dial import Dial, DialAttributes, Number, NumberAttributes
    from .flow import Hangup, Redirect, RedirectAttributes
    from .gather import Gather, GatherAttributes
    from .speech import Pause, PauseAttributes, Play, PlayAttributes, Say, SayAttributes


class VoiceVerbs(Element):
    """The verbs of a voice document."""

    __slots__ = ()

    def say(self, message: str | None = None, **attributes: Unpack[SayAttributes]) -> Say:
        """Speak a text to the caller."""
        return self._add(made.Say, message, attributes)

    def play(self, url: Url | None = None, **attributes: Unpack[PlayAttributes]) -> Play:
        """Play a sound file, or send keys."""
        return self._add(made.Play, url, attributes)

    def pause(self, **attributes: Unpack[PauseAttributes]) -> Pause:
        """Wait in silence."""
        return self._add(made.Pause, None, attributes)

    def gather(self, **attributes: Unpack[GatherAttributes]) -> Gather:
        """Collect keys or speech, while the prompts in it play."""
        return self._add(made.Gather, None, attributes)

    def dial(self, number: str | None = None, **attributes: Unpack[DialAttributes]) -> Dial:
        """Connect the caller to another party: a number here, or the nouns added to it."""
        return self._add(made.Dial, number, attributes)

    def redirect(self, url: Url | None = None, **attributes: Unpack[RedirectAttributes]) -> Redirect:
        """Go on with the document at another URL; nothing after it runs."""
        return self._add(made.Redirect, url, attributes)

    def hangup(self) -> Hangup:
        """End the call."""
        return self._add(made.Hangup, None, {})


class DialNouns(Element):
    """The nouns of Dial: whom to call."""

    __slots__ = ()

    def number(self, phone_number: str | None = None, **attributes: Unpack[NumberAttributes]) -> Number:
        """Dial a phone number."""
        return self._add(made.Number, phone_number, attributes)
