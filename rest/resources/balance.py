"""The balance of an account."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from ..http.gateway import Gateway
from ..objects.record import Singleton
from ..table.providers import TWILIO_ONLY
from ..table.resource import Operation, Resource

PATH: Final = "/Accounts/{AccountSid}/Balance"


class Balance(Singleton):
    """The balance of an account, in its currency."""

    account_sid: str | None
    balance: Decimal | None
    currency: str | None

    _shown = ("currency",)


BALANCE: Final = Resource(
    "balance",
    Balance,
    PATH,
    None,
    None,
    (Operation("fetch", "GET", PATH),),
    source="Twilio REST API 2010-04-01: Balance",
    providers=TWILIO_ONLY,
)


def the_balance(gateway: Gateway, where: Mapping[str, str]) -> Balance:
    """The balance of an account."""
    return Balance(gateway, BALANCE, where, None)
