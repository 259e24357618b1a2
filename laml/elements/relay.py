"""ConversationRelay, and Assistant, which it replaces."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal, Required, Unpack

from ..grammar.constraints import (
    TWIML,
    AnyCase,
    AtLeast,
    AtMost,
    Attributes,
    Default,
    Deprecated,
    Laml,
    Looks,
    Only,
    Separated,
    Twiml,
    Unit,
    Unsure,
    Url,
    UrlForm,
    Values,
)
from ..grammar.rules import Expected, Replaced, Unique, children
from .nouns import ConnectNouns
from .parts import AiParts, RelayParts
from .speech import LANGUAGE_TAG
from .verbs import VoiceVerbs

__all__ = [
    "Assistant",
    "AssistantAttributes",
    "ConversationRelay",
    "ConversationRelayAttributes",
    "ConversationRelaySession",
    "ConversationRelaySessionAttributes",
    "Language",
    "LanguageAttributes",
]


class ConversationRelayAttributes(Attributes, total=False):
    """Attributes of ConversationRelay."""

    backgroundNoiseReduction: Annotated[str | None, Unsure(), Only("twiml")]
    """Whether background noise is removed; known from the helper library only."""
    conversation_configuration: Annotated[str | None, Unsure(), Only("twiml")]
    """Configuration of that conversation."""
    conversation_id: Annotated[str | None, Unsure(), Only("twiml")]
    """Conversation that the session belongs to."""
    debug: Annotated[
        str | Sequence[Literal["debugging", "speaker-events", "tokens-played"] | str] | None,
        Separated(" "),
        Values(("debugging", "speaker-events", "tokens-played"), open=True),
        Only("twiml"),
    ]  # fmt: skip
    """Kinds of debugging messages to send."""
    deepgramSmartFormat: Annotated[
        Literal["true", "false"] | bool | str | None, Unsure(), Default("true"), Only("twiml")
    ]
    """Whether Deepgram formats numbers and dates."""
    dtmf_detection: Annotated[bool | None, Only("twiml")]
    """Report the keys that the caller presses."""
    elevenlabs_text_normalization: Annotated[Literal["on", "auto", "off"] | None, Default("off"), Only("twiml")]
    """Whether ElevenLabs spells numbers and dates out before it speaks."""
    eot_threshold: Annotated[float | None, AtLeast(0.5), AtMost(0.9), Unsure(), Default("0.8"), Only("twiml")]
    """Confidence at which Deepgram decides that the caller has finished, from 0.5 to 0.9."""
    events: Annotated[
        str | Sequence[Literal["speaker-events", "tokens-played"] | str] | None,
        Separated(" "),
        Values(("speaker-events", "tokens-played"), open=True),
        Unsure(),
        Only("twiml"),
    ]  # fmt: skip
    """Further events to report."""
    hints: Annotated[str | Sequence[str] | None, Separated(","), Only("twiml")]
    """Words and phrases that are likely to be said."""
    ignoreBackchannel: Annotated[
        Literal["true", "false"] | bool | str | None, Unsure(), Default("false"), Only("twiml")
    ]
    """Whether words such as `yes` and `uh-huh` are kept from interrupting."""
    intelligence_service: Annotated[str | None, Only("twiml")]
    """Conversational Intelligence service that receives the transcript, by SID or name."""
    interrupt_by_dtmf: Annotated[bool | None, Only("twiml"), Deprecated("interruptible")]
    """Former way to let keys interrupt."""
    interrupt_sensitivity: Annotated[Literal["low", "medium", "high"] | None, Default("high"), Only("twiml")]
    """How easily speech counts as an interruption."""
    interruptible: Annotated[
        Literal["none", "dtmf", "speech", "any"] | bool | None,
        Default("any"),
        Only("twiml"),
        Deprecated("any", value="true"),
        Deprecated("none", value="false"),
    ]  # fmt: skip
    """What interrupts the speech: keys, speech, both or nothing."""
    language: Annotated[
        str | None, Looks(LANGUAGE_TAG, "a language tag such as en-US"), Default("en-US"), Only("twiml")
    ]
    """Language of speech and of recognition, as a tag such as `en-US`."""
    partial_prompts: Annotated[bool | None, Unsure(), Only("twiml")]
    """Report interim results while the caller speaks."""
    preemptible: Annotated[bool | None, Default("false"), Only("twiml")]
    """Whether new text interrupts what is still being spoken."""
    profanity_filter: Annotated[bool | None, Unsure(), Only("twiml")]
    """Replace profanities by asterisks."""
    report_input_during_agent_speech: Annotated[
        Literal["none", "dtmf", "speech", "any"] | bool | None,
        Default("none"),
        Only("twiml"),
    ]  # fmt: skip
    """Which input is reported while the agent speaks; true for all of it, false for none."""
    speech_model: Annotated[str | None, Only("twiml")]
    """Model of the speech recogniser."""
    speechTimeout: Annotated[
        int | Literal["auto"] | None,
        AtLeast(600),
        AtMost(5000),
        Unsure(),
        Unit("milliseconds"),
        Only("twiml"),
    ]  # fmt: skip
    """Silence after which the caller has finished, in milliseconds, or `auto`."""
    transcription_language: Annotated[str | None, Looks(LANGUAGE_TAG, "a language tag such as en-US"), Only("twiml")]
    """Language that the caller speaks; `language` if left out."""
    transcription_provider: Annotated[
        Literal["Google", "Deepgram"] | str | None,
        AnyCase(),
        Default("Deepgram"),
        Only("twiml"),
    ]  # fmt: skip
    """Provider of speech recognition."""
    tts_language: Annotated[str | None, Looks(LANGUAGE_TAG, "a language tag such as en-US"), Only("twiml")]
    """Language that is spoken to the caller; `language` if left out."""
    tts_provider: Annotated[
        Literal["Google", "Amazon", "ElevenLabs"] | str | None,
        AnyCase(),
        Default("ElevenLabs"),
        Only("twiml"),
    ]  # fmt: skip
    """Provider of speech synthesis."""
    turn_detection: Annotated[str | None, Only("twiml")]
    """How the end of the caller's turn is detected."""
    url: Required[Annotated[Url, UrlForm(absolute=True, schemes=("wss",)), Only("twiml")]]
    """URL of the WebSocket server (`wss`) that talks with the caller."""
    voice: Annotated[str | None, Only("twiml")]
    """Voice of the speech provider, without the provider's name in front."""
    welcome_greeting: Annotated[str | None, Only("twiml")]
    """Text that is spoken first."""
    welcome_greeting_interruptible: Annotated[
        Literal["none", "dtmf", "speech", "any"] | bool | None,
        Default("any"),
        Only("twiml"),
        Deprecated("any", value="true"),
        Deprecated("none", value="false"),
    ]  # fmt: skip
    """What interrupts the greeting: keys, speech, both or nothing."""


class ConversationRelay(RelayParts, ConnectNouns, VoiceVerbs):
    """Turns speech into text and back, for a WebSocket server that talks with the caller.

    Source: twilio.com/docs/voice/twiml/conversationrelay.

    Example::

        response = VoiceResponse()
        response.connect().conversation_relay(url="wss://example.com/talk", welcome_greeting="How can I help?")
    """

    __slots__ = ()
    tag = "ConversationRelay"
    by_position = (
        "url language tts_language transcription_language tts_provider voice transcription_provider speech_model "
        "profanity_filter dtmf_detection welcome_greeting partial_prompts welcome_greeting_interruptible "
        "interruptible preemptible hints intelligence_service report_input_during_agent_speech "
        "elevenlabs_text_normalization interrupt_sensitivity debug backgroundNoiseReduction speechTimeout "
        "deepgramSmartFormat ignoreBackchannel events partial_prompt_on_hangup eager_eot_threshold "
        "asr_smart_format tts_text_normalization tts_language_text_normalization "
        "elevenlabs_language_text_normalization include_in_prompt customer_name application_reconnect "
        "echo_prompt_filtering turn_detection"
    )
    declared = ConversationRelayAttributes
    holds = children(twiml="Language Parameter")
    rules = (Unique("Language", "code", severity="warning"),)

    def __init__(self, *content: RelayParts | None, **attributes: Unpack[ConversationRelayAttributes]) -> None:
        self._fill(content, None, attributes)


class ConversationRelaySessionAttributes(Attributes, total=False):
    """Attributes of ConversationRelaySession."""

    connector: Annotated[str | None, Unsure(), Only("twiml")]
    """Connector of the session."""
    session_configuration: Annotated[str | None, Unsure(), Only("twiml")]
    """Configuration of the session."""


class ConversationRelaySession(ConnectNouns, VoiceVerbs):
    """A session of ConversationRelay set up elsewhere; known from the helper library only.

    Source: twilio-python, voice_response.

    Example::

        response = VoiceResponse()
        response.connect().conversation_relay_session(connector="my-connector", session_configuration="my-session")
    """

    __slots__ = ()
    tag = "ConversationRelaySession"
    by_position = "connector session_configuration"
    declared = ConversationRelaySessionAttributes

    def __init__(self, **attributes: Unpack[ConversationRelaySessionAttributes]) -> None:
        self._fill((), None, attributes)


class LanguageAttributes(Attributes, total=False):
    """Attributes of Language."""

    code: Annotated[
        str | None,
        Laml(Looks(LANGUAGE_TAG, "a language tag such as en-US"), Unsure()),
        Twiml(Looks(LANGUAGE_TAG + "|multi", "a language tag such as en-US")),
    ]
    """The language, as a tag such as `en-US`; on Twilio also `multi`."""
    name: Annotated[str | None, Unsure(), Only("laml")]
    """Name of the language, for the agent."""
    speech_model: Annotated[str | None, Only("twiml")]
    """Model of the speech recogniser."""
    transcription_provider: Annotated[Literal["Google", "Deepgram"] | str | None, AnyCase(), Only("twiml")]
    """Provider of speech recognition."""
    tts_provider: Annotated[Literal["Google", "Amazon", "ElevenLabs"] | str | None, AnyCase(), Only("twiml")]
    """Provider of speech synthesis."""
    voice: Annotated[str | None, Laml(Unsure())]
    """Voice of the speech provider, without the provider's name in front."""


class Language(RelayParts, AiParts, ConnectNouns, VoiceVerbs):
    """A language of ConversationRelay, with its voice and providers; also one of SignalWire's agent.

    Source: twilio.com/docs/voice/twiml/conversationrelay; the SignalWire compatibility SDK.

    Example::

        response = VoiceResponse()
        relay = response.connect().conversation_relay(url="wss://example.com/talk")
        relay.language(code="de-DE", tts_provider="Google", voice="de-DE-Standard-A")
    """

    __slots__ = ()
    tag = "Language"
    by_position = (
        "code tts_provider voice transcription_provider speech_model hints asr_smart_format "
        "tts_text_normalization tts_language_text_normalization"
    )
    declared = LanguageAttributes
    rules = (Expected("code", dialects=TWIML),)

    def __init__(self, **attributes: Unpack[LanguageAttributes]) -> None:
        self._fill((), None, attributes)


class AssistantAttributes(Attributes, total=False):
    """Attributes of Assistant."""

    debug: Annotated[
        str | Sequence[Literal["debugging", "speaker-events", "tokens-played"] | str] | None,
        Separated(" "),
        Values(("debugging", "speaker-events", "tokens-played"), open=True),
        Unsure(),
        Only("twiml"),
    ]  # fmt: skip
    """Kinds of debugging messages to send."""
    dtmf_detection: Annotated[bool | None, Unsure(), Only("twiml")]
    """Report the keys that the caller presses."""
    elevenlabs_text_normalization: Annotated[
        Literal["on", "auto", "off"] | None, Unsure(), Default("off"), Only("twiml")
    ]
    """Whether ElevenLabs spells numbers and dates out before it speaks."""
    hints: Annotated[str | Sequence[str] | None, Separated(","), Unsure(), Only("twiml")]
    """Words and phrases that are likely to be said."""
    id: Annotated[str | None, Unsure(), Only("twiml")]
    """The assistant's identifier."""
    intelligence_service: Annotated[str | None, Unsure(), Only("twiml")]
    """Conversational Intelligence service that receives the transcript, by SID or name."""
    interrupt_by_dtmf: Annotated[bool | None, Only("twiml"), Deprecated("interruptible")]
    """Former way to let keys interrupt."""
    interrupt_sensitivity: Annotated[Literal["low", "medium", "high"] | None, Unsure(), Default("high"), Only("twiml")]
    """How easily speech counts as an interruption."""
    interruptible: Annotated[
        Literal["none", "dtmf", "speech", "any"] | bool | None, Unsure(), Default("any"), Only("twiml")
    ]
    """What interrupts the speech: keys, speech, both or nothing."""
    language: Annotated[
        str | None, Looks(LANGUAGE_TAG, "a language tag such as en-US"), Unsure(), Default("en-US"), Only("twiml")
    ]
    """Language of speech and of recognition, as a tag such as `en-US`."""
    partial_prompts: Annotated[bool | None, Unsure(), Only("twiml")]
    """Report interim results while the caller speaks."""
    preemptible: Annotated[bool | None, Unsure(), Default("false"), Only("twiml")]
    """Whether new text interrupts what is still being spoken."""
    profanity_filter: Annotated[bool | None, Unsure(), Only("twiml")]
    """Replace profanities by asterisks."""
    report_input_during_agent_speech: Annotated[
        Literal["none", "dtmf", "speech", "any"] | bool | None,
        Unsure(),
        Default("none"),
        Only("twiml"),
    ]  # fmt: skip
    """Which input is reported while the agent speaks; true for all of it, false for none."""
    speech_model: Annotated[str | None, Unsure(), Only("twiml")]
    """Model of the speech recogniser."""
    transcription_language: Annotated[
        str | None, Looks(LANGUAGE_TAG, "a language tag such as en-US"), Unsure(), Only("twiml")
    ]
    """Language that the caller speaks; `language` if left out."""
    transcription_provider: Annotated[
        Literal["Google", "Deepgram"] | str | None,
        AnyCase(),
        Unsure(),
        Default("Deepgram"),
        Only("twiml"),
    ]  # fmt: skip
    """Provider of speech recognition."""
    tts_language: Annotated[str | None, Looks(LANGUAGE_TAG, "a language tag such as en-US"), Unsure(), Only("twiml")]
    """Language that is spoken to the caller; `language` if left out."""
    tts_provider: Annotated[
        Literal["Google", "Amazon", "ElevenLabs"] | str | None,
        AnyCase(),
        Unsure(),
        Default("ElevenLabs"),
        Only("twiml"),
    ]  # fmt: skip
    """Provider of speech synthesis."""
    voice: Annotated[str | None, Unsure(), Only("twiml")]
    """Voice of the speech provider, without the provider's name in front."""
    welcome_greeting: Annotated[str | None, Unsure(), Only("twiml")]
    """Text that is spoken first."""
    welcome_greeting_interruptible: Annotated[
        Literal["none", "dtmf", "speech", "any"] | bool | None,
        Unsure(),
        Default("any"),
        Only("twiml"),
    ]  # fmt: skip
    """What interrupts the greeting: keys, speech, both or nothing."""


class Assistant(RelayParts, ConnectNouns, VoiceVerbs):
    """An assistant that talks with the caller; retired, ConversationRelay takes its place.

    Source: twilio-python, voice_response 9.3.8 to 9.10.

    Example::

        response = VoiceResponse()
        response.connect().assistant(id="aia_asst_0123", welcome_greeting="How can I help?")
    """

    __slots__ = ()
    tag = "Assistant"
    declared = AssistantAttributes
    holds = children(twiml="Language Parameter")
    rules = (Replaced("ConversationRelay", severity="warning"),)

    def __init__(self, *content: RelayParts | None, **attributes: Unpack[AssistantAttributes]) -> None:
        self._fill(content, None, attributes)
