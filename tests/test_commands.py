"""The commands of all packages, as the distribution declares them."""

from importlib.metadata import entry_points

import click
import pytest

from laml.cli import GROUP, SUMMARIES

DECLARED = {entry.name: entry for entry in entry_points(group=GROUP)}


def test_every_command_that_is_declared_has_its_line_in_the_list_and_none_has_only_that() -> None:
    assert DECLARED.keys() == SUMMARIES.keys()


@pytest.mark.parametrize("name", sorted(DECLARED))
def test_a_command_loads(name: str) -> None:
    assert isinstance(DECLARED[name].load(), click.Command)
