"""A payment that an agent leads through REST while the caller stays on the line: plain data. Knows no leg."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field

from .kernel import Signal


@dataclass(slots=True)
class CallPayment:
    """One payment of a call.

    Attributes:
        sid: Its identifier.
        made_at: When it was begun, in unix seconds.
        changed_at: When it was last led on.
        steps: What the caller has to type, in order.
        method: `credit-card` or `ach-debit`.
        connector: Name of the connector that takes the money.
        amount: What is charged; empty where only a token is wanted.
        currency: Its currency, in three letters.
        description: Text for the payment processor.
        token_type: Kind of token, such as `reusable`.
        account_type: Kind of bank account; empty for cards.
        parameters: Further values for the payment processor.
        cards: Kinds of cards that are taken.
        postal_least: Digits that a postal code has at least.
        seconds: How long the caller has for each key.
        collected: What was typed, in the clear: never in a log or a timeline.
        capturing: What the caller types at the moment.
        turn: How often something was asked for; the latest counts.
        over: Whether it was completed or canceled.
        typed: Fires when the caller presses keys for it, or they do not matter any more.
        waiting: Keys that were pressed and not read yet.
        keys: The idempotency keys of its requests.
    """

    sid: str
    made_at: float
    changed_at: float
    steps: tuple[str, ...]
    method: str = "credit-card"
    connector: str = "Default"
    amount: str = ""
    currency: str = "usd"
    description: str = ""
    token_type: str = ""
    account_type: str = ""
    parameters: Mapping[str, str] = field(default_factory=dict)
    cards: frozenset[str] = frozenset()
    postal_least: int = 0
    seconds: float = 5.0
    collected: dict[str, str] = field(default_factory=dict, repr=False)
    capturing: str = ""
    turn: int = 0
    over: bool = False
    typed: Signal = field(default_factory=lambda: Signal("payment"), repr=False)
    waiting: deque[str] = field(default_factory=deque, repr=False)
    keys: set[str] = field(default_factory=set, repr=False)

    @property
    def required(self) -> list[str]:
        """What the caller has yet to type."""
        return [step for step in self.steps if step not in self.collected]
