"""Events of calls: the requests that the provider made for them, and what they were answered with."""

from typing import Final

from ..objects.collection import Listed
from ..objects.record import Record
from ..table.parameters import Listing
from ..table.providers import TWILIO_ONLY
from ..table.resource import Operation, Resource
from ..table.values import Json

PATH: Final = "/Accounts/{AccountSid}/Calls/{CallSid}/Events"


class CallRequest(Record):
    """One request of a call and its answer, each as the provider describes it."""

    request: dict[str, Json] | None
    response: dict[str, Json] | None

    _shown = ()


CALL_EVENTS: Final = Resource(
    "calls.events",
    CallRequest,
    PATH,
    None,
    "events",
    (Operation("list", "GET", PATH, Listing),),
    source="Twilio REST API 2010-04-01: Call events",
    providers=TWILIO_ONLY,
)


class CallEvents(Listed[CallRequest]):
    """The requests that were made for a call."""

    resource = CALL_EVENTS
