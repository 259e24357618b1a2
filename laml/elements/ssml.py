"""Speech mark-up: elements in Say that decide how the text is spoken."""

from __future__ import annotations

from typing import Annotated, Literal, Unpack

from ..grammar.constraints import (
    BOTH,
    AlsoMatches,
    Attributes,
    Default,
    Deprecated,
    Laml,
    Matches,
    Only,
    Twiml,
    Unsure,
    Values,
)
from ..grammar.rules import Needs, children, recommended
from ..grammar.text_rules import TextRule
from .parts import PayParts, SpeechParts
from .verbs import VoiceVerbs

__all__ = [
    "Break",
    "Emphasis",
    "Lang",
    "P",
    "Phoneme",
    "Prosody",
    "S",
    "SayAs",
    "SsmlBreak",
    "SsmlBreakAttributes",
    "SsmlEmphasis",
    "SsmlEmphasisAttributes",
    "SsmlLang",
    "SsmlLangAttributes",
    "SsmlP",
    "SsmlPhoneme",
    "SsmlPhonemeAttributes",
    "SsmlProsody",
    "SsmlProsodyAttributes",
    "SsmlS",
    "SsmlSayAs",
    "SsmlSayAsAttributes",
    "SsmlSub",
    "SsmlSubAttributes",
    "SsmlW",
    "SsmlWAttributes",
    "Sub",
    "W",
]


class SsmlBreakAttributes(Attributes, total=False):
    """Attributes of SsmlBreak."""

    strength: Annotated[Literal["none", "x-weak", "weak", "medium", "strong", "x-strong"] | None, Default("medium")]
    """Length of the pause, as a word such as `strong`."""
    time: Annotated[str | None, Matches(r"\d+(\.\d+)?(s|ms)", "a number with s or ms, such as 500ms")]
    """Length of the pause, such as `500ms` or `2s`; SignalWire allows at most 10 seconds."""


class SsmlBreak(SpeechParts, PayParts, VoiceVerbs):
    """A pause in speech.

    Source: cxml/reference/voice/say; twilio.com/docs/voice/twiml/say/text-speech.

    Example::

        response = VoiceResponse()
        say = response.say("One moment", voice="Polly.Joanna")
        say.break_(time="500ms")
        say.s("Here we are.")
    """

    __slots__ = ()
    tag = "break"
    by_position = "strength time"
    declared = SsmlBreakAttributes

    def __init__(self, **attributes: Unpack[SsmlBreakAttributes]) -> None:
        self._fill((), None, attributes)


Break = SsmlBreak


class SsmlEmphasisAttributes(Attributes, total=False):
    """Attributes of SsmlEmphasis."""

    level: Annotated[Literal["strong", "moderate", "reduced"] | None, Laml(Default("moderate"))]
    """How strongly the words are stressed."""


class SsmlEmphasis(SpeechParts, PayParts, VoiceVerbs):
    """Words that are stressed.

    Source: cxml/reference/voice/say; twilio.com/docs/voice/twiml/say/text-speech.

    Example::

        response = VoiceResponse()
        response.say("This is ", voice="Polly.Joanna").emphasis("important", level="strong")
    """

    __slots__ = ()
    tag = "emphasis"
    by_position = "level"
    declared = SsmlEmphasisAttributes
    text_rule = TextRule("words")
    holds = children(unsure="break emphasis lang phoneme prosody say-as sub", unsure_twiml="w")

    def __init__(
        self, *content: str | SpeechParts | None, words: str | None = None, **attributes: Unpack[SsmlEmphasisAttributes]
    ) -> None:
        self._fill(content, words, attributes)


Emphasis = SsmlEmphasis


class SsmlLangAttributes(Attributes, total=False):
    """Attributes of SsmlLang."""

    xml_lang: Annotated[
        str | None,
        Laml(Values(("en-US", "en-GB", "en-IN", "en-AU", "en-CA", "de-DE", "es-ES", "it-IT", "ja-JP", "fr-FR"),
            open=True)),
        Twiml(Values(("arb", "ar-AE", "ca-ES", "cmn-CN", "cy-GB", "da-DK", "de-DE", "de-AT", "en-AU", "en-GB",
            "en-GB-WLS", "en-IN", "en-NZ", "en-US", "en-ZA", "es-ES", "es-MX", "es-US", "fi-FI", "fr-CA", "fr-FR",
            "he-IL", "hi-IN", "is-IS", "it-IT", "ja-JP", "ko-KR", "nb-NO", "nl-NL", "pl-PL", "pt-BR", "pt-PT",
            "ro-RO", "ru-RU", "sv-SE", "tr-TR", "yue-CN"), open=True)),
    ]  # fmt: skip
    """The language, as a tag such as `fr-FR`."""


class SsmlLang(SpeechParts, PayParts, VoiceVerbs):
    """Words in another language.

    Source: cxml/reference/voice/say; twilio.com/docs/voice/twiml/say/text-speech.

    Example::

        response = VoiceResponse()
        response.say("We say ", voice="Polly.Joanna").lang("bonjour", xml_lang="fr-FR")
    """

    __slots__ = ()
    tag = "lang"
    by_position = "xml_lang"
    declared = SsmlLangAttributes
    text_rule = TextRule("words")
    holds = children(unsure="break emphasis lang p phoneme prosody s say-as sub", unsure_twiml="w")
    rules = (*recommended("xml:lang"),)

    def __init__(
        self, *content: str | SpeechParts | None, words: str | None = None, **attributes: Unpack[SsmlLangAttributes]
    ) -> None:
        self._fill(content, words, attributes)


Lang = SsmlLang


class SsmlP(SpeechParts, PayParts, VoiceVerbs):
    """A paragraph.

    Source: cxml/reference/voice/say; twilio.com/docs/voice/twiml/say/text-speech.

    Example::

        response = VoiceResponse()
        say = response.say(voice="Polly.Joanna")
        say.p("First paragraph.")
        say.p("Second paragraph.")
    """

    __slots__ = ()
    tag = "p"
    text_rule = TextRule("words")
    holds = children(unsure="break emphasis lang phoneme prosody s say-as sub", unsure_twiml="w")

    def __init__(
        self, *content: str | SpeechParts | None, words: str | None = None, **attributes: Unpack[Attributes]
    ) -> None:
        self._fill(content, words, attributes)


P = SsmlP


class SsmlPhonemeAttributes(Attributes, total=False):
    """Attributes of SsmlPhoneme."""

    alphabet: Annotated[
        Literal["ipa", "x-sampa", "x-amazon-jyutping", "x-amazon-pinyin", "x-amazon-pron-kana",
            "x-amazon-yomigana"] | None,
        Laml(Values(("ipa", "x-sampa"))),
        Twiml(Values(("ipa", "x-sampa", "x-amazon-jyutping", "x-amazon-pinyin", "x-amazon-pron-kana",
            "x-amazon-yomigana"))),
    ]  # fmt: skip
    """Phonetic alphabet of `ph`."""
    ph: str | None
    """Pronunciation, written in the phonetic alphabet."""


class SsmlPhoneme(SpeechParts, PayParts, VoiceVerbs):
    """Words whose sounds are given.

    Source: cxml/reference/voice/say; twilio.com/docs/voice/twiml/say/text-speech.

    Example::

        response = VoiceResponse()
        response.say("I say ", voice="Polly.Joanna").phoneme("car", alphabet="x-sampa", ph="kAr")
    """

    __slots__ = ()
    tag = "phoneme"
    by_position = "alphabet ph"
    declared = SsmlPhonemeAttributes
    text_rule = TextRule("words")
    rules = (*recommended("ph"),)

    def __init__(
        self, *content: str | None, words: str | None = None, **attributes: Unpack[SsmlPhonemeAttributes]
    ) -> None:
        self._fill(content, words, attributes)


Phoneme = SsmlPhoneme


class SsmlProsodyAttributes(Attributes, total=False):
    """Attributes of SsmlProsody."""

    pitch: Annotated[
        Literal["x-low", "low", "medium", "high", "x-high", "default"] | str | None,
        AlsoMatches(r"[+-]?\d+(\.\d+)?%"),
        Laml(Values(("x-low", "low", "medium", "high", "x-high"))),
        Twiml(Values(("default", "x-low", "low", "medium", "high", "x-high"))),
    ]  # fmt: skip
    """Pitch of the voice, as a word or in percent."""
    rate: Annotated[
        Literal["x-slow", "slow", "medium", "fast", "x-fast"] | str | None,
        AlsoMatches(r"\d+(\.\d+)?%"),
        Values(("x-slow", "slow", "medium", "fast", "x-fast")),
    ]  # fmt: skip
    """Speed of the voice, as a word or in percent."""
    volume: Annotated[
        Literal["silent", "x-soft", "soft", "medium", "loud", "x-loud", "default"] | str | None,
        AlsoMatches(r"[+-]\d+(\.\d+)?dB"),
        Laml(Values(("silent", "x-soft", "soft", "medium", "loud", "x-loud"))),
        Twiml(Values(("default", "silent", "x-soft", "soft", "medium", "loud", "x-loud"))),
    ]  # fmt: skip
    """Volume of the voice, as a word or in decibels."""


class SsmlProsody(SpeechParts, PayParts, VoiceVerbs):
    """Words spoken louder, faster or higher than the rest.

    Source: cxml/reference/voice/say; twilio.com/docs/voice/twiml/say/text-speech.

    Example::

        response = VoiceResponse()
        response.say(voice="Polly.Joanna").prosody("Slowly and loud", rate="slow", volume="loud")
    """

    __slots__ = ()
    tag = "prosody"
    by_position = "volume rate pitch"
    declared = SsmlProsodyAttributes
    text_rule = TextRule("words")
    holds = children(unsure="break emphasis lang p phoneme prosody s say-as sub", unsure_twiml="w")

    def __init__(
        self, *content: str | SpeechParts | None, words: str | None = None, **attributes: Unpack[SsmlProsodyAttributes]
    ) -> None:
        self._fill(content, words, attributes)


Prosody = SsmlProsody


class SsmlS(SpeechParts, PayParts, VoiceVerbs):
    """A sentence.

    Source: cxml/reference/voice/say; twilio.com/docs/voice/twiml/say/text-speech.

    Example::

        response = VoiceResponse()
        response.say(voice="Polly.Joanna").s("One sentence.")
    """

    __slots__ = ()
    tag = "s"
    text_rule = TextRule("words")
    holds = children(unsure="break emphasis lang phoneme prosody say-as sub", unsure_twiml="w")

    def __init__(
        self, *content: str | SpeechParts | None, words: str | None = None, **attributes: Unpack[Attributes]
    ) -> None:
        self._fill(content, words, attributes)


S = SsmlS


class SsmlSayAsAttributes(Attributes, total=False):
    """Attributes of SsmlSayAs."""

    format: Annotated[
        Literal["mdy", "dmy", "ymd", "md", "dm", "ym", "my", "d", "m", "y", "yyyymmdd"] | None,
        Laml(Values(("mdy", "dmy", "ymd", "md", "dm", "ym", "my", "d", "m", "y"))),
        Twiml(Values(("mdy", "dmy", "ymd", "md", "dm", "ym", "my", "d", "m", "y", "yyyymmdd"))),
    ]  # fmt: skip
    """Order of the parts of a date."""
    interpret_as: Annotated[
        Literal["characters", "spell-out", "cardinal", "number", "ordinal", "digits", "fraction", "unit", "date",
            "time", "telephone", "address", "interjection", "expletive"] | None,
        Laml(Values(("characters", "spell-out", "cardinal", "number", "ordinal", "digits", "fraction", "unit",
            "date", "time", "telephone", "address", "interjection", "expletive"))),
        Twiml(Values(("characters", "spell-out", "cardinal", "number", "ordinal", "digits", "fraction", "unit",
            "date", "time", "address", "expletive", "telephone"))),
        Twiml(Deprecated("characters", value="character")),
    ]  # fmt: skip
    """Kind of text, such as `digits` or `date`."""
    role: Annotated[
        Literal["mdy", "dmy", "ymd", "md", "dm", "ym", "my", "d", "m", "y", "yyyymmdd"] | None,
        Unsure(),
        Only("twiml"),
        Unsure("laml"),
        Deprecated("format"),
    ]  # fmt: skip
    """Former name of `format`."""


class SsmlSayAs(SpeechParts, PayParts, VoiceVerbs):
    """Text of a certain kind, such as digits or a date.

    Source: cxml/reference/voice/say; twilio.com/docs/voice/twiml/say/text-speech.

    Example::

        response = VoiceResponse()
        response.say("Your code is ", voice="Polly.Joanna").say_as("1234", interpret_as="digits")
    """

    __slots__ = ()
    tag = "say-as"
    by_position = "interpret_as format"
    declared = SsmlSayAsAttributes
    text_rule = TextRule("words", required=BOTH)
    rules = (*recommended("interpret-as"), Needs("format", "interpret-as=date", severity="warning"))

    def __init__(
        self, *content: str | None, words: str | None = None, **attributes: Unpack[SsmlSayAsAttributes]
    ) -> None:
        self._fill(content, words, attributes)


SayAs = SsmlSayAs


class SsmlSubAttributes(Attributes, total=False):
    """Attributes of SsmlSub."""

    alias: str | None
    """Text that is spoken instead."""


class SsmlSub(SpeechParts, PayParts, VoiceVerbs):
    """Text that is replaced by another when it is spoken.

    Source: cxml/reference/voice/say; twilio.com/docs/voice/twiml/say/text-speech.

    Example::

        response = VoiceResponse()
        response.say(voice="Polly.Joanna").sub("W3C", alias="World Wide Web Consortium")
    """

    __slots__ = ()
    tag = "sub"
    by_position = "alias"
    declared = SsmlSubAttributes
    text_rule = TextRule("words", required=BOTH)
    rules = (*recommended("alias"),)

    def __init__(self, *content: str | None, words: str | None = None, **attributes: Unpack[SsmlSubAttributes]) -> None:
        self._fill(content, words, attributes)


Sub = SsmlSub


class SsmlWAttributes(Attributes, total=False):
    """Attributes of SsmlW."""

    role: Annotated[str | None, Unsure(), Only("twiml"), Unsure("laml")]
    """Part of speech, which decides how the word is pronounced."""


class SsmlW(SpeechParts, PayParts, VoiceVerbs):
    """A word that is pronounced by its part of speech.

    Source: twilio.com/docs/voice/twiml/say/text-speech.

    Example::

        response = VoiceResponse()
        response.say("They ", voice="Polly.Joanna").w("read", role="amazon:VBD")
    """

    __slots__ = ()
    tag = "w"
    by_position = "role"
    declared = SsmlWAttributes
    text_rule = TextRule("words")
    holds = children(unsure_twiml="break emphasis phoneme prosody say-as sub")

    def __init__(
        self, *content: str | SpeechParts | None, words: str | None = None, **attributes: Unpack[SsmlWAttributes]
    ) -> None:
        self._fill(content, words, attributes)


W = SsmlW
