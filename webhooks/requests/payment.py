"""Requests and events of Pay. Card numbers arrive masked; nothing of them is shown in a repr or a log."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from .base import CallDocumentRequest, Sid, WebhookRequest
from .declarations import Always, Due


@dataclass(frozen=True, kw_only=True, repr=False)
class PayRequest(CallDocumentRequest):
    """A Pay has ended.

    Source: voice.pay_action
    """

    result: Annotated[str, Due()] = ""
    profile_id: str | None = None
    payment_token: str | None = None
    payment_confirmation_code: str | None = None
    payment_method: Literal["credit-card", "ach-debit"] | str | None = None
    payment_card_number: str | None = None
    payment_card_type: str | None = None
    expiration_date: str | None = None
    security_code: str | None = None
    payment_card_postal_code: str | None = None
    bank_account_number: str | None = None
    bank_routing_number: str | None = None
    bank_account_type: str | None = None
    payment_error: str | None = None
    pay_error_code: int | None = None
    connector_error: str | None = None


@dataclass(frozen=True, kw_only=True, repr=False)
class PayStatusEvent(WebhookRequest):
    """The progress of a Pay: which piece is asked for, and what was wrong with the one before.

    Source: voice.pay_status
    """

    account_sid: Sid = ""
    call_sid: Sid = ""
    for_: Annotated[str, Always()] = ""
    attempt: int | None = None
    error_type: str | None = None
    payment_method: Literal["credit-card", "ach-debit"] | str | None = None
    payment_card_number: str | None = None
    payment_card_type: str | None = None
    expiration_date: str | None = None
    security_code: str | None = None
    payment_card_postal_code: str | None = None
    bank_account_number: str | None = None
    bank_routing_number: str | None = None
    bank_account_type: str | None = None
