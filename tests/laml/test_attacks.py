"""No text breaks out of the place that it is put into; the program in `attacks` runs as many more as one likes."""

import pytest

from .attacks.escape import build, fault, texts

COUNT = 1_000
ATTACKS = 100_000
"""As many as the list of threats asks for (X21); a tenth of them beside all other tests."""


@pytest.mark.parametrize("count", [ATTACKS // 10, pytest.param(ATTACKS, marks=pytest.mark.services)])
def test_a_hostile_text_stays_the_text_that_it_is(count: int) -> None:
    assert [text for text in texts(count) if fault(text)] == []


def test_a_builder_that_escapes_nothing_is_found_out() -> None:
    """A fault kept here: the same attacks come through where text is put into a document as it stands."""

    def unsafe(text: str) -> str:
        return f'<Response><Say>{text}</Say><Gather hints="{text}"><Say>x</Say></Gather></Response>'

    assert fault("x</Say><Say>y", unsafe) is not None
    assert sum(fault(text, unsafe) is not None for text in texts(COUNT)) > COUNT / 2


def test_a_builder_that_loses_line_ends_is_found_out() -> None:
    """A reader makes blanks of line ends in an attribute, unless they are written as character references."""

    def careless(text: str) -> str:
        return build(text).replace("&#10;", "\n").replace("&#13;", "\r")

    assert fault("one\ntwo", careless) == "the attribute is not the one given"
    assert fault("one\ntwo") is None
