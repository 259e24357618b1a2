"""Voice documents: what a caller hears and does. The same names as twilio-python's module of this name."""

from .document import Response
from .elements import Dial, Gather, Hangup, Number, Pause, Play, Redirect, Say
from .elements.verbs import VoiceVerbs
from .rules import children

__all__ = ["Dial", "Gather", "Hangup", "Number", "Pause", "Play", "Redirect", "Say", "VoiceResponse"]


class VoiceResponse(VoiceVerbs, Response):
    """A document for a call: its verbs run in order.

    Args:
        children: Verbs to begin with.
        dialect: `laml` (SignalWire), `twiml` (Twilio), or `None` for what either allows.
        validate: `strict`, `warn` or `off`; `None` for what `laml.validation(…)` says.
    Source: cxml/reference/voice; twilio.com/docs/voice/twiml.
    """

    __slots__ = ()
    kind = "voice"
    holds = children(
        "Connect Dial Echo Enqueue Gather Hangup Leave Pause Pay Play Record Redirect Refer Reject Say Sms Start Stop",
        laml="Denoise",
        unsure="Prompt Queue",
    )
