"""Payments of a call in the REST API: begun, led on, completed. Source: Twilio REST API 2010-04-01, Payments."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from rest.resources.payments import PAYMENTS

from ...engine.call_payment import CallPayment
from ...engine.models import Endpoint, Leg
from ...engine.services import call_payments
from ...engine.services.cards import CARD_TYPES, FAULTS
from ..context import Context, Given, Operation, Reply, endpoint, flag, number, text
from ..records.dates import rfc2822
from ..records.errors import ApiFault

MOST: Final = Decimal(1_000_000)
"""No amount is as large. Source: Twilio REST API 2010-04-01, ChargeAmount."""
CARDS: Final = "visa mastercard amex"
DIRECT_DEBIT: Final = ("bank-routing-number", "bank-account-number")


def create(context: Context, path: Mapping[str, str], given: Given) -> Reply:
    """Begin a payment; a request with a known idempotency key begins none."""
    leg = _leg(context, path)
    key, callback = _required(given)
    payment = next((one for one in leg.payments.values() if key in one.keys), None)
    if payment is None:
        payment = _payment(context, given)
        payment.keys.add(key)
        call_payments.begin(context.world, leg, payment, callback)
    return Reply(context.success(PAYMENTS, "create"), _record(context, leg, payment))


def update(context: Context, path: Mapping[str, str], given: Given) -> Reply:
    """Ask for a number, complete the payment, or cancel it."""
    leg = _leg(context, path)
    payment = leg.payments.get(path["Sid"])
    if payment is None:
        raise ApiFault(404, 20404, f"payment {path['Sid']}")
    key, callback = _required(given)
    if key not in payment.keys:
        _led(context, leg, payment, given, callback)
        payment.keys.add(key)
        payment.changed_at = context.world.now
    return Reply(context.success(PAYMENTS, "update"), _record(context, leg, payment))


def _led(context: Context, leg: Leg, payment: CallPayment, given: Given, callback: Endpoint) -> None:
    """Do what a request asks for.

    Raises:
        ApiFault: The payment is over, a number is missing, or nothing is asked for.
    """
    name, status = text(given, "capture"), text(given, "status")
    if payment.over:
        raise ApiFault(400, 10000, "the payment is over")
    if name:
        if name not in FAULTS:
            raise ApiFault(400, 10000, f"Capture {name!r}; expected one of {', '.join(FAULTS)}")
        call_payments.capture(context.world, leg, payment, name, callback)
    elif status == "complete":
        if payment.required:
            raise ApiFault(400, 10000, f"these are missing: {', '.join(payment.required)}")
        call_payments.complete(context.world, leg, payment, callback)
    elif status == "cancel":
        call_payments.cancel(context.world, leg, payment, callback)
    else:
        raise ApiFault(400, 10000, "expected Capture, or Status complete or cancel")


def _leg(context: Context, path: Mapping[str, str]) -> Leg:
    leg = context.world.calls[path["CallSid"]]
    if leg.status != "in-progress":
        raise ApiFault(400, 21220, "the call is not in progress")
    return leg


def _required(given: Given) -> tuple[str, Endpoint]:
    key, callback = text(given, "idempotency_key"), endpoint(given, "status_callback", "")
    if not key or callback is None:
        raise ApiFault(400, 10000, f"{'StatusCallback' if key else 'IdempotencyKey'} is required")
    return key, callback


def _payment(context: Context, given: Given) -> CallPayment:
    """The payment that the parameters describe."""
    method = text(given, "payment_method") or "credit-card"
    amount = given.get("charge_amount")
    if isinstance(amount, Decimal) and not 0 <= amount < MOST:
        raise ApiFault(400, 10000, f"ChargeAmount: from 0, below {MOST}")
    now = context.world.now
    return CallPayment(
        sid=context.world.ids.sid(call_payments.PREFIX),
        made_at=now,
        changed_at=now,
        steps=_steps(method, given),
        method=method,
        connector=text(given, "payment_connector") or "Default",
        amount=str(amount) if isinstance(amount, Decimal) and amount else "",
        currency=text(given, "currency") or "usd",
        description=text(given, "description"),
        token_type=text(given, "token_type") or "reusable",
        account_type=(text(given, "bank_account_type") or "consumer-checking") if method == "ach-debit" else "",
        parameters=_parameters(given),
        cards=frozenset((text(given, "valid_card_types") or CARDS).split()) & CARD_TYPES,
        postal_least=int(number(given, "min_postal_code_length", 0)),
        seconds=number(given, "timeout", 5.0),
    )


def _steps(method: str, given: Given) -> tuple[str, ...]:
    if method == "ach-debit":
        return DIRECT_DEBIT
    steps = ["payment-card-number", "expiration-date"]
    steps += ["security-code"] if flag(given, "security_code", default=True) else []
    return (*steps, *(["postal-code"] if flag(given, "postal_code", default=True) else []))


def _parameters(given: Given) -> dict[str, str]:
    """The values for the payment processor.

    Raises:
        ApiFault: They are no JSON object.
    """
    try:
        read = json.loads(text(given, "parameter") or "{}")
    except (ValueError, RecursionError) as error:
        raise ApiFault(400, 10000, "Parameter is no JSON") from error
    if not isinstance(read, dict):
        raise ApiFault(400, 10000, "Parameter is no JSON object")
    return {name: str(value) for name, value in read.items()}


def _record(context: Context, leg: Leg, payment: CallPayment) -> dict[str, object]:
    return {
        "account_sid": context.world.account.sid,
        "call_sid": leg.sid,
        "sid": payment.sid,
        "date_created": rfc2822(payment.made_at),
        "date_updated": rfc2822(payment.changed_at),
        "uri": context.uri("Calls", leg.sid, "Payments", payment.sid),
    }


OPERATIONS: Final[Mapping[str, Mapping[str, Operation]]] = {"calls.payments": {"create": create, "update": update}}
"""What REST does with payments."""
