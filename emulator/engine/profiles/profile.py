"""One provider, topic by topic: what `World.profile` is. Knows nothing of how the rows are used."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from rest.table.providers import PROVIDERS, ProviderName

from ..wire import Pairs
from .absent import ABSENT, Absent
from .accounts import ACCOUNTS, Accounts
from .calls import CALLS, DIALS, INPUTS, Calls, Dials, Inputs
from .fetching import FETCHING, Fetching
from .messages import MESSAGES, Messages

_NONE: Final[frozenset[str]] = frozenset()


@dataclass(frozen=True, slots=True)
class Profile:
    """One provider's behaviour.

    Args:
        name: The key in configuration and rows.
        rest_base: What comes before `/Accounts` in a path of the API.
        absent: The parameters that it leaves out, by kind of request.
        accounts: Identifiers and credentials.
        fetching: How documents and callbacks are requested.
        calls: How calls are run.
        dials: How Dial and conferences work.
        inputs: How keys, speech and recordings are taken.
        messages: How messages are carried.
    """

    name: ProviderName
    rest_base: str
    absent: Absent
    accounts: Accounts
    fetching: Fetching
    calls: Calls
    dials: Dials
    inputs: Inputs
    messages: Messages

    def sends(self, kind: str, pairs: Pairs) -> Pairs:
        """The parameters of a request of this kind that the provider sends."""
        left_out = self.absent.get(kind, _NONE)
        return tuple(pair for pair in pairs if pair[0] not in left_out)


PROFILES: Final[Mapping[ProviderName, Profile]] = {
    name: Profile(
        name=name,
        rest_base=row.base_path,
        absent=ABSENT[name],
        accounts=ACCOUNTS[name],
        fetching=FETCHING[name],
        calls=CALLS[name],
        dials=DIALS[name],
        inputs=INPUTS[name],
        messages=MESSAGES[name],
    )
    for name, row in PROVIDERS.items()
}
