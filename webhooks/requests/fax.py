"""Requests and events of faxes; in practice SignalWire's, since Twilio switched its own off in 2021."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, ClassVar, Literal, TypeAlias

from .base import Address, Answer, Sid, Text, Url, WebhookRequest
from .declarations import Always, Due, Wire

FaxStatus: TypeAlias = (
    Literal["queued", "processing", "sending", "delivered", "receiving", "received", "no-answer", "busy", "failed"]
    | Literal["canceled"]
    | str
)


@dataclass(frozen=True, kw_only=True, repr=False)
class FaxRequest(WebhookRequest):
    """A fax call comes in; the answer is Receive or Reject.

    Source: fax.inbound
    """

    answer: ClassVar[Answer] = "fax"

    fax_sid: Annotated[Sid, Always()] = ""
    from_: Annotated[Address, Due()] = ""
    to: Annotated[Address, Due()] = ""


@dataclass(frozen=True, kw_only=True, repr=False)
class FaxReceivedRequest(FaxRequest):
    """A Receive has ended, with or without a fax; an empty document is the safe answer.

    Source: fax.receive_action
    """

    fax_status: FaxStatus = ""
    remote_station_id: Text | None = None
    num_pages: int | None = None
    media_url: Url | None = None
    media_sid: Sid | None = None
    timestamp: datetime | None = None
    error_code: int | None = None
    error_message: str | None = None


@dataclass(frozen=True, kw_only=True, repr=False)
class FaxStatusEvent(WebhookRequest):
    """An outbound fax has reached a status. SignalWire calls all parameters but the status optional.

    Source: fax.status
    """

    json_too: ClassVar[bool] = True

    account_sid: Sid = ""
    fax_sid: Sid = ""
    from_: Address = ""
    to: Address = ""
    status: Annotated[FaxStatus, Wire("FaxStatus"), Always()] = ""
    remote_station_id: Text | None = None
    original_media_url: Url | None = None
    num_pages: int | None = None
    media_sid: Sid | None = None
    media_url: Url | None = None
    error_code: int | None = None
    error_message: str | None = None
