"""What CONTRIBUTING names is there, and what is added most often is written in few files."""

import re

import pytest

from .imports import ROOT

PAGE = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
MOST = 3
ROWS = [line.strip("| ").split(" | ") for line in PAGE.splitlines() if line.startswith("| a")]
RECIPES = {
    row[0]: (paths, data) for row in ROWS for paths, data in [[re.findall(r"`([\w/]+\.\w+)`", x) for x in row[1:]]]
}


def test_every_file_and_folder_that_is_named_is_there() -> None:
    named = set(re.findall(r"`([a-z_]+(?:/[\w.]+)+)`", PAGE))
    assert len(named) > 20
    assert sorted(path for path in named if not (ROOT / path).exists()) == []


def test_there_is_a_recipe_for_what_is_added_most_often() -> None:
    assert RECIPES.keys() == {"an attribute", "a verb", "a rule", "a resource", "a request kind"}
    assert all(data for _, data in RECIPES.values())


@pytest.mark.parametrize("name", RECIPES)
def test_a_recipe_names_three_files_at_most_beside_the_test(name: str) -> None:
    files, _ = RECIPES[name]
    assert 0 < len(files) <= MOST, files
