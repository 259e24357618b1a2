"""What add-ons found in recordings: results, their payloads, and where the data of a payload is."""

from datetime import datetime
from typing import Final

from ..objects.collection import Listed
from ..objects.record import Deletable, Fetchable, Singleton
from ..table.literals import AddOnStatus
from ..table.parameters import Listing
from ..table.providers import TWILIO_ONLY
from ..table.resource import NO_CONTENT, TEMPORARY_REDIRECT, Operation, Resource
from ..table.values import Json

PATH: Final = "/Accounts/{AccountSid}/Recordings/{ReferenceSid}/AddOnResults"
ONE: Final = PATH + "/{Sid}"
PAYLOADS_PATH: Final = PATH + "/{AddOnResultSid}/Payloads"
PAYLOAD: Final = PAYLOADS_PATH + "/{Sid}"
DATA: Final = PAYLOADS_PATH + "/{PayloadSid}/Data"


class AddOnData(Singleton):
    """Where the data of a payload can be fetched."""

    redirect_to: str | None

    _shown = ()


ADD_ON_DATA: Final = Resource(
    "recordings.add_on_results.payloads.data",
    AddOnData,
    DATA,
    None,
    None,
    (Operation("fetch", "GET", DATA, success=TEMPORARY_REDIRECT),),
    source="Twilio REST API 2010-04-01: Data of payloads of add-on results",
    providers=TWILIO_ONLY,
)


class AddOnPayload(Fetchable, Deletable):
    """One part of what an add-on found in a recording."""

    sid: str | None
    add_on_result_sid: str | None
    account_sid: str | None
    label: str | None
    add_on_sid: str | None
    add_on_configuration_sid: str | None
    content_type: str | None
    date_created: datetime | None
    date_updated: datetime | None
    reference_sid: str | None
    subresource_uris: dict[str, Json] | None

    _shown = ("sid", "label")

    @property
    def data(self) -> AddOnData:
        """Where the data of this payload can be fetched."""
        return self._single_below(AddOnData, ADD_ON_DATA, "PayloadSid")


ADD_ON_PAYLOADS: Final = Resource(
    "recordings.add_on_results.payloads",
    AddOnPayload,
    PAYLOADS_PATH,
    PAYLOAD,
    "payloads",
    (
        Operation("list", "GET", PAYLOADS_PATH, Listing),
        Operation("fetch", "GET", PAYLOAD),
        Operation("delete", "DELETE", PAYLOAD, success=NO_CONTENT),
    ),
    source="Twilio REST API 2010-04-01: Payloads of add-on results",
    providers=TWILIO_ONLY,
    sid_prefix="XH",
)


class AddOnPayloads(Listed[AddOnPayload]):
    """The payloads of an add-on's result."""

    resource = ADD_ON_PAYLOADS


class AddOnResult(Fetchable, Deletable):
    """What an add-on found in a recording."""

    sid: str | None
    account_sid: str | None
    status: AddOnStatus
    add_on_sid: str | None
    add_on_configuration_sid: str | None
    date_created: datetime | None
    date_updated: datetime | None
    date_completed: datetime | None
    reference_sid: str | None
    subresource_uris: dict[str, Json] | None

    @property
    def payloads(self) -> AddOnPayloads:
        """The payloads of this result."""
        return self._collection_below(AddOnPayloads, "AddOnResultSid")


ADD_ON_RESULTS: Final = Resource(
    "recordings.add_on_results",
    AddOnResult,
    PATH,
    ONE,
    "add_on_results",
    (
        Operation("list", "GET", PATH, Listing),
        Operation("fetch", "GET", ONE),
        Operation("delete", "DELETE", ONE, success=NO_CONTENT),
    ),
    source="Twilio REST API 2010-04-01: Add-on results of recordings",
    providers=TWILIO_ONLY,
    sid_prefix="XR",
)


class AddOnResults(Listed[AddOnResult]):
    """What add-ons found in a recording."""

    resource = ADD_ON_RESULTS
