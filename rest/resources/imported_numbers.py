"""Numbers imported from another carrier."""

from collections.abc import Sequence
from typing import Annotated, Final, Literal, Required, Unpack

from ..objects.collection import Collection
from ..table.parameters import Parameters, Wire
from ..table.providers import SIGNALWIRE_ONLY
from ..table.resource import CREATED, Operation, Resource
from .numbers import IncomingPhoneNumber

PATH: Final = "/Accounts/{AccountSid}/ImportedPhoneNumbers"


class ImportNumberOptions(Parameters, total=False):
    """The optional parameters of `ImportNumber`."""

    capabilities: Annotated[
        Literal["sms", "voice", "fax", "mms"] | Sequence[Literal["sms", "voice", "fax", "mms"]], Wire("capabilities")
    ]
    """What the number is used for; everything by default."""


class ImportNumber(ImportNumberOptions, total=False):
    """Parameters that import a number."""

    number: Required[Annotated[str, Wire("number")]]
    """Number to import, in E.164."""
    number_type: Required[Annotated[Literal["longcode", "tollfree"], Wire("number_type")]]
    """Kind of number."""


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

    def create(
        self, number: str, number_type: Literal["longcode", "tollfree"], **parameters: Unpack[ImportNumberOptions]
    ) -> ImportedPhoneNumber:
        """Import a number from another carrier.

        Args:
            number: Number to import, in E.164.
            number_type: Kind of number.
            parameters: The others, by name.
        """
        return self._create({"number": number, "number_type": number_type, **parameters})
