"""Draws any element of the table: all its attributes but a drawn few, awkward texts, comments, and children of its own.

The simplest drawing leaves nothing out. Hypothesis begins with it, so that no attribute is left to chance.
"""

from functools import cache

from hypothesis import strategies as st

from laml import Comment, Element

from .making import parent_of
from .strategies import LEGAL, PROSE, TEXTS
from .table import ELEMENTS, ROOTS, attributes, chain, class_of, holders, right, text_for

DEEPEST = 2
"""How deep children are drawn; the way that leads to the element comes on top of it."""
COMMENTS = st.text(LEGAL, max_size=9).filter(lambda text: "-" not in text).map(Comment)
DIALECTS = ("laml", "twiml")
FIRST = {"voice": "Pause", "messaging": "Message", "fax": "Receive"}
"""The verb that a document begins with: it shows of which kind the document is."""


@cache
def inside(place: str, dialect: str) -> list[str]:
    """The tags that may stand in a place of the table."""
    found = (tag for tag in ELEMENTS if tag != "Response")
    return [tag for tag in found if any(name == place for name, _ in holders(tag, dialect))]


def every_place(kind: str, dialect: str) -> list[tuple[str, list[str]]]:
    """Each element in each of its places in a kind of document: its tag, and the path that leads to it."""
    tags = [tag for tag in ELEMENTS if tag != "Response"]
    places = [(tag, chain(place, dialect)) for tag in tags for place, _ in holders(tag, dialect)]
    return [(tag, path) for tag, path in places if path[0] == kind]


@st.composite
def elements(draw: st.DrawFn, tag: str, dialect: str, path: list[str], depth: int = 0) -> Element:
    """Elements of a tag at the end of a path, as right as the table says or with any text for a value."""
    parent = parent_of(path)
    facts = attributes(tag, dialect, parent)
    left_out = draw(st.sets(st.sampled_from(sorted(facts)), max_size=3)) if facts else set()
    given = {
        fact["python_name"]: draw(st.sampled_from(right(tag, name, fact, dialect, parent)) | TEXTS)
        for name, fact in facts.items()
        if name not in left_out
    }
    made = class_of(tag, parent, path[0])(**given)
    text = text_for(tag, dialect, parent)
    texts = [] if text is None else [st.just(text) | PROSE]
    tags = [] if (tag, parent) == ("Sip", "Refer") or depth == DEEPEST else inside(tag, dialect)
    children = [st.sampled_from(tags).flatmap(lambda child: elements(child, dialect, [*path, tag], depth + 1))]
    for item in draw(st.lists(st.one_of(*texts, *(children if tags else []), COMMENTS), max_size=3)):
        made.comment(item.text) if isinstance(item, Comment) else made.append(item)
    return made


@st.composite
def documents(draw: st.DrawFn, tag: str, dialect: str, path: list[str]) -> Element:
    """An element of a tag at the end of a path, attached to a document."""
    kind = path[0]
    at: Element = ROOTS[kind](dialect=dialect, validate="off")  # type: ignore[arg-type] # one of the two
    at.append(class_of(FIRST[kind], "Response", kind)())
    for number, above in enumerate(path[1:], 1):
        at = at.nest(class_of(above, parent_of(path[:number]), kind)())
    return at.nest(draw(elements(tag, dialect, path)))
