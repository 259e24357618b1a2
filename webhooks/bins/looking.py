"""A look at a bin before it is saved: what is wrong, what a caller would hear, and what some values would give."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import laml
from laml.tools.outline import Step, outline

from ..errors import TemplateError
from ..wire.providers import Dialect
from .checks import check_contents
from .tags import ITEM, find_tags
from .template import compile_template


@dataclass(frozen=True, slots=True)
class Look:
    """What a look at some contents shows.

    Attributes:
        problems: What is wrong or doubtful with the contents.
        names: The parameters, in the order in which they stand there.
        steps: What a caller would hear: with the values, if there are any; nothing of what is no document.
        xml: The document with the values; empty if it cannot be made.
        told: What the values make wrong.
    """

    problems: tuple[laml.Problem, ...]
    names: tuple[str, ...] = ()
    steps: tuple[Step, ...] = ()
    xml: str = ""
    told: tuple[laml.Problem, ...] = ()

    @property
    def errors(self) -> int:
        """How many problems stand against saving."""
        return sum(problem.severity == "error" for problem in self.problems)


def look_at(text: str, values: Mapping[str, Sequence[str]], dialect: Dialect) -> Look:
    """Look at contents.

    Args:
        text: The contents as they would be saved.
        values: Lists by name, as `values_of` makes them.
        dialect: That of the provider which will fetch them.
    """
    problems = check_contents(text, dialect)
    used = (tag.name for tag in find_tags(text).tags if tag.kind in ("variable", "section", "inverted"))
    names = tuple(dict.fromkeys(name for name in used if name != ITEM))
    try:
        template = compile_template(text, dialect)
    except TemplateError:
        return Look(problems, names)
    try:
        filled = template.fill(values)
    except TemplateError as error:
        return Look(problems, names, _steps(text, dialect), told=error.problems)
    xml = filled.xml.decode()
    is_given = any(value for name in names for value in values.get(name, ()))
    return Look(problems, names, _steps(xml if is_given else text, dialect), xml, filled.problems)


def _steps(text: str, dialect: Dialect) -> tuple[Step, ...]:
    return tuple(outline(laml.parse(text, dialect=dialect)))
