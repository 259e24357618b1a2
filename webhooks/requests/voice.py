"""Requests of a call in progress whose answer is a voice document."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated

from ..fields import Wire
from .base import AnsweredBy, CallDocumentRequest


@dataclass(frozen=True, kw_only=True, repr=False)
class VoiceRequest(CallDocumentRequest):
    """The first document of a call, or the one that a Redirect asks for.

    Source: voice.inbound, voice.outbound_answer, voice.redirect
    """

    answered_by: AnsweredBy | None = None
    machine_detection_duration: int | None = None
    """Milliseconds from the answer to the verdict."""


@dataclass(frozen=True, kw_only=True, repr=False)
class GatherRequest(CallDocumentRequest):
    """What a Gather collected.

    Source: voice.gather_action
    """

    digits: str | None = None
    """The keys, without the finish key; None where there was speech or nothing."""
    speech_result: str | None = None
    confidence: Decimal | None = None
    """How sure the recogniser is, 0 to 1."""
    finished_on_key: str | None = None
    msg: Annotated[str | None, Wire("msg")] = None
    language: str | None = None
