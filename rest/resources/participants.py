"""Participants of conferences: muting, holding, coaching, adding and removing them."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Annotated, Final, Required, Self, Unpack

from ..objects.collection import Collection, ListOf
from ..objects.paging import Page
from ..objects.record import Deletable, Fetchable
from ..table.literals import ParticipantStatus
from ..table.parameters import Event, Listing, Method, Only, Parameters, Url
from ..table.providers import TWILIO_ONLY
from ..table.resource import CREATED, NO_CONTENT, Operation, Resource
from .dialing import Dialing

PATH: Final = "/Accounts/{AccountSid}/Conferences/{ConferenceSid}/Participants"
ONE: Final = PATH + "/{CallSid}"


class AddParticipantOptions(Dialing, total=False):
    """The optional parameters of `AddParticipant`."""

    label: str
    """Your own name for the participant, which can address it."""
    muted: bool
    """Whether the participant is muted."""
    beep: str
    """Whether a tone sounds when participants join and leave."""
    start_conference_on_enter: bool
    """Whether the conference starts when this participant joins."""
    end_conference_on_exit: bool
    """Whether the conference ends when this participant leaves."""
    wait_url: Url
    """Music or document while waiting."""
    wait_method: Method
    """HTTP method of `wait_url`; POST by default."""
    early_media: bool
    """Whether the conference hears ringing and messages before the answer."""
    max_participants: int
    """Most participants in the conference."""
    conference_record: str
    """Whether the conference is recorded."""
    conference_trim: str
    """Whether silence in the recording of the conference is trimmed."""
    conference_status_callback: Annotated[Url, Event("conference_status")]
    """Notified of the conference."""
    conference_status_callback_method: Method
    """HTTP method of `conference_status_callback`; POST by default."""
    conference_status_callback_event: str | Sequence[str]
    """Events that `conference_status_callback` is notified of."""
    region: str
    """Region."""
    conference_recording_status_callback: Annotated[Url, Event("recording_status")]
    """Notified of the recording of the conference."""
    conference_recording_status_callback_method: Method
    """HTTP method of `conference_recording_status_callback`; POST by default."""
    conference_recording_status_callback_event: str | Sequence[str]
    """Stages that `conference_recording_status_callback` is notified of."""
    coaching: bool
    """Whether only one other participant hears this one: the one in `call_sid_to_coach`."""
    call_sid_to_coach: str
    """SID of the call that hears this participant."""
    jitter_buffer_size: str
    """Size of the jitter buffer."""
    amd_status_callback: Annotated[Url, Event("amd_status")]
    """Notified of the result of the detection."""
    amd_status_callback_method: Method
    """HTTP method of `amd_status_callback`; POST by default."""
    caller_display_name: str
    """Name shown to the callee."""


class AddParticipant(AddParticipantOptions, total=False):
    """Parameters that add a participant; Twilio only. At SignalWire, place a call whose document joins it."""

    from_: Required[str]
    """Caller or sender: one of your numbers in E.164, a SIP URI or `client:name`."""
    to: Required[str]
    """Callee or receiver: an E.164 number, a SIP URI or `client:name`."""


class ListParticipants(Listing, total=False):
    """Filters for a list of participants."""

    muted: bool
    """Whether the participant is muted."""
    hold: bool
    """Whether the participant is on hold."""
    coaching: Annotated[bool, Only("twilio")]
    """Whether only one other participant hears this one: the one in `call_sid_to_coach`."""


class UpdateParticipant(Parameters, total=False):
    """Parameters that change a participant."""

    call_sid_to_coach: str
    """SID of the call that hears this participant."""
    coaching: bool
    """Whether only one other participant hears this one: the one in `call_sid_to_coach`."""
    announce_method: Method
    """HTTP method of `announce_url`; POST by default."""
    announce_url: Url
    """Document that is played to announce something."""
    hold: bool
    """Whether the participant is on hold."""
    hold_method: Method
    """HTTP method of `hold_url`; POST by default."""
    hold_url: Url
    """Document or audio that is played while on hold."""
    muted: bool
    """Whether the participant is muted."""
    beep: Annotated[bool, Only("signalwire")]
    """Whether a tone sounds when participants join and leave."""
    wait_url: Url
    """Music or document while waiting."""
    wait_method: Method
    """HTTP method of `wait_url`; POST by default."""
    beep_on_exit: Annotated[bool, Only("twilio")]
    """Whether a tone sounds when the participant leaves."""
    end_conference_on_exit: Annotated[bool, Only("twilio")]
    """Whether the conference ends when this participant leaves."""


class Participant(Fetchable, Deletable):
    """A participant of a conference, addressed by the call; deleting it removes the participant."""

    account_sid: str
    call_sid: str
    call_sid_to_coach: str | None
    coaching: bool | None
    conference_sid: str
    date_created: datetime | None
    date_updated: datetime | None
    end_conference_on_exit: bool | None
    muted: bool | None
    hold: bool | None
    start_conference_on_enter: bool | None
    uri: str
    status: ParticipantStatus | None
    hold_url: str | None
    label: str | None
    queue_time: str | None

    _shown = ("call_sid", "status")

    def update(self, **parameters: Unpack[UpdateParticipant]) -> Self:
        """Mute or hold the participant, play an announcement, or change the coaching."""
        return self._perform("update", parameters)


PARTICIPANTS: Final = Resource(
    "conferences.participants",
    Participant,
    PATH,
    ONE,
    "participants",
    (
        Operation("create", "POST", PATH, AddParticipant, success=CREATED, providers=TWILIO_ONLY),
        Operation("list", "GET", PATH, ListParticipants),
        Operation("fetch", "GET", ONE),
        Operation("update", "POST", ONE, UpdateParticipant),
        Operation("delete", "DELETE", ONE, success=NO_CONTENT),
    ),
    source="Compatibility REST API: Participants",
    key_property="call_sid",
    sid_prefix="CA",
)


class Participants(Collection[Participant]):
    """The participants of a conference."""

    resource = PARTICIPANTS

    def create(self, from_: str, to: str, **parameters: Unpack[AddParticipantOptions]) -> Participant:
        """Call somebody into the conference.

        Args:
            from_: Caller or sender: one of your numbers in E.164, a SIP URI or `client:name`.
            to: Callee or receiver: an E.164 number, a SIP URI or `client:name`.
            parameters: The others, by name.

        Raises:
            NotOffered: Only Twilio does this.
            OutcomeUnknown: The answer was lost; it may have happened.
        """
        return self._create({"from_": from_, "to": to, **parameters})

    def stream(self, **filters: Unpack[ListParticipants]) -> Iterator[Participant]:
        """Yield the participants, fetching page after page as they are needed."""
        return self._pages(filters).records()

    def page(self, **filters: Unpack[ListParticipants]) -> Page[Participant]:
        """Fetch one page of the participants."""
        return self._pages(filters).first()

    def list(self, **filters: Unpack[ListParticipants]) -> ListOf[Participant]:
        """Fetch the participants of all pages, up to `limit`."""
        return list(self.stream(**filters))
