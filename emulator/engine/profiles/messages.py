"""How the providers carry messages. Source: call semantics reference, chapter 10; webhook reference, messaging."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from rest.table.providers import ProviderName


@dataclass(frozen=True, slots=True)
class Messages:
    """How one provider carries messages.

    Args:
        geography: The address parameters that are sent with a place beside them.
        callbacks: The statuses that a message goes through, by its outcome.
        media_outcomes: Another outcome that a message with media has in place of its own.
        handles_stop_words: Whether STOP and its relatives are answered by the provider itself.
        most_replies: Replies between two numbers within 30 seconds before it is taken for a loop; None for no limit.
    """

    geography: tuple[str, ...]
    callbacks: Mapping[str, tuple[str, ...]]
    media_outcomes: Mapping[str, str]
    handles_stop_words: bool
    most_replies: int | None


MESSAGES: Final[Mapping[ProviderName, Messages]] = {
    "signalwire": Messages(
        geography=(),
        callbacks={
            "delivered": ("queued", "sent", "delivered"),
            "undelivered": ("queued", "sent", "undelivered"),
            "failed": ("queued", "failed"),
            "sent": ("queued", "sent"),
        },
        media_outcomes={"delivered": "sent"},  # no MMS gets a receipt
        handles_stop_words=False,
        most_replies=None,
    ),
    "twilio": Messages(
        geography=("From", "To"),
        callbacks={
            "delivered": ("sent", "delivered"),
            "undelivered": ("sent", "undelivered"),
            "failed": ("failed",),
            "sent": ("sent",),
        },
        media_outcomes={},
        handles_stop_words=True,
        most_replies=30,
    ),
}
