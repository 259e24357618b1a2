"""Requests and events about messages."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, ClassVar, Literal

from .base import Address, Answer, MessageStatus, Sid, WebhookRequest
from .declarations import Always, Media, Wire


@dataclass(frozen=True, kw_only=True, repr=False)
class MessagingRequest(WebhookRequest):
    """What requests and events about a message share."""

    message_sid: Annotated[Sid, Always()] = ""
    from_: Annotated[Address, Always()] = ""
    to: Annotated[Address, Always()] = ""
    sms_sid: Sid | None = None
    sms_status: MessageStatus | None = None
    messaging_service_sid: Sid | None = None
    num_media: int | None = None
    num_segments: int | None = None
    error_code: int | None = None


@dataclass(frozen=True, kw_only=True, repr=False)
class MessageDocumentRequest(MessagingRequest):
    """A request whose answer, a message document, is executed."""

    answer: ClassVar[Answer] = "messaging"

    body: Annotated[str, Always()] = ""
    media: tuple[Media, ...] = ()
    """The attached files, in their order."""
    sms_message_sid: Sid | None = None
    from_city: str | None = None
    from_state: str | None = None
    from_zip: str | None = None
    from_country: str | None = None
    to_city: str | None = None
    to_state: str | None = None
    to_zip: str | None = None
    to_country: str | None = None


@dataclass(frozen=True, kw_only=True, repr=False)
class MessageRequest(MessageDocumentRequest):
    """A message came in, or its document was redirected, or failed and this is the fallback.

    Source: messaging.inbound, messaging.redirect, messaging.fallback
    """

    error_url: str | None = None
    opt_out_type: Literal["STOP", "HELP", "START"] | str | None = None
    profile_name: str | None = None
    wa_id: str | None = None
    forwarded: bool | None = None
    frequently_forwarded: bool | None = None
    message_type: str | None = None
    button_text: str | None = None
    button_payload: str | None = None
    button_type: str | None = None
    interactive_data: str | None = None
    flow_data: str | None = None
    channel_metadata: str | None = None
    latitude: Decimal | None = None
    longitude: Decimal | None = None
    address: str | None = None
    label: str | None = None
    referral_body: str | None = None
    referral_headline: str | None = None
    referral_source_id: str | None = None
    referral_source_type: str | None = None
    referral_source_url: str | None = None
    referral_media_id: str | None = None
    referral_media_content_type: str | None = None
    referral_media_url: str | None = None
    referral_num_media: int | None = None
    original_replied_message_sid: Sid | None = None
    original_replied_message_sender: Address | None = None


@dataclass(frozen=True, kw_only=True, repr=False)
class MessageActionRequest(MessageDocumentRequest):
    """A Message verb with an action has handed its message over.

    Source: messaging.message_action
    """

    message_status: MessageStatus = ""


@dataclass(frozen=True, kw_only=True, repr=False)
class MessageStatusEvent(MessagingRequest):
    """An outbound message has reached a status; `sent` may come after `delivered`.

    Source: messaging.status
    """

    json_too: ClassVar[bool] = True

    status: Annotated[MessageStatus, Wire("MessageStatus"), Always()] = ""
    error_message: str | None = None
    raw_dlr_done_date: str | None = None
    body: str | None = None
    channel_install_sid: Sid | None = None
    channel_status_message: str | None = None
    channel_prefix: str | None = None
    channel_to_address: Address | None = None
    event_type: Literal["READ", "DELIVERED", "UNDELIVERED"] | str | None = None
