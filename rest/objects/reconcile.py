"""Finds out whether a request whose answer was lost took effect, by looking for its twin among the newest records.

A twin has the same receiver, sender and text, was created since the request was sent, and was not returned to this
client by another request. A record that somebody else created at the same time with the same values looks the same:
then nothing is sent again, so one message may be missing, but none is ever sent twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Final, TypeVar

from ..errors import OutcomeUnknown
from ..http.clock import Clock
from ..http.gateway import Known
from ..table.names import key_of
from .record import Record

R = TypeVar("R", bound=Record)
LOOKS: Final = (1.0, 2.0, 4.0)
"""Seconds before each look, because lists may show a new record a little later."""
CLOCKS_DIFFER: Final = timedelta(seconds=30)
NEWEST: Final = 50
_COMPARED: Final = ("to", "from_", "body")


def create(
    make: Callable[[], R],
    newest: Callable[[Mapping[str, object]], Iterator[R]],
    parameters: Mapping[str, object],
    known: Known,
    clock: Clock,
) -> R:
    """Send a request; if its answer is lost, send it again only if no twin is found.

    Args:
        make: Sends the request.
        newest: Lists the newest records.
        parameters: The parameters of the request.
        known: The identifiers that this client received before.
        clock: For the waits between looks.

    Raises:
        OutcomeUnknown: The second answer was lost too, and there is still no twin.
    """
    began = clock.now()
    try:
        return make()
    except OutcomeUnknown:
        pass  # handled below
    if (twin := look(newest, parameters, known, clock, began)) is not None:
        return twin
    try:
        return make()
    except OutcomeUnknown:
        if (twin := look(newest, parameters, known, clock, began)) is not None:
            return twin
        raise


def look(
    newest: Callable[[Mapping[str, object]], Iterator[R]],
    parameters: Mapping[str, object],
    known: Known,
    clock: Clock,
    began: datetime,
) -> R | None:
    """The twin among the newest records, or None after the last look.

    Args:
        newest: Lists the newest records.
        parameters: The parameters of the request.
        known: The identifiers that this client received before.
        clock: For the waits between looks.
        began: Aware time at which the request was sent.
    """
    filters = {name: parameters[name] for name in ("to", "from_") if parameters.get(name) is not None}
    for wait in LOOKS:
        clock.sleep(wait)
        for record in newest({**filters, "limit": NEWEST}):
            if _is_twin(record, parameters, began) and record.raw.get("sid") not in known:
                return record
    return None


def _is_twin(record: Record, parameters: Mapping[str, object], began: datetime) -> bool:
    made = getattr(record, "date_created", None)
    if not isinstance(made, datetime) or made < began - CLOCKS_DIFFER:
        return False
    wanted = {name: parameters[name] for name in _COMPARED if parameters.get(name) is not None}
    return all(record.raw.get(key_of(name)) == value for name, value in wanted.items())
