"""Gather: keys and speech."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal, Unpack

from ..grammar.constraints import (  # fmt: skip
    LAML,
    TWIML,
    AlsoMatches,
    AtLeast,
    Attributes,
    Default,
    Deprecated,
    Laml,
    Looks,
    Matches,
    MayBeEmpty,
    Method,
    Only,
    Separated,
    Twiml,
    Unsure,
    Url,
    UrlForm,
    Values,
)
from ..grammar.rules import Excludes, Needs, children
from .speech import LANGUAGE_AND_REGION, Pause, Play, Say
from .verbs import VoiceVerbs

__all__ = ["Gather", "GatherAttributes"]


class GatherAttributes(Attributes, total=False):
    """Attributes of Gather."""

    acknowledge_sound_url: Annotated[Url | None, Only("twiml"), Deprecated("")]
    """Sound that plays after speech; only old documents have it."""
    action: Annotated[Url | None, Laml(UrlForm(absolute=True, shown_relative=True))]
    """Requested with the input; its answer is the next document. Without it the current document is requested again."""
    action_on_empty_result: Annotated[bool | None, Default("false")]
    """Request `action` even when nothing was entered or said."""
    barge_in: Annotated[bool | None, Only("twiml"), Unsure(), Unsure("laml")]
    """Whether keys and speech interrupt the prompts."""
    debug: Annotated[bool | None, Only("twiml"), Unsure(), Unsure("laml")]
    """Known from the helper libraries only."""
    enhanced: Annotated[bool | None, Default("false"), Deprecated("speechModel", dialect="twiml")]
    """Use the premium speech recogniser."""
    finish_on_key: Annotated[
        str | None,
        Laml(Matches(r"[0-9*#]*", "any of the keys 0-9, * and #")),
        Twiml(Matches(r"[0-9*#]?", "one key of 0-9, * and #, or nothing"), MayBeEmpty()),
        Default("#"),
    ]
    """Key that ends the input and is not part of it; SignalWire accepts several. If empty, no key ends it."""
    hints: Annotated[str | Sequence[str] | None, Separated(",", item_length=100), Twiml(Separated(",", 500, 100))]
    """Words and phrases that callers are likely to say."""
    input: Annotated[
        Literal["dtmf", "speech", "dtmf speech", "speech dtmf"] | Sequence[Literal["dtmf", "speech"]] | None,
        Separated(" "),
        Default("dtmf"),
    ]
    """What the caller may use: keys, speech or both."""
    language: Annotated[
        str | None,
        Laml(Looks(LANGUAGE_AND_REGION, "a language tag with its region, such as en-US")),
        Twiml(Looks(LANGUAGE_AND_REGION + "|zh", "a language tag with its region, such as en-US")),
        Default("en-US"),
    ]
    """Language that the caller speaks, as a tag such as `en-US`."""
    max_speech_time: Annotated[int | None, Only("twiml"), Unsure(), Unsure("laml")]
    """Maximum length of speech, in seconds; known from the helper libraries only."""
    method: Annotated[Method | None, Default("POST")]
    """How `action` is requested."""
    num_digits: Annotated[int | None, AtLeast(1)]
    """Number of keys after which the input ends; unlimited if left out."""
    partial_result_callback: Url | None
    """Requested with interim results while the caller speaks."""
    partial_result_callback_method: Annotated[Method | None, Default("POST")]
    """How `partial_result_callback` is requested."""
    profanity_filter: Annotated[bool | None, Default("true")]
    """Replace profanities by asterisks."""
    speech_model: Annotated[
        Literal[
            "default", "numbers_and_commands", "phone_call", "video", "experimental_conversations",
            "experimental_utterances", "googlev2_long", "googlev2_short", "googlev2_telephony",
            "googlev2_telephony_short", "deepgram_nova-2", "deepgram_nova-3",
        ] | str | None,
        Laml(Values(("phone_call", "video", "default"))),
        Twiml(
            Values(
                (
                    "default", "numbers_and_commands", "phone_call", "experimental_conversations",
                    "experimental_utterances", "googlev2_long", "googlev2_short", "googlev2_telephony",
                    "googlev2_telephony_short", "deepgram_nova-2", "deepgram_nova-3",
                ),
                open=True,
            ),
            AlsoMatches(r"deepgram_[A-Za-z0-9.-]+"),
            Default("default"),
        ),
    ]  # fmt: skip
    """Model of the speech recogniser. On SignalWire it needs `enhanced=True`."""
    speech_timeout: Annotated[int | Literal["auto"] | None, AtLeast(1)]
    """Silence that ends speech, in seconds; `auto` ends it at the first pause. On Twilio `timeout` applies if left
    out."""
    timeout: Annotated[int | None, AtLeast(1), Laml(AtLeast(0)), Default("5")]
    """How long to wait for the first or next key, or for speech to begin, in seconds."""


class Gather(VoiceVerbs):
    """Collects keys or speech from the caller, while the prompts in it play.

    With input the answer from `action` is the next document; without input the verb after Gather runs.

    Source: cxml/reference/voice/gather; twilio.com/docs/voice/twiml/gather.

    Example::

        response = VoiceResponse()
        with response.gather(num_digits=1, action="https://example.com/menu") as gather:
            gather.say("For sales press 1. For support press 2.")
        response.say("We did not hear you.")
    """

    __slots__ = ()
    tag = "Gather"
    by_position = (
        "input action method timeout speech_timeout max_speech_time profanity_filter finish_on_key num_digits "
        "partial_result_callback partial_result_callback_method language hints barge_in debug "
        "action_on_empty_result speech_model enhanced"
    )
    declared = GatherAttributes
    holds = children("Pause Play Say")
    rules = (
        Needs("method", "action", severity="warning"),
        Needs("partialResultCallbackMethod", "partialResultCallback", severity="warning"),
        Needs("speechModel", "enhanced=true", severity="warning", dialects=LAML),
        # a warning, since Twilio too only logs one (13335)
        Excludes("speechModel", "speechTimeout=auto", severity="warning", dialects=TWIML),
    )

    def __init__(self, *content: Say | Play | Pause | None, **attributes: Unpack[GatherAttributes]) -> None:
        self._fill(content, None, attributes)
