"""Numbers imported from another carrier."""

from collections.abc import Sequence
from typing import Annotated, Final, Literal, Required, Unpack

from ..objects.collection import Collection
from ..table.parameters import Parameters, Wire
from ..table.providers import SIGNALWIRE_ONLY
from ..table.resource import CREATED, Operation, Resource
from .numbers import IncomingPhoneNumber

PATH: Final = "/Accounts/{AccountSid}/ImportedPhoneNumbers"


class ImportNumber(Parameters, total=False):
    """Parameters that import a number."""

    number: Required[Annotated[str, Wire("number")]]
    """Number to import, in E.164."""
    number_type: Required[Annotated[Literal["longcode", "tollfree"], Wire("number_type")]]
    """Kind of number."""
    capabilities: Annotated[
        Literal["sms", "voice", "fax", "mms"] | Sequence[Literal["sms", "voice", "fax", "mms"]], Wire("capabilities")
    ]
    """What the number is used for; everything by default."""


class ImportedPhoneNumber(IncomingPhoneNumber):
    """A number that was imported."""


IMPORTED_PHONE_NUMBERS: Final = Resource(
    "imported_phone_numbers",
    ImportedPhoneNumber,
    PATH,
    None,
    None,
    (Operation("create", "POST", PATH, ImportNumber, success=CREATED),),
    source="Compatibility REST API: Imported phone numbers, current edition",
    suffix="",
    providers=SIGNALWIRE_ONLY,
)


class ImportedPhoneNumbers(Collection[ImportedPhoneNumber]):
    """Numbers to import."""

    resource = IMPORTED_PHONE_NUMBERS

    def create(self, **parameters: Unpack[ImportNumber]) -> ImportedPhoneNumber:
        """Import a number from another carrier."""
        return self._create(parameters)
