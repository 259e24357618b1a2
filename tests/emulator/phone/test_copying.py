"""A call copied as a test: its text, and that the text passes against a fresh provider."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from emulator import Call, EmulatorError, Provider
from emulator.engine.services import legs
from emulator.phone.copying import Uncopied
from emulator.phone.copying import test_of as text_of

from .callers_app import answer, app

pytestmark = pytest.mark.source("own: a call copied as a test")
SALES = "+15557654321"
People = Callable[[Provider, Call], None]


def silent(provider: Provider, call: Call) -> None:
    call.wait()


def speaks(provider: Provider, call: Call) -> None:
    assert call.heard("please dial")
    call.speak("the opening hours")
    call.wait()


def leaves_a_message(provider: Provider, call: Call) -> None:
    call.silence()
    assert call.heard("beep")
    call.speak("call me back")
    call.wait()


def one_digit_and_nothing_more(provider: Provider, call: Call) -> None:
    assert call.heard("please dial")
    call.press("7")
    call.wait()


def hangs_up_in_the_middle(provider: Provider, call: Call) -> None:
    provider.wait(4.5)
    call.press("2")
    provider.wait(1.2)
    call.hang_up()


def presses_when_nobody_listens(provider: Provider, call: Call) -> None:
    call.press("2")
    call.press("2")
    assert call.heard("you said 22")
    provider.wait(0.4)
    call.press("5", now=True)
    call.wait()


def _rings(provider: Provider, call: Call) -> Call:
    call.press("11")
    provider.wait(3.3)
    (party,) = call.legs
    assert party.status == "ringing"
    return party


def talks(provider: Provider, call: Call) -> None:
    party = _rings(provider, call)
    assert legs.decide(party.leg, "answer")
    assert party.heard("to take the call")
    party.press("1")
    provider.wait(2)
    party.speak("Sales, hello.", now=True)
    assert call.said[-1] == "Sales, hello."
    provider.wait(1.5)
    call.speak("I want a boat.", now=True)
    provider.wait(1.1)
    party.press("9", now=True)
    provider.wait(2)
    party.hang_up()
    call.wait()


def hangs_up_on_the_talk(provider: Provider, call: Call) -> None:
    party = _rings(provider, call)
    assert legs.decide(party.leg, "answer")
    party.press("1")
    provider.wait(7)
    call.hang_up()


def is_declined(provider: Provider, call: Call) -> None:
    assert legs.decide(_rings(provider, call).leg, "busy")
    call.wait()


def is_not_answered(provider: Provider, call: Call) -> None:
    _rings(provider, call)
    call.wait()


def hangs_up_while_it_rings(provider: Provider, call: Call) -> None:
    _rings(provider, call)
    call.hang_up()


def scripted(provider: Provider, call: Call) -> None:
    provider.phone(SALES).answers(after=1).talks(20).presses("1")
    call.press("11")
    call.wait()


def fails(provider: Provider, call: Call) -> None:
    call.press("12")
    call.wait()


PEOPLE: list[People] = [
    silent,
    speaks,
    leaves_a_message,
    one_digit_and_nothing_more,
    hangs_up_in_the_middle,
    presses_when_nobody_listens,
    talks,
    hangs_up_on_the_talk,
    is_declined,
    is_not_answered,
    hangs_up_while_it_rings,
    scripted,
    fails,
]


def _played(people: People) -> tuple[Provider, Call]:
    provider = Provider("signalwire")
    provider.engine.world.asks = lambda: True
    provider.host(app, raises=False)
    call = provider.dial(answer)
    people(provider, call)
    return provider, call


def _copied(provider: Provider, call: Call) -> str:
    return text_of(provider.engine.world, call.leg, provider.app_facts(), provider.public_url, None)


def _run(text: str) -> Call:
    """Run a copied test as pytest would; gives the call that it made."""
    namespace: dict[str, Any] = {}
    exec(compile(text, "copied.py", "exec"), namespace)
    (test,) = [value for name, value in namespace.items() if name.startswith("test_")]
    provider = Provider("signalwire")
    try:
        with provider.answering():
            test(provider)
        return provider.calls[0]
    finally:
        provider.close()


@pytest.mark.parametrize("people", PEOPLE, ids=lambda people: people.__name__)
def test_a_copied_call_passes_and_comes_to_the_same(people: People) -> None:
    provider, call = _played(people)
    text = _copied(provider, call)
    provider.close()
    again = _run(text)
    assert (again.said, again.dialed, again.status) == (call.said, call.dialed, call.status), text
    assert [one.status for one in again.legs] == [one.status for one in call.legs], text
    assert [one.said for one in again.legs] == [one.said for one in call.legs], text


EXPECTED = """\
from tests.emulator.phone.callers_app import answer, app


def test_a_call_to_answer(provider):
    provider.host(app)
    provider.phone("+15557654321").answers(after=3.3)
    call = provider.dial(answer, from_="+15551230000", to="+15559870000")
    assert call.heard("Please dial an extension, or say what you want.")
    call.press("11")
    call.wait(3.3)
    assert call.legs[0].heard("To take the call press 1.")
    call.legs[0].press("1")
    assert call.legs[0].heard("Connecting.")
    call.wait(2)
    call.legs[0].speak("Sales, hello.", now=True)
    assert call.heard("Sales, hello.")
    call.wait(1.5)
    call.speak("I want a boat.", now=True)
    call.wait(1.1)
    call.legs[0].press("9", now=True)
    call.wait(2)
    call.legs[0].hang_up()
    assert call.heard("They have left.")
    call.wait()
    assert call.dialed == ["+15557654321"]
    assert call.status == "completed"
"""


def test_the_text_reads_as_a_person_would_write_it() -> None:
    provider, call = _played(talks)
    assert _copied(provider, call) == EXPECTED
    assert text_of(provider.engine.world, call.legs[0].leg, provider.app_facts(), provider.public_url, None) == EXPECTED


def test_a_call_that_the_app_places_is_placed_again() -> None:
    provider = Provider("signalwire")
    provider.host(app)
    client = provider.client()
    provider.engine.world.asks = lambda: True
    with provider.answering():
        placed = client.calls.create(to="+15551230000", from_="+15559870000", url=answer)
    call = provider.call(placed.sid)
    provider.wait(2.5)
    assert legs.decide(call.leg, "answer")
    assert call.heard("please dial")
    call.hang_up()
    text = _copied(provider, call)
    provider.close()
    assert 'placed = provider.client().calls.create(from_="+15559870000", to="+15551230000", url=answer)' in text
    again = _run(text)
    assert (again.said, again.status, again.leg.direction) == (call.said, "completed", "outbound-api")


def test_a_call_whose_beginning_is_forgotten_is_not_copied() -> None:
    provider, call = _played(silent)
    provider.timeline.limit = 2
    provider.engine.world.note(call.sid, "note", "one more")
    with pytest.raises(Uncopied, match="forgotten"):
        _copied(provider, call)


def test_a_copied_test_notices_that_the_app_says_something_else(monkeypatch: pytest.MonkeyPatch) -> None:
    """The kept fault: a copy that asserted nothing would pass whatever the app says."""
    provider, call = _played(speaks)
    text = _copied(provider, call)
    provider.close()
    with pytest.raises((AssertionError, EmulatorError)):
        _run(text.replace("Please dial", "Please wait"))
