"""A small run of the attack on the server; `python -m tests.emulator.attacks --count 100000` is the large one."""

import pytest

from .attacks.attack import attack
from .attacks.drawn import ROWS
from .attacks.faults import FAULTS, struck

pytestmark = pytest.mark.source("own: hostile requests")

QUICK = ("any target is read", "werkzeug's own handler reads the requests")
SLOW = ("JSON may hold half a character",)


@pytest.mark.parametrize("name", ["signalwire", pytest.param("twilio", marks=pytest.mark.services)])
def test_every_request_is_answered_below_500_and_no_thread_remains_after_its_client(name: str) -> None:
    result = attack(name, 500)
    statuses = dict(sorted(result.statuses.items()))
    print(f"counted: emulator: {result.kinds.total()} hostile requests to {name}, statuses {statuses}")
    assert result.wrong == []
    assert max(result.statuses) < 500
    assert len(result.kinds) > 10
    assert len(result.reached) > 30


@pytest.mark.parametrize("fault", [*QUICK, *(pytest.param(one, marks=pytest.mark.services) for one in SLOW)])
def test_the_attack_finds_a_server_with_a_fault(fault: str) -> None:
    assert struck(fault)


def test_every_operation_of_the_tables_is_drawn() -> None:
    assert len(ROWS) > 150
    assert len(FAULTS) > len(QUICK)
