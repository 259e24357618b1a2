"""Writes a schema that only takes what nobody objects to, with questions in XPath about what a schema cannot say.

The schema of `schema.py` allows where in doubt, for editors. This one refuses where in doubt, so that what it takes
need not be looked at again: what it does not take is not wrong, but is for `check.py` to judge.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final, NamedTuple, TypeGuard

from . import constraints as c
from .document import Response
from .element import Element
from .faults import ANY, any_of, fault, mixed_text_fault
from .flow import ASKS_AGAIN
from .registry import class_for
from .rules import Expected, Needs, Rule, TextOrAttribute, TextOrChild, TextOrChildren, TextXorChildren
from .sure_values import any_type, text_type, value_type
from .texts import TextRule

MARKUP_LEVELS: Final = 3
"""How deep mark-up stands in mark-up, `Say` counted; what stands deeper is left to the search."""
ABOUT_TEXT: Final = (TextOrAttribute, TextOrChild, TextOrChildren, TextXorChildren)
"""Rules that are obeyed by every element that has a text and no elements; the schema takes no other blank ones."""


class StrictSchema(NamedTuple):
    """A schema, and what is to be asked beside it: XPath from the root, by the tag of a verb."""

    xml: str
    faulty: Mapping[str, str]
    """The elements of the verb that break a rule; verbs with no such rules are left out."""
    longest: Mapping[str, tuple[int, str]]
    """Most characters of a text in the verb, and the elements that have more."""


class _Place(NamedTuple):
    """An element in a place: what it stands in, and how deep in mark-up."""

    cls: type[Element]
    parent: str
    level: int


class _Scope(NamedTuple):
    """What a schema is made for."""

    kind: str
    bits: int
    markup: bool


def strict_schema(root: type[Response], bits: int, *, markup: bool) -> StrictSchema:
    """The schema of documents with that root.

    Args:
        root: The class of the document.
        bits: The dialects; each value has to be beyond doubt in one of them.
        markup: Whether mark-up may stand in speech; a text without it is quicker to judge.
    """
    scope = _Scope(root.kind, bits, markup)
    verbs = _children(scope, root, 0)
    types: dict[str, list[str]] = {}
    for verb in verbs:
        _add_types(scope, verb, 0, types)
    lines = [
        '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">',
        f'<xs:element name="{root.tag}"><xs:complexType>',
        *_choice(verbs, 0),
        "</xs:complexType></xs:element>",
        *(line for each in types.values() for line in each),
        "</xs:schema>",
    ]
    within = {verb.tag: dict.fromkeys(_within(scope, verb, root.tag, 0)) for verb in verbs}
    return StrictSchema(
        "\n".join(lines),
        {tag: path for tag, places in within.items() if (path := _faulty(scope, tag, places))},
        {tag: found for tag, places in within.items() if (found := _longest(scope, tag, places))},
    )


def _children(scope: _Scope, cls: type[Element], level: int) -> tuple[type[Element], ...]:
    """The elements that nobody objects to in one, as far as the schema has them; mark-up in mark-up to some level."""
    if cls.spaced and (not scope.markup or level == MARKUP_LEVELS):
        return ()
    tags = [tag for tag, verdict in cls.holds.items() if (verdict | verdict >> 2) & scope.bits != scope.bits]
    found = [child for tag in tags if (child := class_for(scope.kind, tag, cls.tag)) is not None]
    return tuple(child for child in found if _takes(scope, child, cls.tag, level + cls.spaced))


def _takes(scope: _Scope, cls: type[Element], parent: str, level: int) -> bool:
    """Whether a schema and XPath can judge an element in that place."""
    if (
        cls.any_child
        or ANY in _faults(scope, cls, parent, level)
        or not _required(scope, cls) <= _values(scope, cls).keys()
    ):
        return False
    return cls.text_rule is None or bool(_children(scope, cls, level) or text_type(cls.text_rule, _each(scope.bits)))


def _faults(scope: _Scope, cls: type[Element], parent: str, level: int) -> list[str]:
    """The conditions under which an element is faulty though it obeys the schema."""
    required = _required(scope, cls)
    mixed = bool(cls.text_rule and _children(scope, cls, level))
    left = [
        rule
        for rule in _rules(scope, cls)
        if not _is_stated(rule)
        and (mixed or not cls.text_rule or not isinstance(rule, ABOUT_TEXT))
        and not (isinstance(rule, Needs) and rule.condition in required)
    ]
    faults = [fault(rule, parent) for rule in left]
    return [*faults, mixed_text_fault(cls.text_rule)] if mixed and cls.text_rule else faults


def _rules(scope: _Scope, cls: type[Element]) -> list[Rule]:
    return [rule for rule in cls.rules if rule.bits & scope.bits == scope.bits]


def _is_stated(rule: Rule) -> TypeGuard[Expected]:
    """Whether the schema states the rule."""
    return isinstance(rule, Expected) and not rule.parents and not rule.unless


def _required(scope: _Scope, cls: type[Element]) -> set[str]:
    """The attributes without which something is wrong, or doubtful: a menu that has no action goes round."""
    known = cls.attributes_known()
    required = {known[keyword].name for keyword in cls.required}
    required.update(rule.attribute for rule in _rules(scope, cls) if _is_stated(rule))
    return required | {"action"} if cls.tag in ASKS_AGAIN else required


def _within(scope: _Scope, cls: type[Element], parent: str, level: int) -> Iterator[_Place]:
    """An element and all that may stand in it, each where it stands."""
    yield _Place(cls, parent, level)
    for child in _children(scope, cls, level):
        yield from _within(scope, child, cls.tag, level + cls.spaced)


def _faulty(scope: _Scope, tag: str, places: Iterable[_Place]) -> str:
    found: dict[str, list[str]] = {}
    for place in places:
        found.setdefault(_path(tag, place), []).extend(_faults(scope, place.cls, place.parent, place.level))
    return "|".join(f"{path}[{any_of(conditions)}]" for path, conditions in found.items() if any_of(conditions))


def _longest(scope: _Scope, tag: str, places: Iterable[_Place]) -> tuple[int, str] | None:
    """The shortest of the longest texts in a verb: documents that are no longer need not be asked."""
    found = {_path(tag, x): most for x in places if x.cls.text_rule and (most := _most(x.cls.text_rule, scope.bits))}
    paths = "|".join(f"{path}[string-length() > {most}]" for path, most in found.items())
    return (min(found.values()), paths) if found else None


def _path(verb: str, place: _Place) -> str:
    """The way from the root to all elements that stand like this one in a verb."""
    if place.parent == "Response":
        return verb
    return f"{verb}/{place.cls.tag}" if place.parent == verb else f"{verb}//{place.parent}/{place.cls.tag}"


def _most(rule: TextRule, bits: int) -> int:
    """Most characters of a text that is never too long; 0 if one of the dialects has no limit."""
    limits = [rule.least(bit) or 0 for bit in _each(bits)]
    return max(limits) if all(limits) else 0


def _each(bits: int) -> list[int]:
    return [bit for bit in (c.LAML, c.TWIML) if bit & bits]


def _type_name(cls: type[Element], level: int) -> str:
    return f"{cls.__name__}.{level}"


def _choice(children: Iterable[type[Element]], level: int) -> Iterator[str]:
    yield '<xs:choice minOccurs="0" maxOccurs="unbounded">'
    yield from (f'<xs:element name="{child.tag}" type="{_type_name(child, level)}" />' for child in children)
    yield "</xs:choice>"


def _add_types(scope: _Scope, cls: type[Element], level: int, types: dict[str, list[str]]) -> None:
    """Add the types of an element and of all that may stand in it."""
    name = _type_name(cls, level)
    if name in types:
        return
    types[name] = []
    children = _children(scope, cls, level)
    attributes = _attributes(scope, cls)
    if cls.text_rule is not None and not children:
        types[name] += [
            f'<xs:simpleType name="{name}.text">{text_type(cls.text_rule, _each(scope.bits))}</xs:simpleType>',
            f'<xs:complexType name="{name}"><xs:simpleContent><xs:extension base="{name}.text">',
            *attributes,
            "</xs:extension></xs:simpleContent></xs:complexType>",
        ]
        return
    mixed = ' mixed="true"' if cls.text_rule is not None else ""
    below = level + cls.spaced
    types[name] += [
        f'<xs:complexType name="{name}"{mixed}>',
        *_choice(children, below),
        *attributes,
        "</xs:complexType>",
    ]
    for child in children:
        _add_types(scope, child, below, types)


def _attributes(scope: _Scope, cls: type[Element]) -> Iterator[str]:
    required = _required(scope, cls)
    for name, types in _values(scope, cls).items():
        use = "required" if name in required else "optional"
        yield f'<xs:attribute name="{name}" use="{use}">{any_type(types)}</xs:attribute>'


_kept: dict[tuple[type[Element], int], dict[str, list[str]]] = {}
"""What `_values` told; by hand, since type checkers take a class of unhashable elements for no key of `cache`."""


def _values(scope: _Scope, cls: type[Element]) -> dict[str, list[str]]:
    """The types of attributes that have a value beyond doubt, wherever the element stands."""
    found = _kept.get((cls, scope.bits))
    if found is None:
        known = [x for x in cls.attributes_known().values() if not x.places and ":" not in x.name]
        types = {x.name: [made for bit in _each(scope.bits) if (made := value_type(x, bit))] for x in known}
        found = _kept[cls, scope.bits] = {name: each for name, each in types.items() if each}
    return found
