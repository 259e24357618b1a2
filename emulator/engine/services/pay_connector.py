"""The payment itself: posted as JSON to a connector of the application, or else decided by the test.

Card data are in the clear in that one request, and nowhere else. Source: webhook reference, voice.pay_connector.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from laml import MAX_DOCUMENT_BYTES

from ..kernel import Steps, fetch
from ..models import Endpoint
from ..requests import urls
from ..wire import Answer, Request
from ..world import World


@dataclass(frozen=True, slots=True)
class Charge:
    """What is to be paid; without an amount only a token is wanted."""

    amount: str
    currency: str
    description: str
    token_type: str
    parameters: Mapping[str, str]

    @property
    def charges(self) -> bool:
        """Whether there is an amount to be charged."""
        try:
            return float(self.amount or 0) > 0
        except ValueError:
            return False


@dataclass(frozen=True, slots=True)
class Payment:
    """The result: a confirmation code or a token, or an error."""

    reference: str = ""
    error: str = ""


def pay(
    world: World, call_sid: str, endpoint: Endpoint | None, charge: Charge, collected: Mapping[str, str]
) -> Steps[Payment]:
    """Charge the amount, or create a token."""
    if endpoint is None:
        return Payment(error=world.payment_error) if world.payment_error else Payment(world.ids.token())
    date = collected.get("expiration-date", "    ")
    body: dict[str, object] = {
        "transaction_id": world.ids.token(),
        "cardnumber": collected.get("payment-card-number", collected.get("bank-account-number", "")),
        "cvv": collected.get("security-code", ""),
        "expiry_month": date[:2],
        "expiry_year": date[2:],
        "postal_code": collected.get("postal-code", ""),
        "currency_code": charge.currency,
        "description": charge.description,
        "parameters": dict(charge.parameters),
    }
    if charge.charges:
        body |= {"method": "credit-card", "chargeAmount": charge.amount}
    else:
        body |= {"amount": "0", "token_type": charge.token_type}
    aim = urls.target(endpoint.url, world.profile)
    entry = world.note(call_sid, "request", f"POST {urls.path_of(aim.url)}")
    data = json.dumps(body).encode()
    headers = (("User-Agent", world.profile.fetching.user_agent), ("Accept", "application/json"))
    answer = yield from fetch(Request("POST", aim.url, headers, None, aim.deadline, MAX_DOCUMENT_BYTES, json=data))
    entry.outcome = answer.outcome
    entry.took = answer.took
    world.timeline.complete(entry)
    return _read(answer)


def _read(answer: Answer) -> Payment:
    if answer.failure is not None or not 200 <= answer.status < 300:
        return Payment(error=answer.failure.value if answer.failure is not None else f"status {answer.status}")
    try:
        given = json.loads(answer.body)
    except ValueError:
        return Payment(error="the answer is not JSON")
    if not isinstance(given, dict):
        return Payment(error="the answer is not a JSON object")
    if given.get("error_code"):
        return Payment(error=str(given.get("error_message") or given["error_code"]))
    return Payment(str(given.get("charge_id") or given.get("token_id") or ""))
