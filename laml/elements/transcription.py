"""Transcription: text of the call while the document runs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal, Unpack

from ..grammar.constraints import Attributes, Default, Looks, Method, Only, Separated, Unsure, Url, UrlForm
from ..grammar.rules import Expected, Needs, children, recommended
from .nouns import ConnectNouns, StartNouns
from .parts import ConfigParts
from .speech import LANGUAGE_TAG
from .verbs import VoiceVerbs

__all__ = ["Config", "ConfigAttributes", "Transcription", "TranscriptionAttributes"]


class TranscriptionAttributes(Attributes, total=False):
    """Attributes of Transcription."""

    conversation_configuration: Annotated[str | None, Only("twiml")]
    """Configuration of that conversation."""
    conversation_id: Annotated[str | None, Only("twiml")]
    """Conversation that the session belongs to."""
    enable_automatic_punctuation: Annotated[bool | None, Default("true"), Only("twiml")]
    """Whether punctuation is added."""
    enable_provider_data: Annotated[bool | None, Default("false"), Only("twiml")]
    """Whether the requests include the engine's own data."""
    hints: Annotated[str | Sequence[str] | None, Separated(","), Only("twiml")]
    """Words and phrases that are likely to be said."""
    inbound_track_label: Annotated[str | None, Only("twiml")]
    """Label of the caller's side."""
    intelligence_service: Annotated[str | None, Only("twiml")]
    """Conversational Intelligence service that receives the transcript, by SID or name."""
    language_code: Annotated[
        str | None, Looks(LANGUAGE_TAG, "a language tag such as en-US"), Default("en-US"), Only("twiml")
    ]
    """Language that the caller speaks, as a tag such as `en-US`."""
    name: Annotated[str | None, Only("twiml")]
    """Name of the transcription, unique in the call; Stop needs it."""
    outbound_track_label: Annotated[str | None, Only("twiml")]
    """Label of the other side."""
    partial_results: Annotated[bool | None, Default("false"), Only("twiml")]
    """Send interim results while somebody speaks."""
    profanity_filter: Annotated[bool | None, Default("true"), Only("twiml")]
    """Replace profanities by asterisks."""
    speech_model: Annotated[str | None, Default("telephony"), Only("twiml")]
    """Model of the speech recogniser."""
    status_callback_method: Annotated[Method | None, Unsure(), Default("POST"), Only("twiml")]
    """How `status_callback_url` is requested."""
    status_callback_url: Annotated[Url | None, UrlForm(absolute=True), Only("twiml")]
    """Requested with the text, and when the status of the transcription changes."""
    track: Annotated[
        Literal["inbound_track", "outbound_track", "both_tracks"] | None, Default("both_tracks"), Only("twiml")
    ]
    """Which side of the call is transcribed."""
    transcription_engine: Annotated[Literal["google", "deepgram"] | str | None, Default("google"), Only("twiml")]
    """Provider of speech recognition."""


class Transcription(ConfigParts, StartNouns, VoiceVerbs):
    """Transcribes the call while the document runs; in Stop, ends that transcription.

    Source: twilio.com/docs/voice/twiml/transcription.

    Example::

        response = VoiceResponse()
        response.start().transcription(
            name="notes", status_callback_url="https://example.com/transcribed", language_code="en-US"
        )
    """

    __slots__ = ()
    tag = "Transcription"
    by_position = (
        "name track status_callback_url status_callback_method inbound_track_label outbound_track_label "
        "partial_results language_code transcription_engine profanity_filter speech_model hints "
        "enable_automatic_punctuation intelligence_service"
    )
    declared = TranscriptionAttributes
    holds = children(twiml="Parameter", unsure_twiml="Config")
    rules = (Expected("name", ("Stop",)), Needs("statusCallbackMethod", "statusCallbackUrl", severity="warning"))

    def __init__(self, *content: ConfigParts | None, **attributes: Unpack[TranscriptionAttributes]) -> None:
        self._fill(content, None, attributes)


class ConfigAttributes(Attributes, total=False):
    """Attributes of Config."""

    name: Annotated[str | None, Unsure(), Only("twiml")]
    """Name of the setting."""
    value: Annotated[str | None, Unsure(), Only("twiml")]
    """Value of the setting."""


class Config(ConfigParts, ConnectNouns, StartNouns, VoiceVerbs):
    """A setting of a transcription or virtual agent.

    Source: twilio-python, voice_response.

    Example::

        response = VoiceResponse()
        agent = response.connect().virtual_agent(connector_name="my-agent")
        agent.config(name="language", value="en-us")
    """

    __slots__ = ()
    tag = "Config"
    by_position = "name value"
    declared = ConfigAttributes
    rules = (*recommended("name", "value"),)

    def __init__(self, **attributes: Unpack[ConfigAttributes]) -> None:
        self._fill((), None, attributes)
