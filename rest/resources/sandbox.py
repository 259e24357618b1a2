"""The sandbox: a number that all trial accounts shared. Twilio has retired it."""

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
    """What can be changed in the sandbox."""

    voice_url: Url
    """Fetched when a call comes in."""
    voice_method: Method
    """How `voice_url` is fetched; POST unless set."""
    sms_url: Url
    """Fetched when a message comes in."""
    sms_method: Method
    """How `sms_url` is fetched; POST unless set."""
    status_callback: Url
    """Told about the stages of calls."""
    status_callback_method: Method
    """How `status_callback` is told; POST unless set."""


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
        """Point it at other handlers."""
        return self._perform("update", parameters)


SANDBOX: Final = Resource(
    "sandbox",
    Sandbox,
    PATH,
    None,
    None,
    (
        Operation("fetch", "GET", PATH),
        Operation("update", "POST", PATH, UpdateSandbox),
    ),
    source="Twilio REST API 2010-04-01: Sandbox, as of its last edition",
    providers=TWILIO_ONLY,
)


def the_sandbox(gateway: Gateway, where: Mapping[str, str]) -> Sandbox:
    """The sandbox of an account."""
    return Sandbox(gateway, SANDBOX, where, None)
