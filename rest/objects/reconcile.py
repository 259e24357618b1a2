"""Finds out whether a request whose answer was lost took effect, by looking for its twin among the newest records.

A twin has the same receiver, sender and text as the provider writes them (see `likeness`), was created since the
request was sent, and was not returned to this client by another request. If that cannot be told of a record, nothing
is sent and the outcome stays unknown. A record that somebody else created at the same time with the same values looks
the same: then nothing is sent again, so one message may be missing, but none is sent twice. The request is sent again
only if the last look, after the whole wait, was answered and shows no twin. A listing that lags longer than that hides
one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, Generic, TypeVar

from ..errors import BadResponse, OutcomeUnknown, ParameterError, RestError
from ..http.gateway import Known
from ..http.transport import Transport
from .likeness import SAME, likeness, masked, spellings
from .record import Record

R = TypeVar("R", bound=Record)
FIRST_GAP: Final = 1.0
LONGEST_GAP: Final = 8.0
"""Seconds between two looks: doubled from the first to the longest."""
WAIT: Final = 60.0
"""Seconds after which a twin that is not listed is absent, unless `reconcile_wait` says otherwise."""
LONGEST_WAIT: Final = 3600.0
CLOCKS_DIFFER: Final = timedelta(seconds=30)
"""How far the clocks of the provider's machines may be apart."""
OURS_DIFFERS: Final = timedelta(days=1)
"""How far the clock of this machine may be from the provider's, whose answers have no `Date` or an odd one."""
EVER: Final = datetime.min.replace(tzinfo=UTC)
NEWEST: Final = 200


@dataclass(frozen=True, slots=True)
class Search(Generic[R]):
    """Looks for the record that a request made.

    Attributes:
        newest: Lists the newest records, newest first.
        given: The parameters of the request that are not None, by their Python names.
        known: The identifiers that this client received before.
        transport: Its clock, and the provider's.
        age: How long ago the request was sent.
        hides_numbers: Whether this provider takes the last digits out of numbers where an account is set so; then no
            filter by number finds them.
    """

    newest: Callable[[Mapping[str, object]], Iterator[R]]
    given: Mapping[str, object]
    known: Known
    transport: Transport
    age: Callable[[], timedelta]
    hides_numbers: bool = False

    def find(self, wait: float, lost: OutcomeUnknown) -> R | None:
        """The twin, or None if it is absent after `wait` seconds.

        Raises:
            OutcomeUnknown: It is `lost`: the last look got no answer, or shows a record that may be the twin.
        """
        clock, gap = self.transport.clock, FIRST_GAP
        until = clock.monotonic() + wait
        while True:
            left = max(0.0, until - clock.monotonic())
            clock.sleep(min(gap, left))
            try:
                twin, absent = self._look()
            except RestError:
                twin, absent = None, False
            if twin is not None:
                return twin
            if left <= gap:
                break
            gap = min(2 * gap, LONGEST_GAP)
        if not absent:
            raise lost
        return None

    def _look(self) -> tuple[R | None, bool]:
        """The twin, if it is listed; and if not, whether it is known to be absent."""
        sure = True
        for filters in self._filters():
            records = list(self.newest({**filters, "limit": NEWEST}))
            began, doubtful = self._times()
            alike = [(record, likeness(self.given, record)) for record in records]
            # The oldest, so that of two lost requests the later one does not find its own record taken by the earlier.
            for record, how in reversed(alike):
                made = _made(record)
                if how is SAME and made is not None and made >= began and self.known.claim(record.raw.get("sid")):
                    return record, False
            sure = sure and not any(
                how and _since(record, doubtful) and record.raw.get("sid") not in self.known for record, how in alike
            )
            if filters or any(masked(record.raw.get("to")) for record in records):
                sure = sure and (len(records) < NEWEST or not _since(records[-1], doubtful))
        return None, sure

    def _filters(self) -> Iterator[dict[str, object]]:
        """The lists to look into: of each spelling of the receiver; of all, for one whose digits are hidden."""
        for one in spellings(self.given["to"]):
            yield {"to": one}
        if self.hides_numbers:
            yield {}

    def _times(self) -> tuple[datetime, datetime]:
        """Since when a record is that of the request, and since when it may be, by the provider's clock.

        The `Date` of an answer may be that of a machine in between. So a record that is too old by it, but not by the
        clock of this machine, leaves the outcome unknown; and if both are far apart, the later of them counts.
        """
        own, now, age = self.transport.clock.now(), self.transport.provider_now(), self.age()
        if now is None:
            return own - age - CLOCKS_DIFFER, own - age - OURS_DIFFERS
        if abs(now - own) > OURS_DIFFERS:
            return max(now, own) - age - CLOCKS_DIFFER, EVER
        return now - age - CLOCKS_DIFFER, min(now, own) - age - CLOCKS_DIFFER


def _since(record: Record, moment: datetime) -> bool:
    """Whether a record may have been created since then; one without a date may."""
    made = _made(record)
    return made is None or made >= moment


def _made(record: Record) -> datetime | None:
    try:
        made = getattr(record, "date_created", None)
    except BadResponse:  # a date that cannot be read
        return None
    return made if isinstance(made, datetime) else None


def options(label: str, parameters: Mapping[str, object]) -> tuple[object, float]:
    """How to reconcile: False, True or "look", and the seconds after which a twin is absent.

    Raises:
        ParameterError: One of both is something else.
    """
    how, wait = parameters.get("reconcile"), parameters.get("reconcile_wait")
    if how not in (None, False, True, "look"):
        raise ParameterError(f'{label}: reconcile: expected True, False or "look"', "reconcile")
    if wait is None:
        return how or False, WAIT
    if isinstance(wait, bool) or not isinstance(wait, int | float) or not 0 <= wait <= LONGEST_WAIT:
        raise ParameterError(
            f"{label}: reconcile_wait: expected seconds from 0 to {LONGEST_WAIT:.0f}", "reconcile_wait"
        )
    return how or False, float(wait)


def create(make: Callable[[], R], search: Search[R], how: object, wait: float) -> R:
    """Send a request; if its outcome is unknown, look for its twin, and send it again only if there is none.

    Args:
        make: Sends the request.
        search: Looks for what it made.
        how: True, or "look" for never sending it again.
        wait: Seconds after which a twin that is not listed is absent.

    Raises:
        OutcomeUnknown: There is no twin, and the request was sent twice, or is not to be sent again; or it could not
            be found out whether there is one.
    """
    for last in (how == "look", True):
        try:
            return make()
        except OutcomeUnknown as problem:
            lost = problem
        twin = search.find(wait, lost)
        if twin is not None:
            return twin
        if last:
            break
    raise lost
