"""Chaos on request, for `laml emulate --chaos`: a share of all requests meets one of the faults, drawn from a seed.

The faults of the API and those of what is sent to the application are drawn apart, so that the same requests to the API
in the same order meet the same faults, whatever happens beside them.
"""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Final

from .faults import Fault, Faults
from .server.api_faults import ApiFaultRow

OF_THE_API: Final = (
    ApiFaultRow("slow", seconds=2.0),
    ApiFaultRow("fail", status=429, retry_after=1.0),
    ApiFaultRow("fail", status=429),
    ApiFaultRow("fail", status=500),
    ApiFaultRow("fail", status=503, retry_after=1.0),
    ApiFaultRow("fail", status=504, done=True),
    ApiFaultRow("cut"),
    ApiFaultRow("double"),
    ApiFaultRow("lose"),
)
OF_THE_APP: Final = (
    Fault("slow", "*", seconds=2.0),
    Fault("cut", "*"),
    Fault("double", "*"),
    Fault("late", "*", seconds=3.0),
)


def unleash(faults: Faults, share: float, seed: int) -> None:
    """Add the faults, so that about this share of the requests, from 0 to 1, meets one."""
    faults.api.chance = random.Random(f"api {seed}").random  # noqa: S311 - repeatable on purpose
    faults.chance = random.Random(f"app {seed}").random  # noqa: S311
    for row in OF_THE_API:
        faults.api.add(replace(row, share=_each(share, len(OF_THE_API))))
    for fault in OF_THE_APP:
        faults.add(replace(fault, share=_each(share, len(OF_THE_APP))))


def _each(share: float, kinds: int) -> float:
    """The share of each kind, where one or more of them meet the share of the requests."""
    return 1.0 - float((1.0 - share) ** (1.0 / kinds))
