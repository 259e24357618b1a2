"""Messages of your own between the server and the Voice SDK in a call, and subscriptions to them."""

from datetime import datetime
from typing import Final, Required, Unpack

from ..objects.collection import Collection
from ..objects.record import Deletable, Record
from ..table.parameters import Method, Parameters, Url
from ..table.providers import TWILIO_ONLY
from ..table.resource import CREATED, NO_CONTENT, Operation, Resource

PATH: Final = "/Accounts/{AccountSid}/Calls/{CallSid}/UserDefinedMessages"
SUBSCRIPTIONS: Final = "/Accounts/{AccountSid}/Calls/{CallSid}/UserDefinedMessageSubscriptions"
SUBSCRIPTION: Final = SUBSCRIPTIONS + "/{Sid}"


class CreateUserDefinedMessageOptions(Parameters, total=False):
    """The optional parameters of `CreateUserDefinedMessage`."""

    idempotency_key: str
    """A new text for each request; a request that is sent twice with the same one has its effect once."""


class CreateUserDefinedMessage(CreateUserDefinedMessageOptions, total=False):
    """Parameters that send a message to the Voice SDK."""

    content: Required[str]
    """The message, a text of JSON."""


class SubscribeOptions(Parameters, total=False):
    """The optional parameters of `Subscribe`."""

    idempotency_key: str
    """A new text for each request; a request that is sent twice with the same one has its effect once."""
    method: Method
    """HTTP method of `callback`; POST by default."""


class Subscribe(SubscribeOptions, total=False):
    """Parameters that subscribe to the messages of the Voice SDK."""

    callback: Required[Url]
    """URL that is sent the messages, as JSON."""


class UserDefinedMessage(Record):
    """A message that was sent to the Voice SDK."""

    account_sid: str | None
    call_sid: str | None
    sid: str | None
    date_created: datetime | None

    _shown = ("sid",)


class UserDefinedMessageSubscription(Deletable):
    """A subscription to the messages of the Voice SDK."""

    account_sid: str | None
    call_sid: str | None
    sid: str | None
    date_created: datetime | None
    uri: str | None

    _shown = ("sid",)


USER_DEFINED_MESSAGES: Final = Resource(
    "calls.user_defined_messages",
    UserDefinedMessage,
    PATH,
    None,
    None,
    (Operation("create", "POST", PATH, CreateUserDefinedMessage, success=CREATED),),
    source="Twilio REST API 2010-04-01: User-defined messages",
    providers=TWILIO_ONLY,
    sid_prefix="KX",
)
USER_DEFINED_MESSAGE_SUBSCRIPTIONS: Final = Resource(
    "calls.user_defined_message_subscriptions",
    UserDefinedMessageSubscription,
    SUBSCRIPTIONS,
    SUBSCRIPTION,
    None,
    (
        Operation("create", "POST", SUBSCRIPTIONS, Subscribe, success=CREATED),
        Operation("delete", "DELETE", SUBSCRIPTION, success=NO_CONTENT),
    ),
    source="Twilio REST API 2010-04-01: Subscriptions to user-defined messages",
    providers=TWILIO_ONLY,
    sid_prefix="ZY",
)


class UserDefinedMessages(Collection[UserDefinedMessage]):
    """Messages of your own to the Voice SDK in a call."""

    resource = USER_DEFINED_MESSAGES

    def create(self, content: str, **parameters: Unpack[CreateUserDefinedMessageOptions]) -> UserDefinedMessage:
        """Send a message; the call must be under way.

        Args:
            content: The message, a text of JSON.
            parameters: The others, by name.
        """
        return self._create({"content": content, **parameters})


class UserDefinedMessageSubscriptions(Collection[UserDefinedMessageSubscription]):
    """Subscriptions to the messages of the Voice SDK in a call."""

    resource = USER_DEFINED_MESSAGE_SUBSCRIPTIONS

    def create(self, callback: Url, **parameters: Unpack[SubscribeOptions]) -> UserDefinedMessageSubscription:
        """Subscribe; the call must be under way.

        Args:
            callback: URL that is sent the messages, as JSON.
            parameters: The others, by name.
        """
        return self._create({"callback": callback, **parameters})
