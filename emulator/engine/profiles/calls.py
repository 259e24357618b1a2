"""How the providers run calls: what answers, dials, records, gathers and pays, and what REST may change.

Source: call semantics reference, chapters 2 to 9; webhook reference, requests.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from rest.table.providers import ProviderName

COMMON_EVENTS: Final = frozenset({"start", "end", "join", "leave", "mute", "hold", "speaker"})


@dataclass(frozen=True, slots=True)
class Calls:
    """How one provider runs calls.

    Args:
        geography: The address parameters that are sent with a place beside them.
        number_status_is_a_summary: The status callback of a number carries a summary of the call, made at its end.
        zero_duration: Whether a call that nobody answered has a CallDuration, of 0.
        unfetchable_inbound: The status of an inbound call without a document.
        plays_error_message: Whether the caller hears of a failed document.
        cancel_in_progress_fails: Whether REST refuses to cancel a call in progress, instead of ignoring that.
        ended_code: The code with which REST refuses another status for a call that has ended.
        digits_skip_detection: Whether nothing is detected where a placed call sends digits.
        unknown_verb: The code for an element that cannot stand where it is.
        unknown_verbs: Verbs of the union of both dialects that this provider does not know.
        answered: The statuses that the callbacks of the answered event carry, one request each.
        endless_rounds: How often Play with `loop="0"` plays; None for as long as the call lasts.
    """

    geography: tuple[str, ...]
    number_status_is_a_summary: bool
    zero_duration: bool
    unfetchable_inbound: Literal["completed", "failed"]
    plays_error_message: bool
    cancel_in_progress_fails: bool
    ended_code: int
    digits_skip_detection: bool
    unknown_verb: int
    unknown_verbs: frozenset[str]
    endless_rounds: int | None
    answered: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Dials:
    """How one provider dials.

    Args:
        action_after_update: Whether the action is still requested once a live update has taken the caller away.
        mixes_sip: Whether SIP parties may be dialled beside others.
        default_scheme: What is put before a SIP address without a scheme.
        sip_headers: Which headers of a SIP URI are sent.
        conference_events: Words that a conference's statusCallbackEvent may have.
        conference_recording_events: Events of a conference's recording where the document names none.
    """

    action_after_update: bool
    mixes_sip: bool
    default_scheme: str
    sip_headers: re.Pattern[str]
    conference_events: frozenset[str]
    conference_recording_events: str


@dataclass(frozen=True, slots=True)
class Inputs:
    """How one provider takes keys, speech and recordings from a caller.

    Args:
        several_finish_keys: Whether Gather's finishOnKey may hold more than one key.
        models_without_auto: Values of speechModel that do not go with `speechTimeout="auto"`.
        shortest_record: The least maxLength of Record, in seconds.
        transcribes: The lengths in seconds that are transcribed; None for any.
        keeps_silence: Whether a Record in which nobody spoke is kept, and its URL sent.
        updated_record_needs_action: Whether a Record in a live update must name an action.
        duration_while_running: Whether the status of a recording that runs has a duration, of 0.
        payment_timeout: The ErrorType of an input that did not come.
    """

    several_finish_keys: bool
    models_without_auto: frozenset[str]
    shortest_record: int
    transcribes: range | None
    keeps_silence: bool
    updated_record_needs_action: bool
    duration_while_running: bool
    payment_timeout: str


CALLS: Final[Mapping[ProviderName, Calls]] = {
    "signalwire": Calls(
        geography=(),
        number_status_is_a_summary=True,
        zero_duration=False,
        unfetchable_inbound="failed",
        plays_error_message=False,
        cancel_in_progress_fails=True,
        ended_code=10000,
        digits_skip_detection=False,
        unknown_verb=13750,
        unknown_verbs=frozenset(),
        endless_rounds=None,
        answered=("answered", "in-progress"),  # source: signalwire/docs-legacy, issue 804
    ),
    "twilio": Calls(
        geography=("From", "To", "Caller", "Called"),
        number_status_is_a_summary=False,
        zero_duration=True,
        unfetchable_inbound="completed",
        plays_error_message=True,
        cancel_in_progress_fails=False,
        ended_code=21220,
        digits_skip_detection=True,
        unknown_verb=12200,
        unknown_verbs=frozenset({"Denoise"}),
        endless_rounds=1000,
        answered=("in-progress",),
    ),
}

DIALS: Final[Mapping[ProviderName, Dials]] = {
    "signalwire": Dials(
        action_after_update=False,
        mixes_sip=False,
        default_scheme="",
        sip_headers=re.compile(".*", re.DOTALL),
        conference_events=COMMON_EVENTS,
        conference_recording_events="completed failed",
    ),
    "twilio": Dials(
        action_after_update=True,
        mixes_sip=True,
        default_scheme="sip:",
        sip_headers=re.compile(
            "x-.*|user-to-user|remote-party-id|p-preferred-identity|p-called-party-id", re.IGNORECASE | re.DOTALL
        ),
        conference_events=COMMON_EVENTS | {"modify", "announcement"},
        conference_recording_events="completed",
    ),
}

INPUTS: Final[Mapping[ProviderName, Inputs]] = {
    "signalwire": Inputs(
        several_finish_keys=True,
        models_without_auto=frozenset(),
        shortest_record=0,
        transcribes=None,
        keeps_silence=False,
        updated_record_needs_action=False,
        duration_while_running=True,
        payment_timeout="timeout",
    ),
    "twilio": Inputs(
        several_finish_keys=False,
        models_without_auto=frozenset({"default"}),
        shortest_record=2,
        transcribes=range(2, 121),
        keeps_silence=True,
        updated_record_needs_action=True,
        duration_while_running=False,
        payment_timeout="input-timeout",
    ),
}
