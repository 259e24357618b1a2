"""Payments that an agent leads through REST: begin, ask for one number after the other, complete or cancel.

The caller's keys go to the payment while it asks; the other side does not hear them. Each step has its callback.
Source: Twilio, Payments subresource of a call; callbacks recorded in public code (the first one, the last one, and
`Required`, `Capture`, `PartialResult` between them); webhook reference, voice.pay_status for the names of the numbers.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from ..call_payment import CallPayment
from ..kernel import Steps, wait
from ..models import Endpoint, Leg
from ..requests.sending import Sender, notify
from ..wire import Pairs
from ..world import World
from . import pay_connector
from .cards import LENGTHS, Wanted, fault, shown
from .pay_connector import Charge

PREFIX: Final = "PK"


def begin(world: World, leg: Leg, payment: CallPayment, callback: Endpoint) -> None:
    """Begin a payment; nothing is asked for yet."""
    leg.payments[payment.sid] = payment
    world.note(leg.sid, "note", f"payment {payment.sid} begins")
    pairs = [("PaymentConnector", payment.connector), ("DateCreated", _iso(world)), ("PaymentMethod", payment.method)]
    pairs += [("ChargeAmount", payment.amount)] if payment.amount else []
    _tell(world, leg, payment, callback, (*pairs, ("Required", ",".join(payment.required))))


def capture(world: World, leg: Leg, payment: CallPayment, name: str, callback: Endpoint) -> None:
    """Ask the caller for one number; whatever was asked for before is dropped."""
    payment.collected.pop(name, None)
    payment.capturing = name
    _drop(leg, payment)
    leg.asking = payment
    leg.listens.fire()
    _tell_progress(world, leg, payment, callback, partial=True)
    world.kernel.spawn(f"payment of {leg.sid}", _captured(world, leg, payment, name, callback))


def _drop(leg: Leg, payment: CallPayment) -> None:
    """Stop to ask the caller."""
    payment.turn += 1
    payment.waiting.clear()
    payment.typed.fire()
    leg.asking = None


def _captured(world: World, leg: Leg, payment: CallPayment, name: str, callback: Endpoint) -> Steps[None]:
    digits = yield from _typed(world, leg, payment, callback)
    if digits is None:
        return
    payment.capturing = ""
    _drop(leg, payment)
    error = "input-timeout"
    if digits:
        error = fault(name, digits, payment.collected, Wanted(payment.cards, payment.postal_least, world.now))
    if not error:
        payment.collected[name] = digits
    _tell_progress(world, leg, payment, callback, name=name, error=error)


def _typed(world: World, leg: Leg, payment: CallPayment, callback: Endpoint) -> Steps[str | None]:
    """The digits up to a hash, a pause, or their number; None if something else was asked for or the call is over."""
    turn, digits, most = payment.turn, "", LENGTHS.get(payment.capturing)
    while True:
        while payment.waiting and len(digits) != most:
            key = payment.waiting.popleft()
            if key == "#":
                return digits
            digits += key if key.isdecimal() else ""
        if len(digits) == most:
            return digits
        fired = yield from wait(payment.seconds, payment.typed)
        if payment.turn != turn or leg.over:
            return None
        if fired is None:
            return digits
        _tell_progress(world, leg, payment, callback, partial=True)


def complete(world: World, leg: Leg, payment: CallPayment, callback: Endpoint) -> None:
    """Make the payment with what was typed."""
    _drop(leg, payment)
    payment.over = True
    world.kernel.spawn(f"payment of {leg.sid}", _paid(world, leg, payment, callback))


def _paid(world: World, leg: Leg, payment: CallPayment, callback: Endpoint) -> Steps[None]:
    charge = Charge(payment.amount, payment.currency, payment.description, payment.token_type, payment.parameters)
    paid = yield from pay_connector.pay(world, leg.sid, None, charge, payment.collected)
    result: Pairs = (("Result", "success"), ("ProfileId", ""))
    result += (("PaymentConfirmationCode", paid.reference if charge.charges else ""),)
    result += (("PaymentToken", "" if charge.charges else paid.reference),)
    if paid.error:
        result = (("Result", "payment-connector-error"), ("PaymentError", paid.error))
    world.note(leg.sid, "note", f"payment {payment.sid}: {result[0][1]}")
    _tell(world, leg, payment, callback, (*result, ("DateUpdated", _iso(world)), *_so_far(payment)))


def cancel(world: World, leg: Leg, payment: CallPayment, callback: Endpoint) -> None:
    """Give the payment up."""
    _drop(leg, payment)
    payment.over = True
    world.note(leg.sid, "note", f"payment {payment.sid} is canceled")
    _tell(world, leg, payment, callback, (("Result", "payment-canceled"), ("DateUpdated", _iso(world))))


def _tell_progress(
    world: World,
    leg: Leg,
    payment: CallPayment,
    callback: Endpoint,
    *,
    name: str = "",
    error: str = "",
    partial: bool = False,
) -> None:
    """Send the callback of a number: it is being typed, it is there, or it was wrong."""
    pairs = [("Capture", name or payment.capturing), ("Required", ",".join(payment.required))]
    pairs += [("PartialResult", "true")] if partial else []
    pairs += [("ErrorType", error)] if error else []
    _tell(world, leg, payment, callback, (*pairs, ("DateUpdated", _iso(world)), *_so_far(payment)))


def _so_far(payment: CallPayment) -> Pairs:
    """The numbers that were typed, masked."""
    account = (("BankAccountType", payment.account_type),) if payment.account_type else ()
    return (("PaymentMethod", payment.method), *shown(payment.collected).items(), *account)


def _tell(world: World, leg: Leg, payment: CallPayment, callback: Endpoint, pairs: Pairs) -> None:
    who = (("AccountSid", world.account.sid), ("CallSid", leg.sid), ("Sid", payment.sid))
    steps = notify(Sender(world, leg.sid, voice=True, cookies={}), callback, (*who, *pairs))
    world.kernel.spawn(f"callback of {payment.sid}", steps)


def _iso(world: World) -> str:
    return datetime.fromtimestamp(world.now, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
