"""Feedback about messages: whether their receivers did what they were sent for."""

from datetime import datetime
from typing import Final, Unpack

from ..objects.collection import Collection
from ..objects.record import Record
from ..table.literals import Outcome
from ..table.parameters import Parameters
from ..table.providers import TWILIO_ONLY
from ..table.resource import Operation, Resource

PATH: Final = "/Accounts/{AccountSid}/Messages/{MessageSid}/Feedback"


class GiveMessageFeedback(Parameters, total=False):
    """Feedback about a message that was sent with `provide_feedback=True`."""

    outcome: Outcome
    """`confirmed` if the receiver did what the message was sent for; `confirmed` by default."""


class MessageFeedback(Record):
    """Feedback about a message."""

    account_sid: str | None
    message_sid: str | None
    outcome: Outcome
    date_created: datetime | None
    date_updated: datetime | None
    uri: str | None

    _shown = ("message_sid", "outcome")


MESSAGE_FEEDBACK: Final = Resource(
    "messages.feedback",
    MessageFeedback,
    PATH,
    None,
    None,
    (Operation("create", "POST", PATH, GiveMessageFeedback),),
    source="Twilio REST API 2010-04-01: Message feedback",
    providers=TWILIO_ONLY,
    key_property="message_sid",
)


class MessageFeedbacks(Collection[MessageFeedback]):
    """The feedback about a message."""

    resource = MESSAGE_FEEDBACK

    def create(self, **parameters: Unpack[GiveMessageFeedback]) -> MessageFeedback:
        """Give feedback about the message."""
        return self._create(parameters)
