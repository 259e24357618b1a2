"""Judges the contents of a bin before they are saved: as a template, and as a document of a dialect."""

from __future__ import annotations

import laml

from ..errors import TemplateError
from ..wire.providers import Dialect
from .template import compile_template


def check_contents(text: str, dialect: Dialect) -> tuple[laml.Problem, ...]:
    """Every problem of what may become the contents of a bin.

    Args:
        text: The document, with `{{…}}` in texts and values where parameters are to be filled in.
        dialect: That of the provider which will fetch it.

    Returns:
        Errors, for which it is not saved, and warnings; with line and column where they are known.
    """
    found = laml.check(text, dialect)
    try:
        compile_template(text)
    except TemplateError as error:
        found = [*error.problems, *(problem for problem in found if problem not in error.problems)]
    return tuple(sorted(found, key=_place))


def _place(problem: laml.Problem) -> tuple[int, int]:
    return problem.line or 1 << 30, problem.column or 0
