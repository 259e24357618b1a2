"""Where the REST APIs of the two providers differ, as a row per provider. Knows nothing of how the rows are used.

Paths, status codes and who offers what stand in the rows of `rest`. Source: REST reference, resources and paging.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from rest.table.providers import ProviderName

from .page_shapes import Page, PageShape, in_meta, with_total
from .store import Record

_NONE: Final[frozenset[str]] = frozenset()


@dataclass(frozen=True, slots=True)
class Api:
    """How one provider's API writes records and pages.

    Args:
        more_info: The URL about an error, with `{code}` in it.
        absent: The properties that its records lack, by resource.
        page_shapes: Makes a page of some resources out of a plain one.
        directions: The direction of a call, by that of the leg.
        count: How a count or a number of seconds is written in calls and messages.
        recorded_seconds: How the length of a recording is written; None where nothing was kept.
        participant_status: The status of somebody in a conference.
        message_suffix: The end of the URIs of messages.
        conferences_by_name: Whether a conference that runs is found by its name, too.
        numbers_that_call: The resource that has the numbers which outbound calls come from.
        lists_links: Whether its specification lists the links of its records.
        updates_with_text: Whether a live call can be given a document as text.
        answers_too: Operations that it answers though its pages do not have them, since its records link them.
        refusal: The HTTP status of a refusal of parameters; its body says 400 at both.
        wrong_method: Status and code for a path that is known with another method; None for those of an unknown one.
        page_suffix: The end of the addresses of pages.
        channels: How the number of channels of a recording is written.
    """

    more_info: str
    absent: Mapping[str, frozenset[str]]
    page_shapes: Mapping[str, PageShape]
    directions: Mapping[str, str]
    count: Callable[[int], object]
    recorded_seconds: Callable[[int | None], object]
    participant_status: str
    message_suffix: str
    conferences_by_name: bool
    page_suffix: str
    channels: Callable[[int], object]
    numbers_that_call: str
    lists_links: bool
    updates_with_text: bool
    answers_too: frozenset[tuple[str, str]]
    refusal: int
    wrong_method: tuple[int, int] | None

    def record(self, resource: str, body: Record) -> Record:
        """The properties of a record that this provider has."""
        left_out = self.absent.get(resource, _NONE)
        return {name: value for name, value in body.items() if name not in left_out}

    def listing(self, body: Page) -> Page:
        """A page whose addresses have the form that this provider's have."""
        if self.page_suffix:
            return body
        return {
            name: value.replace(".json?", "?", 1) if isinstance(value, str) else value for name, value in body.items()
        }

    def page(self, resource: str, body: Page, total: int) -> Page:
        """A plain page in the shape that this resource's pages have."""
        shape = self.page_shapes.get(resource)
        return body if shape is None else shape(body, total)


API: Final[Mapping[ProviderName, Api]] = {
    "signalwire": Api(
        more_info="https://developer.signalwire.com/compatibility-api/reference/error-codes",
        absent={
            "applications": frozenset({"public_application_connect_enabled"}),
            "available_phone_numbers.local": frozenset({"address_requirements"}),
            "available_phone_numbers.toll_free": frozenset({"address_requirements"}),
            "calls": frozenset({"queue_time", "trunk_sid"}),
            "calls.recordings": frozenset({"track", "media_url"}),
            "conferences": frozenset({"call_sid_ending_conference", "reason_conference_ended"}),
            "conferences.participants": frozenset({"label", "queue_time"}),
            "conferences.recordings": frozenset({"track", "media_url"}),
            "incoming_phone_numbers": frozenset(
                {"bundle_sid", "emergency_address_status", "status", "type", "voice_receive_mode"}
            ),
            "recordings": frozenset({"track", "media_url", "formats"}),
        },
        page_shapes={
            "faxes": in_meta,
            "incoming_phone_numbers": with_total,
            "transcriptions": with_total,
            "queues": with_total,
            "queues.members": with_total,
        },
        directions={"inbound": "inbound", "outbound-api": "outbound", "outbound-dial": "outbound"},
        count=lambda number: number,
        recorded_seconds=lambda seconds: seconds,
        participant_status="in-progress",
        message_suffix="",  # source: REST reference, paging.exceptions
        conferences_by_name=False,
        page_suffix="",  # source: answers recorded in signalwire-ruby and signalwire-node
        channels=str,  # source: answers recorded in signalwire-ruby
        numbers_that_call="incoming_phone_numbers",  # source: recorded answers
        lists_links=False,
        updates_with_text=False,  # source: Compatibility REST API, Update a call
        answers_too=frozenset({("calls.recordings", "list"), ("outgoing_caller_ids", "list")}),
        refusal=422,  # source: answers recorded in public tests, code "21717" with HTTP 422; REST reference, error_body
        wrong_method=None,
    ),
    "twilio": Api(
        more_info="https://www.twilio.com/docs/errors/{code}",
        absent={
            "accounts": frozenset({"region_preference", "signing_key", "subproject"}),
            "applications": frozenset({"sms_status_callback_method"}),
            "calls": frozenset(
                {"annotation", "url", "formatted_from", "formatted_to", "sip_result_code"}
                | {"audio_in_mos", "audio_out_jitter_avg", "audio_out_jitter_max", "audio_out_jitter_min"}
                | {"audio_out_lost", "audio_rtt_avg", "audio_rtt_max", "audio_rtt_min"}
            ),
            "calls.recordings": frozenset({"channel", "end_time", "subresource_uris", "trim", "media_url"}),
            "conferences.participants": frozenset({"hold_url"}),
            "conferences.recordings": frozenset({"channel", "end_time", "subresource_uris", "trim", "media_url"}),
            "incoming_phone_numbers": frozenset({"account_id", "country_code", "verification_status"}),
            "queues": frozenset({"api_version"}),
            "recordings": frozenset({"channel", "end_time", "trim", "track"}),
        },
        page_shapes={},
        directions={"inbound": "inbound", "outbound-api": "outbound-api", "outbound-dial": "outbound-dial"},
        count=str,
        recorded_seconds=lambda seconds: str(-1 if seconds is None else seconds),
        participant_status="connected",
        message_suffix=".json",
        conferences_by_name=True,
        page_suffix=".json",
        channels=lambda number: number,
        numbers_that_call="outgoing_caller_ids",  # source: Twilio's specification, phone_number_sid of a call
        lists_links=True,
        updates_with_text=True,
        answers_too=frozenset(),
        refusal=400,
        wrong_method=(405, 20004),  # source: Twilio's error dictionary, 20004
    ),
}
