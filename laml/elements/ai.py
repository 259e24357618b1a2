"""SignalWire's former AI agent: AI and the elements in it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Unpack

from ..element import Element
from ..grammar.constraints import AtLeast, AtMost, Attributes, Default, Only, OnlyIn, Separated, Unsure, Url
from ..grammar.rules import Replaced, children, recommended
from ..grammar.text_rules import TextRule
from .nouns import ConnectNouns
from .parts import AiParts, SpokenLanguages, SwaigParts
from .verbs import VoiceVerbs

__all__ = [
    "AI",
    "SWAIG",
    "AIAttributes",
    "AgentPrompt",
    "AgentPromptAttributes",
    "Defaults",
    "DefaultsAttributes",
    "Function",
    "FunctionAttributes",
    "Languages",
    "PostPrompt",
    "PostPromptAttributes",
]


class AIAttributes(Attributes, total=False):
    """Attributes of AI."""

    engine: Annotated[str | None, Unsure(), Default("gcloud"), Only("laml")]
    """Speech engine."""
    hints: Annotated[str | Sequence[str] | None, Separated(","), Unsure(), Only("laml")]
    """Words and phrases that are likely to be said."""
    post_prompt_auth_password: Annotated[str | None, Unsure(), Only("laml")]
    """Password for `post_prompt_u_r_l`."""
    post_prompt_auth_user: Annotated[str | None, Unsure(), Only("laml")]
    """User name for `post_prompt_u_r_l`."""
    post_prompt_u_r_l: Annotated[Url | None, Unsure(), Only("laml")]
    """Requested with the agent's summary after the call."""
    voice: Annotated[str | None, Unsure(), Default("en-US-Neural2-J"), Only("laml")]
    """Voice of the agent."""


class AI(AiParts, ConnectNouns, VoiceVerbs):
    """SignalWire's AI agent; only old documents have it.

    Source: the SignalWire compatibility SDK.

    Example::

        response = VoiceResponse(dialect="laml")
        ai = response.connect().ai(voice="en-US-Neural2-J")
        ai.prompt("You answer questions about opening hours.", temperature=0.5)
    """

    __slots__ = ()
    tag = "AI"
    declared = AIAttributes
    holds = children(unsure_laml="Languages PostPrompt Prompt SWAIG")
    rules = (Replaced(severity="warning"),)

    def __init__(self, *content: AiParts | None, **attributes: Unpack[AIAttributes]) -> None:
        self._fill(content, None, attributes)


class AgentPromptAttributes(Attributes, total=False):
    """Attributes of AgentPrompt."""

    barge_confidence: Annotated[float | None, AtLeast(0), AtMost(1), Unsure(), Only("laml"), OnlyIn(("AI",))]
    """Confidence of the recogniser at which speech interrupts the agent, from 0 to 1."""
    confidence: Annotated[float | None, AtLeast(0), AtMost(1), Unsure(), Only("laml"), OnlyIn(("AI",))]
    """Confidence of the recogniser at which speech counts as ended, from 0 to 1."""
    frequency_penalty: Annotated[float | None, AtLeast(-2), AtMost(2), Unsure(), Only("laml"), OnlyIn(("AI",))]
    """How much the model avoids words that it used often, from -2 to 2."""
    presence_penalty: Annotated[float | None, AtLeast(-2), AtMost(2), Unsure(), Only("laml"), OnlyIn(("AI",))]
    """How much the model avoids words that it used at all, from -2 to 2."""
    temperature: Annotated[float | None, AtLeast(0), AtMost(2), Unsure(), Only("laml"), OnlyIn(("AI",))]
    """How varied the answers of the model are, from 0 to 2."""
    top_p: Annotated[float | None, Unsure(), Only("laml"), OnlyIn(("AI",))]
    """Share of the likeliest words that the model chooses from, from 0 to 1."""


class AgentPrompt(AiParts, ConnectNouns, VoiceVerbs):
    """Instructions for the agent.

    Source: the SignalWire compatibility SDK.

    Example::

        response = VoiceResponse(dialect="laml")
        response.connect().ai().prompt("You answer questions about opening hours.", confidence=0.6)
    """

    __slots__ = ()
    tag = "Prompt"
    only_in = "AI"
    declared = AgentPromptAttributes
    text_rule = TextRule("text")
    holds = children(unsure_laml="Pause")

    def __init__(
        self, *content: str | None, text: str | None = None, **attributes: Unpack[AgentPromptAttributes]
    ) -> None:
        self._fill(content, text, attributes)


class PostPromptAttributes(Attributes, total=False):
    """Attributes of PostPrompt."""

    barge_confidence: Annotated[float | None, AtLeast(0), AtMost(1), Unsure(), Only("laml")]
    """Confidence of the recogniser at which speech interrupts the agent, from 0 to 1."""
    confidence: Annotated[float | None, AtLeast(0), AtMost(1), Unsure(), Only("laml")]
    """Confidence of the recogniser at which speech counts as ended, from 0 to 1."""
    frequency_penalty: Annotated[float | None, AtLeast(-2), AtMost(2), Unsure(), Only("laml")]
    """How much the model avoids words that it used often, from -2 to 2."""
    presence_penalty: Annotated[float | None, AtLeast(-2), AtMost(2), Unsure(), Only("laml")]
    """How much the model avoids words that it used at all, from -2 to 2."""
    temperature: Annotated[float | None, AtLeast(0), AtMost(2), Unsure(), Only("laml")]
    """How varied the answers of the model are, from 0 to 2."""
    top_p: Annotated[float | None, Unsure(), Only("laml")]
    """Share of the likeliest words that the model chooses from, from 0 to 1."""


class PostPrompt(AiParts, ConnectNouns, VoiceVerbs):
    """Instructions for the agent's summary after the call.

    Source: the SignalWire compatibility SDK.

    Example::

        response = VoiceResponse(dialect="laml")
        ai = response.connect().ai(post_prompt_u_r_l="https://example.com/summary")
        ai.post_prompt("Summarise the call in two sentences.")
    """

    __slots__ = ()
    tag = "PostPrompt"
    declared = PostPromptAttributes
    text_rule = TextRule("text")

    def __init__(
        self, *content: str | None, text: str | None = None, **attributes: Unpack[PostPromptAttributes]
    ) -> None:
        self._fill(content, text, attributes)


class Languages(SpokenLanguages, AiParts, ConnectNouns, VoiceVerbs):
    """The languages that the agent speaks.

    Source: the SignalWire compatibility SDK.

    Example::

        response = VoiceResponse(dialect="laml")
        languages = response.connect().ai().languages()
        languages.language(name="English", code="en-US", voice="en-US-Neural2-J")
    """

    __slots__ = ()
    tag = "Languages"
    holds = children(laml="Language")

    def __init__(self, *content: SpokenLanguages | None, **attributes: Unpack[Attributes]) -> None:
        self._fill(content, None, attributes)


class SWAIG(SwaigParts, AiParts, ConnectNouns, VoiceVerbs):
    """The functions that the agent may call.

    Source: the SignalWire compatibility SDK.

    Example::

        response = VoiceResponse(dialect="laml")
        swaig = response.connect().ai().swaig()
        swaig.defaults(web_hook_u_r_l="https://example.com/function")
        swaig.function(name="hours", purpose="Tell the opening hours")
    """

    __slots__ = ()
    tag = "SWAIG"
    holds = children(unsure_laml="Defaults Function")

    def __init__(self, *content: SwaigParts | None, **attributes: Unpack[Attributes]) -> None:
        self._fill(content, None, attributes)


class DefaultsAttributes(Attributes, total=False):
    """Attributes of Defaults."""

    web_hook_auth_pass: Annotated[str | None, Unsure(), Only("laml")]
    """Password for the web hook."""
    web_hook_auth_user: Annotated[str | None, Unsure(), Only("laml")]
    """User name for the web hook."""
    web_hook_u_r_l: Annotated[Url | None, Unsure(), Only("laml")]
    """Requested when the agent calls a function."""


class Defaults(SwaigParts, AiParts, ConnectNouns, VoiceVerbs):
    """Settings that all functions of the agent share; elements of any other name in it carry your own data.

    Source: the SignalWire compatibility SDK.

    Example::

        response = VoiceResponse(dialect="laml")
        swaig = response.connect().ai().swaig()
        swaig.defaults(web_hook_u_r_l="https://example.com/function")
    """

    __slots__ = ()
    tag = "Defaults"
    declared = DefaultsAttributes
    any_child = True

    def __init__(self, *content: Element | None, **attributes: Unpack[DefaultsAttributes]) -> None:
        self._fill(content, None, attributes)


class FunctionAttributes(Attributes, total=False):
    """Attributes of Function."""

    argument: Annotated[str | None, Unsure(), Only("laml")]
    """Description of the argument."""
    name: Annotated[str | None, Unsure(), Only("laml")]
    """Name of the function."""
    purpose: Annotated[str | None, Unsure(), Only("laml")]
    """What the function does, so that the agent knows when to call it."""
    web_hook_auth_pass: Annotated[str | None, Unsure(), Only("laml")]
    """Password for the web hook."""
    web_hook_auth_user: Annotated[str | None, Unsure(), Only("laml")]
    """User name for the web hook."""
    web_hook_u_r_l: Annotated[Url | None, Unsure(), Only("laml")]
    """Requested when the agent calls a function."""


class Function(SwaigParts, AiParts, ConnectNouns, VoiceVerbs):
    """One function that the agent may call; elements of any other name in it carry your own data.

    Source: the SignalWire compatibility SDK.

    Example::

        response = VoiceResponse(dialect="laml")
        swaig = response.connect().ai().swaig()
        swaig.function(name="hours", purpose="Tell the opening hours", argument="A day of the week")
    """

    __slots__ = ()
    tag = "Function"
    declared = FunctionAttributes
    any_child = True
    rules = (*recommended("name"),)

    def __init__(self, *content: Element | None, **attributes: Unpack[FunctionAttributes]) -> None:
        self._fill(content, None, attributes)
