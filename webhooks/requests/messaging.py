"""Requests and events about messages."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, ClassVar, Literal

from .base import Address, Answer, JsonText, Label, MessageStatus, Sid, Text, Url, WebhookRequest, Zip
from .consent import OptOut, opt_out_of
from .declarations import Always, Due, Media, Wire
from .value_forms import INTEGER


@dataclass(frozen=True, kw_only=True, repr=False)
class MessagingRequest(WebhookRequest):
    """What requests and events about a message share."""

    message_sid: Annotated[Sid, Always()] = ""
    from_: Annotated[Address, Always()] = ""
    to: Annotated[Address, Always()] = ""
    sms_sid: Annotated[Sid | None, Due("ProfileName")] = None
    sms_status: MessageStatus | None = None
    messaging_service_sid: Sid | None = None
    num_media: Annotated[int | None, Due()] = None
    num_segments: int | None = None
    error_code: int | None = None


@dataclass(frozen=True, kw_only=True, repr=False)
class MessageDocumentRequest(MessagingRequest):
    """A request whose answer, a message document, is executed."""

    answer: ClassVar[Answer] = "messaging"

    body: Annotated[Text, Always()] = ""
    media: tuple[Media, ...] = ()
    """The attached files, in their order."""
    sms_message_sid: Annotated[Sid | None, Due("ProfileName")] = None
    from_city: str | None = None
    from_state: str | None = None
    from_zip: Zip | None = None
    from_country: str | None = None
    to_city: str | None = None
    to_state: str | None = None
    to_zip: Zip | None = None
    to_country: str | None = None


@dataclass(frozen=True, kw_only=True, repr=False)
class MessageRequest(MessageDocumentRequest):
    """A message came in, or its document was redirected, or failed and this is the fallback.

    Source: messaging.inbound, messaging.redirect, messaging.fallback
    """

    error_url: Url | None = None
    opt_out_type: Literal["STOP", "HELP", "START"] | str | None = None
    profile_name: Text | None = None
    wa_id: Annotated[str, INTEGER] | None = None
    forwarded: bool | None = None
    frequently_forwarded: bool | None = None
    message_type: str | None = None
    button_text: Annotated[Text | None, Due("MessageType", ("button", "interactive"), source="observed")] = None
    button_payload: Annotated[Text | None, Due("MessageType", ("button", "interactive"), source="observed")] = None
    button_type: str | None = None
    interactive_data: JsonText | None = None
    flow_data: JsonText | None = None
    channel_metadata: JsonText | None = None
    latitude: Annotated[Decimal | None, Due("Label")] = None
    longitude: Annotated[Decimal | None, Due("Label")] = None
    address: Text | None = None
    label: Text | None = None
    referral_body: Text | None = None
    referral_headline: Text | None = None
    referral_source_id: Label | None = None
    referral_source_type: str | None = None
    referral_source_url: Url | None = None
    referral_media_id: Label | None = None
    referral_media_content_type: str | None = None
    referral_media_url: Url | None = None
    referral_num_media: int | None = None
    original_replied_message_sid: Sid | None = None
    original_replied_message_sender: Address | None = None

    @property
    def opt_out(self) -> OptOut | None:
        """`STOP`, `START` or `HELP` if the sender asks for that, else None.

        As the provider says it (`OptOutType`, with Twilio's advanced opt-out), else by the words of the carriers: STOP,
        STOPALL, UNSUBSCRIBE, CANCEL, END, QUIT, OPTOUT, REVOKE; START, UNSTOP; HELP, INFO. The word has to be all of
        the text. YES is none of them: people answer other questions with it, though Twilio resumes with it too.

        Twilio answers such a message by itself, and refuses a reply to a STOP (error 21610): if `OptOutType` says
        STOP, the answer is empty, whatever the handler returns. At SignalWire the app keeps the list, and confirms.
        """
        given = str(self.opt_out_type or "").strip().upper()
        return opt_out_of(given) or opt_out_of(self.body)


@dataclass(frozen=True, kw_only=True, repr=False)
class MessageActionRequest(MessageDocumentRequest):
    """A Message verb with an action has handed its message over.

    Source: messaging.message_action
    """

    message_status: Annotated[MessageStatus, Due()] = ""
    error_code: Annotated[int | None, Due("MessageStatus", ("failed", "invalid"))] = None


@dataclass(frozen=True, kw_only=True, repr=False)
class MessageStatusEvent(MessagingRequest):
    """An outbound message has reached a status; `sent` may come after `delivered`.

    Source: messaging.status
    """

    json_too: ClassVar[bool] = True

    status: Annotated[MessageStatus, Wire("MessageStatus"), Always()] = ""
    error_code: Annotated[int | None, Due("MessageStatus", ("failed", "undelivered"))] = None
    error_message: str | None = None
    raw_dlr_done_date: str | None = None
    body: Text | None = None
    channel_install_sid: Sid | None = None
    channel_status_message: str | None = None
    channel_prefix: str | None = None
    channel_to_address: Address | None = None
    event_type: Literal["READ", "DELIVERED", "UNDELIVERED"] | str | None = None
