"""The attack on bins: hostile values in drawn templates, against what has to come; and two renderers of texts.

What comes out must parse, and have the template's elements and attributes, with the values in them as they were sent.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from html import escape
from random import Random

from lxml import etree

from webhooks.bins.template import compile_template
from webhooks.errors import TemplateError

from ..bins.drawing import Values, draw_template, draw_values, expected_shape, shape_of, written

PER_TEMPLATE = 100
Renderer = Callable[[str], Callable[[Values], bytes]]


def attack(count: int, seed: int, renderer: Renderer | None = None) -> tuple[Counter[str], list[str]]:
    """Fill drawn templates, a hundred of them or a hundredth of `count`, with `count` sets of drawn values.

    Args:
        count: How many documents are made.
        seed: Of all that is drawn.
        renderer: What makes them; ours if it is None.

    Returns:
        How often each outcome came (`kept`, `too large`, `altered`, `broken`), and some templates and values in words.
    """
    random = Random(seed)
    outcomes: Counter[str] = Counter()
    failed: list[str] = []
    make = renderer or filled
    per_template = min(PER_TEMPLATE, max(count // 100, 1))
    for _ in range(max(count // per_template, 1)):
        template = draw_template(random)
        text = written(template)
        render = make(text)
        for _ in range(per_template):
            values = draw_values(random)
            try:
                outcome = "kept" if shape_of(render(values)) == expected_shape(template, values) else "altered"
            except TemplateError:
                outcome = "too large"
            except (etree.XMLSyntaxError, UnicodeEncodeError):
                outcome = "broken"
            outcomes[outcome] += 1
            if outcome in ("altered", "broken") and len(failed) < 3:
                failed.append(f"{outcome}: {text!r} with {values!r}")
    return outcomes, failed


def filled(text: str) -> Callable[[Values], bytes]:
    """Fill it as bins do."""
    template = compile_template(text)
    return lambda values: template.fill(values).xml


def replaced(text: str) -> Callable[[Values], bytes]:
    """The fault: parameters are replaced in the text, as `str.format` and its like do."""
    return _texts(text, lambda value: value)


def escaped(text: str) -> Callable[[Values], bytes]:
    """The fault: they are escaped before, as renderers of HTML do: nothing of XML's characters, and one quote only."""
    return _texts(text, lambda value: escape(value, quote=False).replace('"', "&quot;"))


_SECTION = re.compile(r"\{\{([#^])([^}]+)\}\}((?:(?!\{\{[#^]).)*?)\{\{/\2\}\}", re.DOTALL)
_VARIABLE = re.compile(r"\{\{([^}#^/]+)\}\}")


def _texts(text: str, written_as: Callable[[str], str]) -> Callable[[Values], bytes]:
    def render(values: Values) -> bytes:
        def section(found: re.Match[str]) -> str:
            given = [value for value in values.get(found[2], ()) if value]
            if found[1] == "^":
                return "" if given else found[3]
            return "".join(found[3].replace("{{.}}", written_as(value)) for value in given)

        rendered = text
        for _ in range(6):  # sections in sections; a value that is a section would go on for ever
            rendered = _SECTION.sub(section, rendered)
        rendered = _VARIABLE.sub(lambda found: written_as(",".join(filter(None, values.get(found[1], ())))), rendered)
        return rendered.encode("utf-8", "surrogatepass")

    return render


FAULTS: dict[str, Renderer] = {"replaced": replaced, "escaped": escaped}
