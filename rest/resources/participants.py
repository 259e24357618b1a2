"""Participants of conferences: muting, holding, coaching, adding and removing them."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Annotated, Final, Self, Unpack

from ..objects.collection import Collection, ListOf
from ..objects.paging import Page
from ..objects.record import Deletable, Fetchable
from ..table.literals import ParticipantStatus
from ..table.parameters import Listing, Method, Only, Parameters, Url
from ..table.providers import TWILIO_ONLY
from ..table.resource import CREATED, NO_CONTENT, Operation, Resource
from .dialing import Dialing

PATH: Final = "/Accounts/{AccountSid}/Conferences/{ConferenceSid}/Participants"
ONE: Final = PATH + "/{CallSid}"


class AddParticipant(Dialing, total=False):
    """Whom to add and how; Twilio only. Elsewhere a call whose document joins the conference does it."""

    label: str
    """A name of your own by which the participant can be addressed."""
    muted: bool
    """Whether muted."""
    beep: str
    """Whether a tone marks coming and going."""
    start_conference_on_enter: bool
    """Whether the conference begins when this participant enters."""
    end_conference_on_exit: bool
    """Whether the conference ends when this participant leaves."""
    wait_url: Url
    """Music or document while waiting."""
    wait_method: Method
    """How `wait_url` is fetched; POST unless set."""
    early_media: bool
    """Whether sound before the answer is let through."""
    max_participants: int
    """Most participants."""
    conference_record: str
    """Whether the conference is recorded."""
    conference_trim: str
    """Whether silence in the recording of the conference is cut."""
    conference_status_callback: Url
    """Told about the conference."""
    conference_status_callback_method: Method
    """How `conference_status_callback` is told; POST unless set."""
    conference_status_callback_event: str | Sequence[str]
    """Which events `conference_status_callback` hears of."""
    region: str
    """Region."""
    conference_recording_status_callback: Url
    """Told about the recording of the conference."""
    conference_recording_status_callback_method: Method
    """How `conference_recording_status_callback` is told; POST unless set."""
    conference_recording_status_callback_event: str | Sequence[str]
    """Which stages `conference_recording_status_callback` hears of."""
    coaching: bool
    """Whether this participant is heard by one other only, named in `call_sid_to_coach`."""
    call_sid_to_coach: str
    """The one participant that hears this one."""
    jitter_buffer_size: str
    """Size of the jitter buffer."""
    amd_status_callback: Url
    """Told the result of the detection."""
    amd_status_callback_method: Method
    """How `amd_status_callback` is told; POST unless set."""
    caller_display_name: str
    """Name shown to the callee."""


class ListParticipants(Listing, total=False):
    """Which participants to list."""

    muted: bool
    """Whether muted."""
    hold: bool
    """Whether on hold."""
    coaching: Annotated[bool, Only("twilio")]
    """Whether this participant is heard by one other only, named in `call_sid_to_coach`."""


class UpdateParticipant(Parameters, total=False):
    """What can be changed for a participant."""

    call_sid_to_coach: str
    """The one participant that hears this one."""
    coaching: bool
    """Whether this participant is heard by one other only, named in `call_sid_to_coach`."""
    announce_method: Method
    """How `announce_url` is fetched; POST unless set."""
    announce_url: Url
    """Document that is played as an announcement."""
    hold: bool
    """Whether on hold."""
    hold_method: Method
    """How `hold_url` is fetched; POST unless set."""
    hold_url: Url
    """Document or sound played while on hold."""
    muted: bool
    """Whether muted."""
    beep: Annotated[bool, Only("signalwire")]
    """Whether a tone marks coming and going."""
    wait_url: Url
    """Music or document while waiting."""
    wait_method: Method
    """How `wait_url` is fetched; POST unless set."""
    beep_on_exit: Annotated[bool, Only("twilio")]
    """Whether a tone marks the going."""
    end_conference_on_exit: Annotated[bool, Only("twilio")]
    """Whether the conference ends when this participant leaves."""


class Participant(Fetchable, Deletable):
    """Somebody in a conference, addressed by the call; deleting removes them from it."""

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
        """Mute, hold, announce to or let coach this participant."""
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
    sid_prefix="CA",
)


class Participants(Collection[Participant]):
    """Who takes part in a conference."""

    resource = PARTICIPANTS

    def create(self, **parameters: Unpack[AddParticipant]) -> Participant:
        """Call somebody into the conference.

        Raises:
            NotOffered: Only Twilio does this.
            OutcomeUnknown: It may have happened or not.
        """
        return self._create(parameters)

    def stream(self, **filters: Unpack[ListParticipants]) -> Iterator[Participant]:
        """Yield the participants, fetching page after page as they are needed."""
        return self._pages(filters).records()

    def page(self, **filters: Unpack[ListParticipants]) -> Page[Participant]:
        """Fetch one page of the participants."""
        return self._pages(filters).first()

    def list(self, **filters: Unpack[ListParticipants]) -> ListOf[Participant]:
        """Fetch the participants of all pages, up to `limit`."""
        return list(self.stream(**filters))
