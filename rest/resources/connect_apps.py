"""Connect apps: your own, and third-party apps that are authorised to act in your account."""

from collections.abc import Sequence
from typing import Final, Literal, Self, Unpack

from ..objects.collection import Listed
from ..objects.record import Deletable, Fetchable
from ..table.parameters import Listing, Method, Parameters, Url
from ..table.providers import TWILIO_ONLY
from ..table.resource import NO_CONTENT, Operation, Resource
from ..table.values import Json

PATH: Final = "/Accounts/{AccountSid}/ConnectApps"
ONE: Final = PATH + "/{Sid}"
AUTHORIZED: Final = "/Accounts/{AccountSid}/AuthorizedConnectApps"
ONE_AUTHORIZED: Final = AUTHORIZED + "/{ConnectAppSid}"


class UpdateConnectApp(Parameters, total=False):
    """Parameters that change a Connect app."""

    authorize_redirect_url: Url
    """Where users are redirected once they have authorised the app."""
    company_name: str
    """Name of the company."""
    deauthorize_callback_method: Method
    """HTTP method of `deauthorize_callback_url`; POST by default."""
    deauthorize_callback_url: Url
    """Notified when a user withdraws the authorisation."""
    description: str
    """Description of the app."""
    friendly_name: str
    """Name for people."""
    homepage_url: Url
    """Home page."""
    permissions: Literal["get-all", "post-all"] | Sequence[Literal["get-all", "post-all"]]
    """Its permissions."""


class ConnectApp(Fetchable, Deletable):
    """One of your Connect apps."""

    account_sid: str
    authorize_redirect_url: str
    company_name: str
    deauthorize_callback_method: str
    deauthorize_callback_url: str
    description: str
    friendly_name: str
    homepage_url: str
    permissions: list[Json]
    sid: str
    uri: str

    _shown = ("sid", "friendly_name")

    def update(self, **parameters: Unpack[UpdateConnectApp]) -> Self:
        """Change its properties."""
        return self._perform("update", parameters)


class AuthorizedConnectApp(Fetchable):
    """A third-party app that is authorised to act in your account."""

    account_sid: str
    connect_app_company_name: str
    connect_app_description: str
    connect_app_friendly_name: str
    connect_app_homepage_url: str
    connect_app_sid: str
    permissions: list[Json]
    uri: str

    _shown = ("connect_app_sid",)


CONNECT_APPS: Final = Resource(
    "connect_apps",
    ConnectApp,
    PATH,
    ONE,
    "connect_apps",
    (
        Operation("list", "GET", PATH, Listing),
        Operation("fetch", "GET", ONE),
        Operation("update", "POST", ONE, UpdateConnectApp),
        Operation("delete", "DELETE", ONE, success=NO_CONTENT),
    ),
    source="Twilio REST API 2010-04-01: Connect apps",
    providers=TWILIO_ONLY,
    sid_prefix="CN",
)
AUTHORIZED_CONNECT_APPS: Final = Resource(
    "authorized_connect_apps",
    AuthorizedConnectApp,
    AUTHORIZED,
    ONE_AUTHORIZED,
    "authorized_connect_apps",
    (
        Operation("list", "GET", AUTHORIZED, Listing),
        Operation("fetch", "GET", ONE_AUTHORIZED),
    ),
    source="Twilio REST API 2010-04-01: Authorized connect apps",
    providers=TWILIO_ONLY,
    key_property="connect_app_sid",
    sid_prefix="CN",
)


class ConnectApps(Listed[ConnectApp]):
    """The Connect apps of an account."""

    resource = CONNECT_APPS


class AuthorizedConnectApps(Listed[AuthorizedConnectApp]):
    """The third-party apps that are authorised to act in an account."""

    resource = AUTHORIZED_CONNECT_APPS
