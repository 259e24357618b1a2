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

    conversation_configuration: Annotated[str, Only("twiml")]
    """Configuration of that conversation."""
    conversation_id: Annotated[str, Only("twiml")]
    """Conversation that the session belongs to."""
    enable_automatic_punctuation: Annotated[bool, Default("true"), Only("twiml")]
    """Whether punctuation is added."""
    enable_provider_data: Annotated[bool, Default("false"), Only("twiml")]
    """Whether the requests include the engine's own data."""
    hints: Annotated[str | Sequence[str], Separated(","), Only("twiml")]
    """Words and phrases that are likely to be said."""
    inbound_track_label: Annotated[str, Only("twiml")]
    """Label of the caller's side."""
    intelligence_service: Annotated[str, Only("twiml")]
    """Conversational Intelligence service that receives the transcript, by SID or name."""
    language_code: Annotated[str, Looks(LANGUAGE_TAG, "a language tag such as en-US"), Default("en-US"), Only("twiml")]
    """Language that the caller speaks, as a tag such as `en-US`."""
    name: Annotated[str, Only("twiml")]
    """Name of the transcription, unique in the call; Stop needs it."""
    outbound_track_label: Annotated[str, Only("twiml")]
    """Label of the other side."""
    partial_results: Annotated[bool, Default("false"), Only("twiml")]
    """Send interim results while somebody speaks."""
    profanity_filter: Annotated[bool, Default("true"), Only("twiml")]
    """Replace profanities by asterisks."""
    speech_model: Annotated[str, Default("telephony"), Only("twiml")]
    """Model of the speech recogniser."""
    status_callback_method: Annotated[Method, Unsure(), Default("POST"), Only("twiml")]
    """How `status_callback_url` is requested."""
    status_callback_url: Annotated[Url, UrlForm(absolute=True), Only("twiml")]
    """Requested with the text, and when the status of the transcription changes."""
    track: Annotated[Literal["inbound_track", "outbound_track", "both_tracks"], Default("both_tracks"), Only("twiml")]
    """Which side of the call is transcribed."""
    transcription_engine: Annotated[Literal["google", "deepgram"] | str, Default("google"), Only("twiml")]
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
    declared = TranscriptionAttributes
    holds = children(twiml="Parameter", unsure_twiml="Config")
    rules = (Expected("name", ("Stop",)), Needs("statusCallbackMethod", "statusCallbackUrl", severity="warning"))

    def __init__(self, *content: ConfigParts, **attributes: Unpack[TranscriptionAttributes]) -> None:
        self._fill(content, None, attributes)


class ConfigAttributes(Attributes, total=False):
    """Attributes of Config."""

    name: Annotated[str, Unsure(), Only("twiml")]
    """Name of the setting."""
    value: Annotated[str, Unsure(), Only("twiml")]
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
    declared = ConfigAttributes
    rules = (*recommended("name", "value"),)

    def __init__(self, **attributes: Unpack[ConfigAttributes]) -> None:
        self._fill((), None, attributes)
