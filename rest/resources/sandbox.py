"""The sandbox: a number that all trial accounts shared. Twilio retired it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final, Self, Unpack

from ..http.gateway import Gateway
from ..objects.record import Singleton
from ..table.parameters import Method, Parameters, Url
from ..table.providers import TWILIO_ONLY
from ..table.resource import Operation, Resource

PATH: Final = "/Accounts/{AccountSid}/Sandbox"


class UpdateSandbox(Parameters, total=False):
    """Parameters that change the sandbox."""

    voice_url: Url
    """Fetched when a call comes in."""
    voice_method: Method
    """HTTP method of `voice_url`; POST by default."""
    sms_url: Url
    """Fetched when a message comes in."""
    sms_method: Method
    """HTTP method of `sms_url`; POST by default."""
    status_callback: Url
    """Notified of the stages of calls."""
    status_callback_method: Method
    """HTTP method of `status_callback`; POST by default."""


class Sandbox(Singleton):
    """The sandbox of an account."""

    date_created: datetime | None
    date_updated: datetime | None
    pin: str
    account_sid: str
    phone_number: str
    application_sid: str
    api_version: str
    voice_url: str
    voice_method: str
    sms_url: str
    sms_method: str
    status_callback: str
    status_callback_method: str
    uri: str

    def update(self, **parameters: Unpack[UpdateSandbox]) -> Self:
        """Change its URLs."""
        return self._perform("update", parameters)


SANDBOX: Final = Resource(
    "sandbox",
    Sandbox,
    PATH,
    None,
    None,
    (
        Operation("fetch", "GET", PATH, former=True),
        Operation("update", "POST", PATH, UpdateSandbox, former=True),
    ),
    source="Twilio REST API 2010-04-01: Sandbox, as of its last edition",
    providers=TWILIO_ONLY,
)


def the_sandbox(gateway: Gateway, where: Mapping[str, str]) -> Sandbox:
    """The sandbox of an account."""
    return Sandbox(gateway, SANDBOX, where, None)
