"""The link of a call to the Voice SDK at its end: messages of the application's own, both ways. Plain data."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class SdkLink:
    """The link of one leg.

    Attributes:
        received: What the SDK was sent, as texts of JSON.
        sent: How many messages the SDK has sent.
        subscriptions: URL and method of each subscription, by sid.
        made: The records of requests by their idempotency keys.
    """

    received: list[str] = field(default_factory=list, repr=False)
    sent: int = 0
    subscriptions: dict[str, tuple[str, str]] = field(default_factory=dict)
    made: dict[str, dict[str, object]] = field(default_factory=dict, repr=False)
