"""The errors themselves: one tree, values as attributes, and nothing lost in pickling."""

import copy
import pickle

import pytest

import laml
from laml import LamlError, ParseError, Problem, XmlMalformed, XmlRefused, XmlTooDeep, XmlTooLarge
from laml import errors as module

ERRORS = [value for value in vars(module).values() if isinstance(value, type) and issubclass(value, Exception)]


def test_every_error_has_the_one_root_and_every_warning_is_one() -> None:
    for error in ERRORS:
        assert issubclass(error, Warning if issubclass(error, Warning) else LamlError)
        assert getattr(laml, error.__name__) is error
        assert error.__name__ in laml.__all__


def test_the_tree_at_the_top_of_the_module_is_the_tree() -> None:
    """Each line's parent is the nearest line above that is indented less."""
    drawn: dict[str, str] = {}
    above: list[tuple[int, str]] = []
    for line in (module.__doc__ or "").splitlines()[2:]:
        words = line.lstrip(" │├└─").split()
        if not words:
            continue
        depth = len(line) - len(line.lstrip(" │├└─"))
        above = [entry for entry in above if entry[0] < depth]
        drawn[words[0]] = above[-1][1] if above else ""
        above.append((depth, words[0]))
    for error in ERRORS:
        parent = error.__mro__[1].__name__
        assert drawn[error.__name__] == ("" if parent in ("Exception", "UserWarning") else parent)
    assert len(drawn) == len(ERRORS)


@pytest.mark.parametrize("kind", [ParseError, XmlMalformed, XmlRefused, XmlTooDeep, XmlTooLarge])
def test_a_parse_error_keeps_its_place_through_pickling(kind: type[ParseError]) -> None:
    error = kind("what is wrong", 3, 7)
    for twin in (error, pickle.loads(pickle.dumps(error)), copy.copy(error)):
        assert (type(twin), twin.message, twin.line, twin.column) == (kind, "what is wrong", 3, 7)
        assert str(twin) == "line 3, column 7: what is wrong"


def test_a_parse_error_without_place_says_only_what() -> None:
    assert str(XmlTooLarge("too large")) == "too large"


def test_a_problem_reads_as_place_line_message_and_hint() -> None:
    assert (
        str(Problem("error", "c", "message", "Response/Say", 4, "do this")) == "Response/Say (line 4): message; do this"
    )
    assert str(Problem("warning", "c", "message", "Response/Say")) == "Response/Say: message"


def test_a_problem_is_a_value() -> None:
    assert len({Problem("error", "c", "m", "p"), Problem("error", "c", "m", "p")}) == 1


def test_a_setting_error_is_a_value_error_too() -> None:
    with pytest.raises(ValueError, match="expected 'laml', 'twiml' or None"):
        laml.VoiceResponse(dialect="cxml")  # type: ignore[arg-type] # what is tested
