"""Requests and events about messages."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, ClassVar, Literal

from .base import Address, Answer, JsonText, Label, MessageStatus, Sid, Text, Url, WebhookRequest, Zip
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
