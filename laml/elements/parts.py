"""The methods of what nouns and speech hold, one class for each place."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Never, Unpack

from .. import elements as made
from ..element import Element

if TYPE_CHECKING:
    from ..grammar.constraints import Attributes
    from .ai import (
        SWAIG,
        AgentPrompt,
        AgentPromptAttributes,
        Defaults,
        DefaultsAttributes,
        Function,
        FunctionAttributes,
        Languages,
        PostPrompt,
        PostPromptAttributes,
    )
    from .clients import ApplicationSid, Identity
    from .pay import Prompt, PromptAttributes
    from .queue import Task, TaskAttributes
    from .relay import Language, LanguageAttributes
    from .sip import Header, HeaderAttributes, Headers, SipUri, SipUriAttributes
    from .ssml import (
        SsmlBreak,
        SsmlBreakAttributes,
        SsmlEmphasis,
        SsmlEmphasisAttributes,
        SsmlLang,
        SsmlLangAttributes,
        SsmlP,
        SsmlPhoneme,
        SsmlPhonemeAttributes,
        SsmlProsody,
        SsmlProsodyAttributes,
        SsmlS,
        SsmlSayAs,
        SsmlSayAsAttributes,
        SsmlSub,
        SsmlSubAttributes,
        SsmlW,
        SsmlWAttributes,
    )
    from .streams import Parameter, ParameterAttributes
    from .transcription import Config, ConfigAttributes


class Parameters(Element):
    """Places of parameters."""

    __slots__ = ()

    def parameter(self, *positional: Never, **attributes: Unpack[ParameterAttributes]) -> Parameter:
        """Pass a name and a value to the other side."""
        return self._add(made.Parameter, None, attributes, positional)


class ClientParts(Parameters):
    """What Client holds."""

    __slots__ = ()

    def identity(
        self, client_identity: str | None = None, *positional: Never, **attributes: Unpack[Attributes]
    ) -> Identity:
        """Name the client."""
        return self._add(made.Identity, client_identity, attributes, positional)


class ApplicationParts(Parameters):
    """What Application holds."""

    __slots__ = ()

    def application_sid(
        self, sid: str | None = None, *positional: Never, **attributes: Unpack[Attributes]
    ) -> ApplicationSid:
        """Name the application."""
        return self._add(made.ApplicationSid, sid, attributes, positional)


class SipParts(Element):
    """What Sip holds."""

    __slots__ = ()

    def uri(self, sip_url: str | None = None, *positional: Never, **attributes: Unpack[SipUriAttributes]) -> SipUri:
        """Add an address to try."""
        return self._add(made.SipUri, sip_url, attributes, positional)

    def headers(self, *positional: Never, **attributes: Unpack[Attributes]) -> Headers:
        """Send headers along."""
        return self._add(made.Headers, None, attributes, positional)


class HeadersParts(Element):
    """What Headers holds."""

    __slots__ = ()

    def header(self, *positional: Never, **attributes: Unpack[HeaderAttributes]) -> Header:
        """Add a header."""
        return self._add(made.Header, None, attributes, positional)


class EnqueueParts(Element):
    """What Enqueue holds."""

    __slots__ = ()

    def task(
        self, body: str | Mapping[str, object] | None = None, *positional: Never, **attributes: Unpack[TaskAttributes]
    ) -> Task:
        """Give the workflow the attributes of the task."""
        return self._add(made.Task, body, attributes, positional)


class ConfigParts(Parameters):
    """What Transcription and VirtualAgent hold."""

    __slots__ = ()

    def config(self, *positional: Never, **attributes: Unpack[ConfigAttributes]) -> Config:
        """Change a setting."""
        return self._add(made.Config, None, attributes, positional)


class SpokenLanguages(Element):
    """Places of languages."""

    __slots__ = ()

    def language(self, *positional: Never, **attributes: Unpack[LanguageAttributes]) -> Language:
        """Add a language."""
        return self._add(made.Language, None, attributes, positional)


class RelayParts(Parameters, SpokenLanguages):
    """What ConversationRelay holds."""

    __slots__ = ()


class AiParts(Element):
    """What AI holds."""

    __slots__ = ()

    def prompt(
        self, text: str | None = None, *positional: Never, **attributes: Unpack[AgentPromptAttributes]
    ) -> AgentPrompt:
        """Give the agent its instructions."""
        return self._add(made.AgentPrompt, text, attributes, positional)

    def post_prompt(
        self, text: str | None = None, *positional: Never, **attributes: Unpack[PostPromptAttributes]
    ) -> PostPrompt:
        """Ask the agent for a summary after the call."""
        return self._add(made.PostPrompt, text, attributes, positional)

    def languages(self, *positional: Never, **attributes: Unpack[Attributes]) -> Languages:
        """List the languages that the agent speaks."""
        return self._add(made.Languages, None, attributes, positional)

    def swaig(self, *positional: Never, **attributes: Unpack[Attributes]) -> SWAIG:
        """List the functions that the agent may call."""
        return self._add(made.SWAIG, None, attributes, positional)


class SwaigParts(Element):
    """What SWAIG holds."""

    __slots__ = ()

    def defaults(self, *positional: Never, **attributes: Unpack[DefaultsAttributes]) -> Defaults:
        """Set what all functions share."""
        return self._add(made.Defaults, None, attributes, positional)

    def function(self, *positional: Never, **attributes: Unpack[FunctionAttributes]) -> Function:
        """Add a function."""
        return self._add(made.Function, None, attributes, positional)


class PayParts(Parameters):
    """What Pay holds."""

    __slots__ = ()

    def prompt(self, *positional: Never, **attributes: Unpack[PromptAttributes]) -> Prompt:
        """Say something at a step of the payment."""
        return self._add(made.Prompt, None, attributes, positional)


class SpeechParts(Element):
    """Speech mark-up."""

    __slots__ = ()

    def break_(self, *positional: Never, **attributes: Unpack[SsmlBreakAttributes]) -> SsmlBreak:
        """Pause."""
        return self._add(made.SsmlBreak, None, attributes, positional)

    def emphasis(
        self, words: str | None = None, *positional: Never, **attributes: Unpack[SsmlEmphasisAttributes]
    ) -> SsmlEmphasis:
        """Stress words."""
        return self._add(made.SsmlEmphasis, words, attributes, positional)

    def lang(self, words: str | None = None, *positional: Never, **attributes: Unpack[SsmlLangAttributes]) -> SsmlLang:
        """Speak words in another language."""
        return self._add(made.SsmlLang, words, attributes, positional)

    def p(self, words: str | None = None, *positional: Never, **attributes: Unpack[Attributes]) -> SsmlP:
        """Speak a paragraph."""
        return self._add(made.SsmlP, words, attributes, positional)

    def phoneme(
        self, words: str | None = None, *positional: Never, **attributes: Unpack[SsmlPhonemeAttributes]
    ) -> SsmlPhoneme:
        """Speak words by their sounds."""
        return self._add(made.SsmlPhoneme, words, attributes, positional)

    def prosody(
        self, words: str | None = None, *positional: Never, **attributes: Unpack[SsmlProsodyAttributes]
    ) -> SsmlProsody:
        """Speak words louder, faster or higher."""
        return self._add(made.SsmlProsody, words, attributes, positional)

    def s(self, words: str | None = None, *positional: Never, **attributes: Unpack[Attributes]) -> SsmlS:
        """Speak a sentence."""
        return self._add(made.SsmlS, words, attributes, positional)

    def say_as(
        self, words: str | None = None, *positional: Never, **attributes: Unpack[SsmlSayAsAttributes]
    ) -> SsmlSayAs:
        """Speak text of a certain kind, such as digits."""
        return self._add(made.SsmlSayAs, words, attributes, positional)

    def sub(self, words: str | None = None, *positional: Never, **attributes: Unpack[SsmlSubAttributes]) -> SsmlSub:
        """Speak another text in place of this one."""
        return self._add(made.SsmlSub, words, attributes, positional)

    def w(self, words: str | None = None, *positional: Never, **attributes: Unpack[SsmlWAttributes]) -> SsmlW:
        """Speak a word by its part of speech."""
        return self._add(made.SsmlW, words, attributes, positional)
