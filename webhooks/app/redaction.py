"""Which values never reach the table: what the settings name, and what Pay collects."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final

from ..errors import ConfigError
from ..store.names import NAMINGS
from ..wire.message import Pairs

PAYMENT: Final = frozenset(
    {
        "BankAccountNumber",
        "BankRoutingNumber",
        "ExpirationDate",
        "PaymentCardNumber",
        "PaymentCardPostalCode",
        "PaymentConfirmationCode",
        "PaymentToken",
        "ProfileId",
        "SecurityCode",
    }
)
"""What Pay sends of a card or an account. A handler sees it when it is called for the delivery itself, never later."""

NEEDED: Final = frozenset(
    {"AccountSid", *(name for row in NAMINGS.values() for name in (row.subject, row.state, *row.names) if name)}
)
"""Parameters that name events: columns are made of them."""


def check_redacted(names: Collection[str]) -> None:
    """Refuse to redact what events are told apart by.

    Raises:
        ConfigError: It names the parameter.
    """
    wrong = sorted(NEEDED & set(names))
    if wrong:
        raise ConfigError(
            f"LAML_STORE_REDACT has {', '.join(wrong)}, which events are told apart by: leave out what identifies them",
            setting="LAML_STORE_REDACT",
        )


def without(pairs: Pairs, redacted: frozenset[str]) -> Pairs:
    """Pairs with an empty text in the place of each value that is not stored."""
    return tuple((name, "" if name in redacted or name in PAYMENT else value) for name, value in pairs)


def mapping_without(values: Mapping[str, object], redacted: frozenset[str]) -> dict[str, object]:
    """The same of other values that came with a request."""
    return {name: "" if name in redacted or name in PAYMENT else value for name, value in values.items()}
