"""`laml verbs` shows the reference in the terminal."""

import pytest
from click.testing import CliRunner, Result

from laml.commands.verbs import WIDTH, command
from laml.reference.elements import reference


def run(*arguments: str) -> Result:
    return CliRunner().invoke(command, arguments)


def test_without_a_name_all_are_listed_by_kind_of_document() -> None:
    lines = run().output.splitlines()
    kinds = [line for line in lines if line.endswith(" documents")]
    assert kinds == ["voice documents", "messaging documents", "fax documents"]
    listed = [line for line in lines if line.startswith("  ")]
    assert len(listed) == len(reference())
    assert any(line.split()[:2] == ["Gather", "Collects"] for line in listed)


@pytest.mark.parametrize("name", ["Gather", "gather", "<Gather>"])
def test_a_verb_is_shown_with_all_that_is_known_of_it(name: str) -> None:
    output = run(name).output
    for words in (
        "<Gather>\n  Collects keys or speech from the caller",
        "  in: Response\n",
        "  holds: Pause, Play, Say\n",
        "  source: cxml/reference/voice/gather; twilio.com/docs/voice/twiml/gather\n",
        "\n  numDigits (num_digits)\n      Number of keys after which the input ends; unlimited if left out.\n"
        "      a whole number, at least 1\n",
        "\n  bargeIn (barge_in)  [twiml only]\n",
        "      default: 5\n",
    ):
        assert words in output


def test_all_elements_of_a_name_are_shown() -> None:
    output = run("Redirect").output
    assert output.startswith("<Redirect>\n")
    assert "\n<Redirect>  (messaging)\n" in output


@pytest.mark.parametrize("element", reference(), ids=lambda element: element.slug)
def test_lines_fit_a_terminal(element) -> None:
    output = run(element.slug).output
    assert element.summary.split()[0] in output
    assert all(len(line) <= WIDTH or " " not in line.strip() for line in output.splitlines())


def test_an_unknown_name_is_answered_with_the_nearest() -> None:
    result = run("Gahter")
    assert (result.exit_code, result.output) == (1, "no element 'Gahter'; did you mean Gather?\n")
    assert run("zzzz").output == "no element 'zzzz'; laml verbs lists them\n"
