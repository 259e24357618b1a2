"""A handler whose first parameter is annotated as a request of another kind is told where it is registered."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Optional, Union

import pytest

from webhooks import (
    CallDocumentRequest,
    CallRequest,
    CallStatusEvent,
    GatherRequest,
    MessageRequest,
    VoiceRequest,
    WebhookRequest,
    Webhooks,
)

if TYPE_CHECKING:
    from webhooks import DialRequest


def of_gather(call: GatherRequest) -> str: ...
def of_event(event: "CallStatusEvent", *rest: object) -> None: ...  # noqa: UP037 - quoted twice
def of_two(call: GatherRequest | MessageRequest) -> str: ...
def of_calls(call: CallDocumentRequest) -> str: ...
def of_base(call: CallRequest) -> str: ...
def of_all(call: WebhookRequest) -> str: ...
def of_its_own(call: VoiceRequest) -> str: ...
def of_either(call: VoiceRequest | GatherRequest) -> str: ...
def of_union(call: Union[GatherRequest, VoiceRequest]) -> str: ...  # noqa: UP007 - as older code has it
def of_optional(call: Optional[VoiceRequest]) -> str: ...  # noqa: UP045 - as older code has it
def of_wrong_optional(call: Optional[GatherRequest]) -> str: ...  # noqa: UP045 - as older code has it
def unresolved(call: DialRequest) -> str: ...
def nonsense(call: 1 / 0) -> str: ...  # type: ignore[syntax, valid-type]
def bare(call) -> str: ...  # type: ignore[no-untyped-def]
def of_any(call: Any) -> str: ...
def of_something(call: str | GatherRequest) -> str: ...
def of_the_rest(*calls: VoiceRequest) -> str: ...


REFUSED = (
    (of_gather, '@hooks.voice("/x"): of_gather takes GatherRequest, and gets VoiceRequest: take @hooks.gather, or'),
    (of_event, "take @hooks.call_status, or write (call: VoiceRequest)"),
    (of_two, "take @hooks.gather or @hooks.message, or"),
    (of_wrong_optional, "take @hooks.gather, or"),
)


@pytest.mark.parametrize(("function", "told"), REFUSED, ids=lambda value: getattr(value, "__name__", ""))
def test_an_annotation_of_another_kind_is_told_with_the_decorator_that_fits(
    function: Callable[..., Any], told: str, caplog: pytest.LogCaptureFixture
) -> None:
    Webhooks().voice("/x")(function)
    assert told.removeprefix('@hooks.voice("/x"): ') in caplog.text


TAKEN = (
    of_calls, of_base, of_all, of_its_own, of_either, of_union, of_optional, unresolved, nonsense, bare, of_any,
    of_something, of_the_rest, lambda call: "",
)  # fmt: skip


@pytest.mark.parametrize("function", TAKEN, ids=lambda function: function.__name__)
def test_an_annotation_that_fits_or_cannot_be_resolved_is_taken(
    function: Callable[..., Any], caplog: pytest.LogCaptureFixture
) -> None:
    Webhooks().voice("/x")(function)
    assert "webhook.annotation" not in caplog.text
