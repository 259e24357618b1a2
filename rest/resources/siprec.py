"""SIPREC sessions: the audio of a call, sent to a recorder of another company while it is under way."""

from datetime import datetime
from typing import Annotated, Final, Literal, Required, Self, Unpack

from ..objects.collection import Collection
from ..objects.record import Record
from ..table.literals import StreamStatus, StreamTrack
from ..table.parameters import Event, Method, Parameters, Url
from ..table.providers import TWILIO_ONLY
from ..table.resource import Operation, Resource
from .numbered_pairs import NumberedPairs

PATH: Final = "/Accounts/{AccountSid}/Calls/{CallSid}/Siprec"
ONE: Final = PATH + "/{Sid}"


class CreateSiprec(NumberedPairs, total=False):
    """Parameters that start a SIPREC session."""

    name: str
    """Name by which the session can be addressed."""
    connector_name: str
    """Unique name of the connector."""
    track: StreamTrack
    """Side of the call that is sent; `both_tracks` by default."""
    status_callback: Annotated[Url, Event("siprec_status")]
    """Notified of the stages of the session."""
    status_callback_method: Method
    """HTTP method of `status_callback`; POST by default."""


class UpdateSiprec(Parameters, total=False):
    """Parameters that change a SIPREC session."""

    status: Required[Literal["stopped"]]
    """`stopped` ends the session."""


class SiprecSession(Record):
    """A SIPREC session of a call."""

    sid: str | None
    account_sid: str | None
    call_sid: str | None
    name: str | None
    status: StreamStatus
    date_updated: datetime | None
    uri: str | None

    def update(self, status: Literal["stopped"], **parameters: Unpack[Parameters]) -> Self:
        """Stop the session.

        Args:
            status: `stopped` ends the session.
            parameters: Only `extra`.
        """
        return self._perform("update", {"status": status, **parameters})


SIPREC: Final = Resource(
    "calls.siprec",
    SiprecSession,
    PATH,
    ONE,
    None,
    (
        Operation("create", "POST", PATH, CreateSiprec),
        Operation("update", "POST", ONE, UpdateSiprec),
    ),
    source="Twilio REST API 2010-04-01: Siprec",
    providers=TWILIO_ONLY,
    sid_prefix="SR",
)


class SiprecSessions(Collection[SiprecSession]):
    """The SIPREC sessions of a call."""

    resource = SIPREC

    def create(self, **parameters: Unpack[CreateSiprec]) -> SiprecSession:
        """Start a SIPREC session; the call must be under way."""
        return self._create(parameters)
