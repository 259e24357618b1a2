"""Payments: card or bank data that a caller types while an agent stays on the line."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Final, Required, Self, Unpack

from ..objects.collection import Collection
from ..objects.record import Record
from ..table.literals import BankAccount, PaymentCapture, PaymentEnd, PaymentMethod, PaymentToken
from ..table.parameters import Amount, Kind, Parameters, Url
from ..table.providers import TWILIO_ONLY
from ..table.resource import ACCEPTED, CREATED, Operation, Resource
from ..table.values import Json

PATH: Final = "/Accounts/{AccountSid}/Calls/{CallSid}/Payments"
ONE: Final = PATH + "/{Sid}"


class CreatePaymentOptions(Parameters, total=False):
    """The optional parameters of `CreatePayment`."""

    bank_account_type: BankAccount
    """Kind of bank account; `consumer-checking` by default."""
    charge_amount: Amount
    """Amount to charge, below a million; without one, or with 0, the card is only stored as a token."""
    currency: str
    """Currency of `charge_amount`, in three letters; USD by default."""
    description: str
    """Text that the payment processor shows with the payment."""
    input: str
    """What the caller may answer with; only `dtmf` is supported."""
    min_postal_code_length: int
    """Digits that a postal code has at least."""
    parameter: Annotated[Mapping[str, Json] | str, Kind("object")]
    """Further values for the payment processor: one object without objects in it, or its JSON."""
    payment_connector: str
    """Unique name of the connector; `Default` unless set."""
    payment_method: PaymentMethod
    """Card or bank account; `credit-card` by default."""
    postal_code: bool
    """Whether the caller is asked for a postal code; by default so."""
    security_code: bool
    """Whether the caller is asked for the card's security code; by default so."""
    timeout: int
    """Seconds that the caller has for each key; 5 by default."""
    token_type: PaymentToken
    """Kind of token; `reusable` by default."""
    valid_card_types: str
    """Kinds of cards that are taken, separated by spaces; `visa mastercard amex` by default."""


class CreatePayment(CreatePaymentOptions, total=False):
    """Parameters that begin a payment."""

    idempotency_key: Required[str]
    """A new text for each request; a request that is sent twice with the same one has its effect once."""
    status_callback: Required[Url]
    """Notified of the stages of the payment."""


class UpdatePaymentOptions(Parameters, total=False):
    """The optional parameters of `UpdatePayment`."""

    capture: PaymentCapture
    """What the caller is to type next."""
    status: PaymentEnd
    """`complete` makes the payment, `cancel` gives it up."""


class UpdatePayment(UpdatePaymentOptions, total=False):
    """Parameters that lead a payment on."""

    idempotency_key: Required[str]
    """A new text for each request; a request that is sent twice with the same one has its effect once."""
    status_callback: Required[Url]
    """Notified of the stages of the payment."""


class Payment(Record):
    """A payment under way."""

    account_sid: str | None
    call_sid: str | None
    sid: str | None
    date_created: datetime | None
    date_updated: datetime | None
    uri: str | None

    _shown = ("sid",)

    def update(self, idempotency_key: str, status_callback: Url, **parameters: Unpack[UpdatePaymentOptions]) -> Self:
        """Ask for the next piece of data, complete the payment, or cancel it.

        Args:
            idempotency_key: A new text for each request; one that is sent twice with the same has its effect once.
            status_callback: Notified of the stages of the payment.
            parameters: The others, by name.
        """
        required = {"idempotency_key": idempotency_key, "status_callback": status_callback}
        return self._perform("update", {**required, **parameters})


PAYMENTS: Final = Resource(
    "calls.payments",
    Payment,
    PATH,
    ONE,
    None,
    (
        Operation("create", "POST", PATH, CreatePayment, success=CREATED),
        Operation("update", "POST", ONE, UpdatePayment, success=ACCEPTED),
    ),
    source="Twilio REST API 2010-04-01: Payments",
    providers=TWILIO_ONLY,
    sid_prefix="PK",
)


class Payments(Collection[Payment]):
    """The payments of a call."""

    resource = PAYMENTS

    def create(self, idempotency_key: str, status_callback: Url, **parameters: Unpack[CreatePaymentOptions]) -> Payment:
        """Begin a payment; the call must be under way.

        Args:
            idempotency_key: A new text for each request; one that is sent twice with the same has its effect once.
            status_callback: Notified of the stages of the payment.
            parameters: The others, by name.
        """
        required = {"idempotency_key": idempotency_key, "status_callback": status_callback}
        return self._create({**required, **parameters})
