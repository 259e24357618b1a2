"""Accounts, which SignalWire calls projects, and their subaccounts."""

from collections.abc import Iterator
from datetime import datetime
from typing import Annotated, Final, Literal, Self, Unpack

from ..objects.collection import Collection, ListOf
from ..objects.paging import Page
from ..objects.record import Fetchable
from ..table.literals import AccountStatus
from ..table.parameters import Listing, Only, Parameters
from ..table.resource import CREATED, Operation, Resource
from ..table.values import Json
from .scope import Scope

PATH: Final = "/Accounts"
ONE: Final = PATH + "/{Sid}"


class CreateAccount(Parameters, total=False):
    """Parameters that make a subaccount."""

    friendly_name: str
    """Name for people; by default one with the date."""


class ListAccounts(Listing, total=False):
    """Filters for a list of accounts."""

    friendly_name: str
    """Only those with exactly this name."""
    status: Annotated[AccountStatus, Only("twilio")]
    """Only those in this state."""


class UpdateAccount(Parameters, total=False):
    """Parameters that change an account."""

    friendly_name: str
    """Name for people."""
    status: Annotated[AccountStatus, Only("twilio")]
    """`suspended`, `active` again, or `closed`, which is final."""


class Account(Fetchable, Scope):
    """An account, or the address of one; all its collections are below it."""

    auth_token: str
    date_created: datetime | None
    date_updated: datetime | None
    friendly_name: str
    sid: str
    status: AccountStatus
    subresource_uris: dict[str, Json]
    type: Literal["Trial", "Full"]
    uri: str
    owner_account_sid: str | None
    region_preference: str | None
    subproject: bool | None
    signing_key: str | None

    def update(self, **parameters: Unpack[UpdateAccount]) -> Self:
        """Rename, suspend, reactivate or close the account."""
        return self._perform("update", parameters)

    def _path_values(self) -> dict[str, str]:
        return {"AccountSid": self._id() or ""}


ACCOUNTS: Final = Resource(
    "accounts",
    Account,
    PATH,
    ONE,
    "accounts",
    (
        Operation("create", "POST", PATH, CreateAccount, success=CREATED),
        Operation("list", "GET", PATH, ListAccounts),
        Operation("fetch", "GET", ONE),
        Operation("update", "POST", ONE, UpdateAccount),
    ),
    source="Compatibility REST API: Accounts",
    sid_prefix="AC",
)


class Accounts(Collection[Account]):
    """The account that authenticates, and its subaccounts."""

    resource = ACCOUNTS

    def create(self, **parameters: Unpack[CreateAccount]) -> Account:
        """Make a subaccount.

        Raises:
            OutcomeUnknown: The answer was lost; it may have happened.
        """
        return self._create(parameters)

    def stream(self, **filters: Unpack[ListAccounts]) -> Iterator[Account]:
        """Yield the accounts, fetching page after page as they are needed."""
        return self._pages(filters).records()

    def page(self, **filters: Unpack[ListAccounts]) -> Page[Account]:
        """Fetch one page of the accounts."""
        return self._pages(filters).first()

    def list(self, **filters: Unpack[ListAccounts]) -> ListOf[Account]:
        """Fetch the accounts of all pages, up to `limit`."""
        return list(self.stream(**filters))
