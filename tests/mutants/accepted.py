"""Reads the table of mutants that may survive, each with the reason why no test has to notice it."""

import tomllib
from pathlib import Path

TABLE = Path(__file__).with_name("accepted.toml")


def accepted() -> dict[tuple[str, str], str]:
    """For file and name of a mutant the reason."""
    rows = tomllib.loads(TABLE.read_text(encoding="utf-8")).get("survivor", [])
    return {(row["file"], name): row["reason"] for row in rows for name in row["mutants"]}
