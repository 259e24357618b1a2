"""A field, a decorator or a value of state that is not there: the error says which was meant."""

from __future__ import annotations

import copy
import pickle

import pytest

from webhooks import (
    CallStatusEvent,
    MessageRequest,
    RecordingStatusEvent,
    RecordRequest,
    State,
    StateError,
    StateMissing,
    VoiceRequest,
    WebhookRequest,
    Webhooks,
)

FIELDS = (
    (VoiceRequest(), "caler", "(did you mean 'caller'?)"),
    (VoiceRequest(), "From", "the parameter From is .from_"),
    (VoiceRequest(), "CallSid", "the parameter CallSid is .call_sid"),
    (VoiceRequest(), "callSid", "the parameter callSid is .call_sid"),
    (VoiceRequest(), "digits", "GatherRequest, RecordRequest have it"),
    (MessageRequest(), "Body", "the parameter Body is .body"),
    (RecordingStatusEvent(), "recording_duration", "the parameter RecordingDuration is .duration"),
    (RecordRequest(), "duration", "(did you mean 'recording_duration'?)"),
    (CallStatusEvent(), "zork", "is in .extra"),
)


@pytest.mark.parametrize(("request_", "name", "told"), FIELDS, ids=lambda value: str(value)[:30])
def test_a_field_that_is_not_there_is_told_with_the_one_that_was_meant(
    request_: WebhookRequest, name: str, told: str
) -> None:
    with pytest.raises(AttributeError) as caught:
        getattr(request_, name)
    assert told in str(caught.value)
    assert str(caught.value).startswith(f"{type(request_).__name__} has no {name!r}")


DECORATORS = (
    ("vioce", "(did you mean 'voice'?)"),
    ("sms", "(did you mean 'message'?)"),
    ("recording", "(did you mean 'recording_status'?)"),
    ("zork", "its decorators are voice, voice_fallback, gather"),
)


@pytest.mark.parametrize(("name", "told"), DECORATORS)
def test_a_decorator_that_is_not_there_is_told_with_the_one_that_was_meant(name: str, told: str) -> None:
    with pytest.raises(AttributeError) as caught:
        getattr(Webhooks(), name)
    assert told in str(caught.value)


def test_requests_and_state_are_copied_and_pickled_as_before() -> None:
    request = VoiceRequest(call_sid="CA1", state=State({"tries": 2}))
    for twin in (copy.copy(request), copy.deepcopy(request), pickle.loads(pickle.dumps(request))):
        assert twin == request
        assert twin.state == {"tries": 2}
    assert getattr(request, "nothing", None) is None
    with pytest.raises(AttributeError) as caught:
        request.caler  # type: ignore[attr-defined] # noqa: B018 # pyright: ignore[reportAttributeAccessIssue]
    assert "caller" in str(pickle.loads(pickle.dumps(caught.value)))


def test_a_value_that_was_not_bound_is_our_error_and_a_key_error() -> None:
    state = State({"tries": 2, "name": "Ann"})
    for kind in (StateMissing, StateError, KeyError):
        with pytest.raises(kind) as caught:
            state["trys"]
        assert str(caught.value) == (
            "the URL carries no state 'trys' (did you mean 'tries'?), it has 'tries', 'name': "
            "bind it, or give a default"
        )
    with pytest.raises(AttributeError, match=r"write state\['tries'\]"):
        state.tries  # type: ignore[attr-defined] # noqa: B018 # pyright: ignore[reportAttributeAccessIssue]
    assert state.get("trys") is None
