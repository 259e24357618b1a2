"""Bins beside a renderer of texts: chevron-ng, the maintained line of chevron, on templates that both can do.

It knows no XML: it is given no value that its escaping cannot carry, and its text is read as XML before it is compared.
"""

from random import Random

import chevron
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from webhooks.bins.template import compile_template

from .drawing import LISTS, NAMES, Element, Section, Variable, draw_template, written

PLAIN = st.text("abc <>&\"'{}é/#!", min_size=1, max_size=8)
"""Characters that it escapes or that need no escape; blanks but U+0020 are not equal in XML's values."""


def without_lists(element: Element) -> bool:
    """Whether no list is written as one text: what that looks like is each renderer's own."""
    stack = list(element.body) + [piece for _, _, value in element.attributes for piece in value]
    while stack:
        piece = stack.pop()
        if isinstance(piece, Variable) and piece.name in LISTS:
            return False
        if isinstance(piece, Section | Element):
            stack += piece.body
        if isinstance(piece, Element):
            stack += [each for _, _, value in piece.attributes for each in value]
    return True


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    seed=st.integers(0, 2**32),
    single=st.dictionaries(st.sampled_from(NAMES), PLAIN),
    several=st.dictionaries(st.sampled_from(LISTS), st.lists(PLAIN, max_size=3)),
)
def test_a_template_gives_the_document_that_the_text_renderer_gives(
    seed: int, single: dict[str, str], several: dict[str, list[str]]
) -> None:
    drawn = draw_template(Random(seed), quotes='"')
    assert without_lists(drawn)
    text = written(drawn).replace("amazon:effect", "amazon-effect")
    ours = compile_template(text).fill({**{name: [value] for name, value in single.items()}, **several}).xml
    theirs = chevron.render(text, {**single, **several})
    assert canonical(ours) == canonical(theirs.encode())


def canonical(xml: bytes) -> str:
    return etree.canonicalize(xml.decode().removeprefix('<?xml version="1.0" encoding="UTF-8"?>\n'))
