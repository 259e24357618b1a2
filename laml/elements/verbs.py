"""The verb methods, one class for each place that verbs go to: an element has those that a chain from it can reach.

The classes that the methods make are found in the package when a method is called: it has loaded all families by then.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Never, Unpack

from .. import elements as made
from ..element import Element
from ..grammar.constraints import Attributes, Url

if TYPE_CHECKING:
    from .answering import Denoise, Echo, EchoAttributes, Reject, RejectAttributes
    from .connect import Connect, ConnectAttributes
    from .dial import Dial, DialAttributes
    from .gather import Gather, GatherAttributes
    from .pay import Pay, PayAttributes
    from .queue import Enqueue, EnqueueAttributes, Leave
    from .record import Record, RecordAttributes
    from .redirect import Hangup, Redirect, RedirectAttributes
    from .sip import Refer, ReferAttributes
    from .sms import Sms, SmsAttributes
    from .speech import Pause, PauseAttributes, Play, PlayAttributes, Say, SayAttributes
    from .streams import Start, StartAttributes, Stop


class VoiceVerbs(Element):
    """The verbs of a voice document."""

    __slots__ = ()

    def say(self, message: str = "", *positional: Never, **attributes: Unpack[SayAttributes]) -> Say:
        """Speak a text to the caller."""
        return self._add(made.Say, message, attributes, positional)

    def play(self, url: Url | None = None, *positional: Never, **attributes: Unpack[PlayAttributes]) -> Play:
        """Play a sound file, or send keys."""
        return self._add(made.Play, url, attributes, positional)

    def pause(self, *positional: Never, **attributes: Unpack[PauseAttributes]) -> Pause:
        """Wait in silence."""
        return self._add(made.Pause, None, attributes, positional)

    def gather(self, *positional: Never, **attributes: Unpack[GatherAttributes]) -> Gather:
        """Collect keys or speech, while the prompts in it play."""
        return self._add(made.Gather, None, attributes, positional)

    def dial(self, number: str | None = None, *positional: Never, **attributes: Unpack[DialAttributes]) -> Dial:
        """Connect the caller to another party: a number here, or the nouns added to it."""
        return self._add(made.Dial, number, attributes, positional)

    def redirect(self, url: Url = "", *positional: Never, **attributes: Unpack[RedirectAttributes]) -> Redirect:
        """Continue with the document at another URL; nothing after it runs."""
        return self._add(made.Redirect, url, attributes, positional)

    def hangup(self, *positional: Never, **attributes: Unpack[Attributes]) -> Hangup:
        """End the call."""
        return self._add(made.Hangup, None, attributes, positional)

    def connect(self, *positional: Never, **attributes: Unpack[ConnectAttributes]) -> Connect:
        """Connect the caller with a service, such as a stream or a room."""
        return self._add(made.Connect, None, attributes, positional)

    def denoise(self, state: str | None = None, *positional: Never, **attributes: Unpack[Attributes]) -> Denoise:
        """Switch the removal of background noise on or off."""
        return self._add(made.Denoise, state, attributes, positional)

    def echo(self, *positional: Never, **attributes: Unpack[EchoAttributes]) -> Echo:
        """Send the caller's own voice back."""
        return self._add(made.Echo, None, attributes, positional)

    def enqueue(self, name: str | None = None, *positional: Never, **attributes: Unpack[EnqueueAttributes]) -> Enqueue:
        """Put the caller into a queue."""
        return self._add(made.Enqueue, name, attributes, positional)

    def leave(self, *positional: Never, **attributes: Unpack[Attributes]) -> Leave:
        """Take the caller out of the queue."""
        return self._add(made.Leave, None, attributes, positional)

    def pay(self, *positional: Never, **attributes: Unpack[PayAttributes]) -> Pay:
        """Take a payment by card or bank account."""
        return self._add(made.Pay, None, attributes, positional)

    def record(self, *positional: Never, **attributes: Unpack[RecordAttributes]) -> Record:
        """Record the caller."""
        return self._add(made.Record, None, attributes, positional)

    def refer(self, *positional: Never, **attributes: Unpack[ReferAttributes]) -> Refer:
        """Transfer a SIP call to another address."""
        return self._add(made.Refer, None, attributes, positional)

    def reject(self, *positional: Never, **attributes: Unpack[RejectAttributes]) -> Reject:
        """Decline the call."""
        return self._add(made.Reject, None, attributes, positional)

    def sms(self, message: str | None = None, *positional: Never, **attributes: Unpack[SmsAttributes]) -> Sms:
        """Send a text message."""
        return self._add(made.Sms, message, attributes, positional)

    def start(self, *positional: Never, **attributes: Unpack[StartAttributes]) -> Start:
        """Start a stream, recording or transcription that runs beside the document."""
        return self._add(made.Start, None, attributes, positional)

    def stop(self, *positional: Never, **attributes: Unpack[Attributes]) -> Stop:
        """Stop what Start began, by its name."""
        return self._add(made.Stop, None, attributes, positional)
