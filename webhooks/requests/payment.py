"""Requests and events of Pay. Card numbers arrive masked; nothing of them is shown in a repr or a log."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal, TypeAlias

from .base import CallDocumentRequest, Label, Sid, WebhookRequest
from .declarations import Always, Due

PayResult: TypeAlias = (
    Literal["success", "too-many-failed-attempts", "payment-connector-error", "caller-interrupted-with-star"]
    | Literal["caller-hung-up", "validation-error", "internal-error"]
    | str
)


@dataclass(frozen=True, kw_only=True, repr=False)
class PayRequest(CallDocumentRequest):
    """A Pay has ended.

    Source: voice.pay_action
    """

    result: Annotated[PayResult, Due()] = ""
    profile_id: Label | None = None
    payment_token: Label | None = None
    payment_confirmation_code: Label | None = None
    payment_method: Literal["credit-card", "ach-debit"] | str | None = None
    payment_card_number: Label | None = None
    payment_card_type: str | None = None
    expiration_date: Label | None = None
    security_code: Label | None = None
    payment_card_postal_code: Label | None = None
    bank_account_number: Label | None = None
    bank_routing_number: Label | None = None
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
    payment_card_number: Label | None = None
    payment_card_type: str | None = None
    expiration_date: Label | None = None
    security_code: Label | None = None
    payment_card_postal_code: Label | None = None
    bank_account_number: Label | None = None
    bank_routing_number: Label | None = None
    bank_account_type: str | None = None
