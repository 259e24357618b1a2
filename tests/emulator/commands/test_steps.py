"""The steps of a caller, read from text."""

from __future__ import annotations

import pytest

from emulator.commands.steps import Step, WrongStep, read_script, read_step

pytestmark = pytest.mark.source("own: the steps of laml phone")


@pytest.mark.parametrize(
    ("text", "steps"),
    [
        ("wait; press 1; wait; hangup", [Step("wait"), Step("press", "1"), Step("wait"), Step("hangup")]),
        (" WAIT 2.5 ;; say two words\n# a comment; press 1\nhear Hello", [
            Step("wait", "2.5"), Step("say", "two words"), Step("hear", "Hello"),
        ]),
        ("press 12#*AD", [Step("press", "12#*AD")]),
        ("silence", [Step("silence")]),
        ("", []),
    ],
)  # fmt: skip
def test_a_script_is_read_step_by_step(text: str, steps: list[Step]) -> None:
    assert read_script(text) == steps


def test_seconds_are_numbers_where_there_are_any() -> None:
    assert (read_step("wait 2.5").seconds, read_step("wait").seconds) == (2.5, None)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("jump", "'jump' is no step; there are wait"),
        ("press", "press needs keys"),
        ("say ", "say needs words"),
        ("press one", "a phone has the keys"),
        ("wait long", "expected seconds"),
        ("wait -1", "expected seconds"),
        ("wait 1e9", "expected seconds"),
        ("hangup now", "hangup stands alone"),
    ],
)
def test_what_is_no_step_is_refused_and_told(text: str, said: str) -> None:
    with pytest.raises(WrongStep, match=said):
        read_script(f"wait; {text}")
