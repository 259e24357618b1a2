"""Pay: asks for everything that a payment needs, then makes it. Source: call semantics 8.14; markup, Pay."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import laml

from ..documents.flow import Flow, Outcome
from ..documents.hearing import hear
from ..kernel import Steps, wait
from ..models import Endpoint, HungUp
from ..requests.sending import notify
from ..services import pay_connector
from ..services.cards import CARD_TYPES, LENGTHS, Wanted, card_type, fault, shown
from ..services.legs import listening
from ..services.pay_connector import Charge
from ..wire import Pairs
from .dial_nouns import named_values
from .prompts import DEFAULTS, Step, matching, speak_prompt


@dataclass(frozen=True, slots=True)
class Rules:
    """One Pay's attributes."""

    steps: tuple[str, ...]
    attempts: int
    timeout: float
    cards: frozenset[str]
    postal: str  # the code, where the document gives it
    postal_least: int
    method: str
    account_type: str
    charge: Charge
    connector: Endpoint | None
    status: Endpoint | None


@dataclass(slots=True)
class Paying:
    """A running Pay."""

    flow: Flow
    verb: laml.Element
    rules: Rules
    collected: dict[str, str] = field(default_factory=dict)


def run_pay(flow: Flow, verb: laml.Element) -> Steps[Outcome]:
    """Ask for everything, pay, and request the action in any case."""
    flow.answer()
    paying = Paying(flow, verb, _rules(flow, verb))
    try:
        with listening(flow.leg, "Pay"):
            result = yield from _dialogue(paying)
    except HungUp:
        endpoint = flow.action_endpoint(verb)
        if endpoint is not None:
            yield from flow.report(endpoint, _action_params(paying, (("Result", "caller-hung-up"),)))
        raise
    return flow.action_or_current(verb, _action_params(paying, result))


def _rules(flow: Flow, verb: laml.Element) -> Rules:
    read = flow.attributes(verb)
    method = read.choice("paymentMethod", "credit-card", {"credit-card", "ach-debit"})
    postal = read.text("postalCode", "true")
    steps = ["payment-card-number", "expiration-date"]
    if read.flag("securityCode", default=True):
        steps.append("security-code")
    if postal == "true":
        steps.append("postal-code")
    if method == "ach-debit":
        steps = ["bank-routing-number", "bank-account-number"]
    charge = Charge(
        read.text("chargeAmount"),
        read.text("currency", "usd"),
        read.text("description"),
        read.text("tokenType", "reusable"),
        named_values(verb),
    )
    return Rules(
        steps=tuple(steps),
        attempts=read.whole("maxAttempts", 1, least=1, most=3),
        timeout=float(read.whole("timeout", 5, least=1)),
        cards=read.words("validCardTypes", "visa mastercard amex", CARD_TYPES),
        postal="" if postal in ("true", "false") else postal,
        postal_least=read.whole("minPostalCodeLength", 0),
        method=method,
        account_type=read.text("bankAccountType", "consumer-checking") if method == "ach-debit" else "",
        charge=charge,
        connector=read.endpoint("paymentConnectorUrl", ""),
        status=read.endpoint("statusCallback", ""),
    )


def _dialogue(paying: Paying) -> Steps[Pairs]:
    """Ask step by step; returns the parameters of the result."""
    if paying.rules.postal:
        paying.collected["postal-code"] = paying.rules.postal
    for name in paying.rules.steps:
        failure = yield from _collect(paying, name)
        if failure:
            return (("Result", failure),)
    yield from _status(paying, "payment-processing")
    yield from speak_prompt(paying.flow, paying.verb, Step("payment-processing"))
    charge = paying.rules.charge
    payment = yield from pay_connector.pay(
        paying.flow.world, paying.flow.leg.sid, paying.rules.connector, charge, paying.collected
    )
    if payment.error:
        return (
            ("Result", "payment-connector-error"),
            ("PaymentError", payment.error),
            ("ConnectorError", payment.error),
        )
    if charge.charges:
        return (("Result", "success"), ("PaymentConfirmationCode", payment.reference))
    return (("Result", "success"), ("PaymentToken", payment.reference))


def _collect(paying: Paying, name: str) -> Steps[str]:
    """Ask for one thing, up to maxAttempts times; returns the Result of a failure, or ""."""
    error = ""
    for attempt in range(1, paying.rules.attempts + 1):
        yield from _status(paying, name, attempt, error)
        kind = card_type(paying.collected.get("payment-card-number", ""))
        step = Step(name, attempt, error, kind)
        digits = yield from _ask(paying, step)
        if digits is None:
            return "caller-interrupted-with-star"
        error = _fault(paying, name, digits)
        if not error and _asks_twice(paying, step):
            again = yield from _ask(paying, step)
            if again is None:
                return "caller-interrupted-with-star"
            error = "" if again == digits else "input-matching-failed"
        if not error:
            paying.collected[name] = digits
            return ""
    yield from _status(paying, name, paying.rules.attempts, error)
    return "too-many-failed-attempts"


def _asks_twice(paying: Paying, step: Step) -> bool:
    found = matching(paying.verb, step)
    return found is not None and paying.flow.attributes(found).flag("requireMatchingInputs", default=False)


def _ask(paying: Paying, step: Step) -> Steps[str | None]:
    """Prompt and collect keys until the last one, a hash, or silence; None if the caller pressed the star."""
    leg = paying.flow.leg
    if matching(paying.verb, step) is None:
        yield from hear(paying.flow.world, leg, DEFAULTS[step.name], 1, leg.input)
    else:
        yield from speak_prompt(paying.flow, paying.verb, step, leg.input)
    leg.waits_for = "input"
    digits = ""
    while True:
        while leg.keys:
            key = leg.keys.popleft()
            if key == "*":
                return None
            if key == "#":
                return digits
            digits += key
            if len(digits) == LENGTHS.get(step.name):
                return digits
        fired = yield from wait(paying.rules.timeout, leg.input)
        if fired is None:
            return digits


def _fault(paying: Paying, name: str, digits: str) -> str:
    """The ErrorType of a wrong input, or ""."""
    if not digits:
        return paying.flow.world.profile.inputs.payment_timeout
    wanted = Wanted(paying.rules.cards, paying.rules.postal_least, paying.flow.world.now)
    return fault(name, digits, paying.collected, wanted)


def _status(paying: Paying, name: str, attempt: int = 0, error: str = "") -> Steps[None]:
    """Send the status callback: a prompt begins, an input was wrong, or the payment is being made."""
    endpoint, flow = paying.rules.status, paying.flow
    if endpoint is None:
        return
    pairs = [("AccountSid", flow.world.account.sid), ("CallSid", flow.leg.sid), ("For", name)]
    pairs += [("Attempt", str(attempt))] if attempt else []
    pairs += [("ErrorType", error)] if error else []
    sent = flow.world.profile.sends("voice.pay_status", (*pairs, *_so_far(paying)))
    flow.world.kernel.spawn(f"payment of {flow.leg.sid}", notify(flow.sender, endpoint, sent))
    yield from wait(0.0)  # the callback is on its way before the prompt begins


def _so_far(paying: Paying) -> Sequence[tuple[str, str]]:
    pairs = [("PaymentMethod", paying.rules.method), *shown(paying.collected).items()]
    return pairs + ([("BankAccountType", paying.rules.account_type)] if paying.rules.account_type else [])


def _action_params(paying: Paying, result: Pairs) -> Pairs:
    return paying.flow.world.profile.sends("voice.pay_action", (*result, *_so_far(paying)))
