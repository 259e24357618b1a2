"""Voice documents: what a caller hears and does. The same names as twilio-python's module of this name, and ours."""

from typing import Never, Unpack

from .checks.modes import Mode
from .document import Response, TwiML
from .element import UnknownElement
from .elements import *
from .elements.pay import Prompt, PromptAttributes
from .elements.queue import Queue, QueueAttributes
from .elements.verbs import VoiceVerbs
from .grammar.constraints import Dialect
from .grammar.rules import children

__all__ = [
    "AI",
    "SWAIG",
    "AgentPrompt",
    "AiSession",
    "Application",
    "ApplicationSid",
    "Assistant",
    "Autopilot",
    "Break",
    "Client",
    "Conference",
    "Config",
    "Connect",
    "Conversation",
    "ConversationRelay",
    "ConversationRelaySession",
    "Defaults",
    "Denoise",
    "Dial",
    "Echo",
    "Emphasis",
    "Enqueue",
    "Function",
    "Gather",
    "Hangup",
    "Header",
    "Headers",
    "Identity",
    "Lang",
    "Language",
    "Languages",
    "Leave",
    "Number",
    "P",
    "Parameter",
    "Pause",
    "Pay",
    "Phoneme",
    "Play",
    "PostPrompt",
    "Prompt",
    "Prosody",
    "Queue",
    "Record",
    "Recording",
    "Redirect",
    "Refer",
    "ReferSip",
    "Reject",
    "Room",
    "S",
    "Say",
    "SayAs",
    "Sim",
    "Sip",
    "SipUri",
    "Siprec",
    "Sms",
    "SsmlBreak",
    "SsmlEmphasis",
    "SsmlLang",
    "SsmlP",
    "SsmlPhoneme",
    "SsmlProsody",
    "SsmlS",
    "SsmlSayAs",
    "SsmlSub",
    "SsmlW",
    "Start",
    "Stop",
    "Stream",
    "Sub",
    "Task",
    "Transcription",
    "TwiML",
    "Verto",
    "VirtualAgent",
    "VoiceResponse",
    "W",
    "WhatsApp",
]


class VoiceResponse(VoiceVerbs, Response):
    """A document for a call: its verbs run in order.

    Args:
        children: Verbs to begin with.
        dialect: `laml` (SignalWire), `twiml` (Twilio), or `None` for what either allows.
        validate: `strict`, `warn` or `off`; `None` for what `laml.validation(…)` says.
    Source: cxml/reference/voice; twilio.com/docs/voice/twiml.

    Example::

        response = VoiceResponse()
        response.say("Hello")
        response.hangup()
    """

    __slots__ = ()
    kind = "voice"
    holds = children(
        "Connect Dial Enqueue Gather Hangup Leave Pause Pay Play Record Redirect Refer Reject Say Sms Start Stop",
        laml="Denoise Echo",
        unsure="Prompt Queue",
        unsure_twiml="Echo",
    )

    def __init__(
        self,
        *children: VoiceVerbs | UnknownElement | None,
        dialect: Dialect | None = None,
        validate: Mode | None = None,
    ) -> None:
        super().__init__(*children, dialect=dialect, validate=validate)

    def prompt(self, *positional: Never, **attributes: Unpack[PromptAttributes]) -> Prompt:
        """Say something at a step of a payment; no page has it outside Pay."""
        return self._add(Prompt, None, attributes, positional)

    def queue(self, name: str | None = None, *positional: Never, **attributes: Unpack[QueueAttributes]) -> Queue:
        """Connect with the next caller of a queue; no page has it outside Dial."""
        return self._add(Queue, name, attributes, positional)
