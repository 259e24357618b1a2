"""What the caller hears: Say, Play, Pause."""

from __future__ import annotations

from typing import Annotated, Unpack

from ..grammar.constraints import (  # fmt: skip
    LAML,
    TWIML,
    AtLeast,
    Attributes,
    Default,
    Deprecated,
    Laml,
    Looks,
    Matches,
    NotIn,
    Twiml,
    Url,
)
from ..grammar.rules import TextOrAttribute, TextOrChildren, children
from ..grammar.text_rules import MostBy, TextRule
from .parts import PayParts, SpeechParts
from .verbs import VoiceVerbs

__all__ = ["Pause", "PauseAttributes", "Play", "PlayAttributes", "Say", "SayAttributes"]

LANGUAGE_TAG = r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*"
"""A language tag, such as en-US or yue-Hant-HK."""
LANGUAGE_AND_REGION = r"[A-Za-z]{2,3}(-[A-Za-z]{4})?-([A-Za-z]{2}|[0-9]{3})(-[A-Za-z0-9]{2,8})*"
"""A language tag with a region in it, as the providers list them."""
_LAML_VOICE = (
    r"man|woman|alice|Polly\.[^\W\d_]+(-Neural)?|gcloud\.[a-z]{2,3}-[A-Za-z]{2,3}-[A-Za-z0-9]+(-[A-Za-z0-9]+)*"
    r"|(?i:amazon|polly|azure|cartesia|deepgram|elevenlabs|fish|gcloud|grok|groq-tts|inworld|minimax|mistral|openai|rime"
    r"|smallest|speechify)\.[^:\s]+(:[^:\s]+){0,2}"
)
_TWIML_VOICE = (
    r"man|woman|alice|Polly\.[^\W\d_]+(-(Neural|Generative))?"
    r"|Google\.[a-z]{2,3}-[A-Za-z]{2}-(Standard|Wavenet|Neural2|Chirp3-HD)-[A-Za-z]+"
)
_LAML_MOST = MostBy("voice", ((r"(?i:amazon|polly)\..*", "an Amazon voice", 3000), (r".*", "", 4096)))
_TWIML_MOST = MostBy(
    "voice",
    ((r"Polly\..*", "a Polly voice", 3000), (r"(man|woman|alice)?", "a basic voice or none", 4096), (r".*", "", 5000)),
)
"""Without a voice the basic one speaks. Google's limit counts the mark-up as well, which nobody counts here."""


class SayAttributes(Attributes, total=False):
    """Attributes of Say."""

    language: Annotated[
        str | None,
        Laml(Looks(LANGUAGE_AND_REGION, "a language tag with its region, such as en-US")),
        Twiml(Looks(LANGUAGE_AND_REGION + "|arb", "a language tag with its region, such as en-US"), Default("en-US")),
    ]
    """Language of the text, as a tag such as `en-US`; the voice must speak it."""
    loop: Annotated[int | None, AtLeast(0), Default("1")]
    """How many times the text is spoken; 0 repeats until the call ends."""
    voice: Annotated[
        str | None,
        Laml(Looks(_LAML_VOICE, "a voice such as woman, Polly.Joanna or gcloud.en-US-Standard-A"), Default("woman")),
        Twiml(Looks(_TWIML_VOICE, "a voice such as woman, Polly.Joanna or Google.en-US-Standard-A"), Default("man")),
        Deprecated("woman, or a Polly voice", value="alice"),
    ]
    """Voice that speaks: `man`, `woman`, or a voice of a speech engine, such as `Polly.Joanna`."""


class Say(SpeechParts, PayParts, VoiceVerbs):
    """Speaks a text to the caller.

    Source: cxml/reference/voice/say; twilio.com/docs/voice/twiml/say.

    Example::

        response = VoiceResponse()
        response.say("Hello", voice="woman", language="en-US")
    """

    __slots__ = ()
    tag = "Say"
    by_position = "voice loop language"
    declared = SayAttributes
    text_rule = TextRule("message", at_most={LAML: _LAML_MOST, TWIML: _TWIML_MOST})
    holds = children("break emphasis lang p phoneme prosody s say-as sub", twiml="w", unsure_laml="w")
    rules = (TextOrChildren(severity="warning"),)
    refuses_none = True

    def __init__(
        self, *content: str | SpeechParts | None, message: str | None = None, **attributes: Unpack[SayAttributes]
    ) -> None:
        self._fill(content, message, attributes)


class PlayAttributes(Attributes, total=False):
    """Attributes of Play."""

    digits: Annotated[
        str | None, Matches(r"[0-9A-D*#wW]+", "keys 0-9, A-D, * and #, and w for a wait"), NotIn(("Gather",))
    ]
    """Keys to send instead of a file; `w` waits half a second, `W` a whole one."""
    loop: Annotated[int | None, AtLeast(0), Default("1")]
    """How many times the file is played; 0 repeats until the call ends."""


class Play(PayParts, VoiceVerbs):
    """Plays a sound file, or sends keys.

    Source: cxml/reference/voice/play; twilio.com/docs/voice/twiml/play.

    Example::

        response = VoiceResponse()
        response.play("https://example.com/hello.mp3", loop=2)
    """

    __slots__ = ()
    tag = "Play"
    by_position = "loop digits"
    declared = PlayAttributes
    text_rule = TextRule("url", "url", schemes={LAML: ("http", "https", "rtmp")}, fetched="file")
    rules = (TextOrAttribute("digits"),)

    def __init__(self, *content: Url | None, url: Url | None = None, **attributes: Unpack[PlayAttributes]) -> None:
        self._fill(content, url, attributes)


class PauseAttributes(Attributes, total=False):
    """Attributes of Pause."""

    length: Annotated[int | None, AtLeast(0), Twiml(AtLeast(1)), Default("1")]
    """How long to wait, in seconds."""


class Pause(PayParts, VoiceVerbs):
    """Waits in silence.

    Source: cxml/reference/voice/pause; twilio.com/docs/voice/twiml/pause.

    Example::

        response = VoiceResponse()
        response.pause(length=2)
    """

    __slots__ = ()
    tag = "Pause"
    by_position = "length"
    declared = PauseAttributes

    def __init__(self, **attributes: Unpack[PauseAttributes]) -> None:
        self._fill((), None, attributes)
