"""Reads the declarations as documentation: what each element takes, in words, and the docstring below each field.

The docstrings come from the shipped source, by `ast`; everything else from the compiled declarations, so that the
reference cannot say other than what is checked. `python -m laml.reference FOLDER` writes the pages.
"""

from __future__ import annotations

import ast
import inspect
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from types import ModuleType
from typing import Final

from ..grammar import constraints as c
from ..grammar.attributes import Attribute
from ..grammar.constraints import Dialect
from ..grammar.rules import sentence
from ..grammar.text_rules import MostBy, TextRule
from ..registry import BY_KIND, CLASSES, IN_PARENT
from ..tools.defaults import defaults
from ..tree import Node

DIALECTS: Final[tuple[Dialect, ...]] = ("laml", "twiml")


@dataclass(frozen=True, slots=True)
class AttributeReference:
    """One attribute: its names, what it takes and what it means.

    Args:
        name: As in XML.
        keyword: As in Python.
        takes: Type, values and limits, in words.
        default: What applies when it is left out; empty if nothing is stated.
        dialects: Those that have it.
        text: What it does.
        notes: Where it is allowed, whether it is documented, what replaces it.
    """

    name: str
    keyword: str
    takes: str
    default: str
    dialects: tuple[Dialect, ...]
    text: str
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Relative:
    """A parent or child: its tag, the dialects that allow it, and those that do without a page about it."""

    tag: str
    dialects: tuple[Dialect, ...]
    undocumented: tuple[Dialect, ...]

    def __str__(self) -> str:
        notes = [] if len(self.dialects) == len(DIALECTS) else [f"{' '.join(self.dialects)} only"]
        if self.undocumented:
            notes.append("undocumented")
        return self.tag + (f" ({', '.join(notes)})" if notes else "")


@dataclass(frozen=True, slots=True)
class ElementReference:
    """One element.

    Args:
        slug: A name of its own among all elements, in lower case: `say`, `messaging-redirect`, `refer-sip`.
        tag: As in XML.
        kind: `voice`, `messaging` or `fax`.
        title: The tag, and the kind or parent where another element has the same.
        made_by: The class that makes it.
        summary: What it does, in a sentence.
        details: More about it; may be empty.
        source: Pages of the providers.
        takes: What its text is, in words; empty if it takes none.
        rules: What goes together and what does not, in words.
    """

    slug: str
    tag: str
    kind: str
    title: str
    made_by: type[Node]
    summary: str
    details: str
    source: str
    takes: str
    rules: tuple[str, ...]
    attributes: tuple[AttributeReference, ...]
    parents: tuple[Relative, ...]
    children: tuple[Relative, ...]


@cache
def reference() -> tuple[ElementReference, ...]:
    """Every element: those of voice documents, then messaging, then fax; the roots of each first."""
    return tuple(_element(*row) for row in _rows())


def find(name: str) -> list[ElementReference]:
    """Elements by tag or slug, in any case; none if there is none."""
    wanted = name.strip("<>/ ").lower()
    return [element for element in reference() if wanted in (element.tag.lower(), element.slug)]


def _rows() -> Iterator[tuple[str, str, type[Node]]]:
    """Kind, parent (if the class holds for one only) and class of every element."""
    for kind, classes in CLASSES.items():
        yield kind, "", BY_KIND[kind]
        yield from ((kind, "", classes[tag]) for tag in sorted(classes, key=str.lower))
        for (parent, _), cls in IN_PARENT.items():
            if parent in classes:
                yield kind, parent, cls


def _element(kind: str, parent: str, cls: type[Node]) -> ElementReference:
    tag = cls.tag
    kinds = [each for each, classes in CLASSES.items() if tag in classes]
    doubled = tag == "Response" or (len(kinds) > 1 and kind != kinds[0])
    prefix = parent or (kind if doubled else "")
    summary, details, source = _sections(_class_doc(cls))
    docs = field_docs(cls.declared) if cls.declared else {}
    fit = sorted(cls.attributes_known().values(), key=lambda attribute: attribute.name)
    return ElementReference(
        slug=f"{prefix}-{tag}".lower() if prefix else tag.lower(),
        tag=tag,
        kind=kind,
        title=f"{tag} (in {parent})" if parent else f"{tag} ({kind})" if doubled else tag,
        made_by=cls,
        summary=summary,
        details=details,
        source=source,
        takes=_text(cls.text_rule),
        rules=tuple(sentence(rule) for rule in cls.rules),
        attributes=tuple(_attribute(x, docs.get(x.python_name, "")) for x in fit),
        parents=tuple(_parents(kind, parent, cls)),
        children=tuple(_relative(child, verdict) for child, verdict in cls.holds.items()),
    )


def _sections(doc: str) -> tuple[str, str, str]:
    """First paragraph, what follows up to the sections, and the source."""
    told, _, source = doc.partition("Source: ")
    told = told.partition("Args:\n")[0]
    summary, _, details = told.strip().partition("\n\n")
    return " ".join(summary.split()), " ".join(details.split()), " ".join(source.split()).rstrip(".")


def _parents(kind: str, only: str, cls: type[Node]) -> Iterator[Relative]:
    if cls in BY_KIND.values():
        return
    holders = {"Response": BY_KIND[kind]} | dict(CLASSES[kind])
    for tag, holder in sorted(holders.items(), key=lambda item: item[0].lower()):
        own = IN_PARENT.get((tag, cls.tag))
        if cls.tag in holder.holds and (tag == only if only else own is None):
            yield _relative(tag, holder.holds[cls.tag])


def _relative(tag: str, verdict: int) -> Relative:
    dialects: tuple[Dialect, ...] = tuple(each for each in DIALECTS if not verdict & c.BITS[each])
    doubtful: tuple[Dialect, ...] = tuple(each for each in dialects if verdict >> 2 & c.BITS[each])
    return Relative(tag, dialects, doubtful)


def _text(rule: TextRule | None) -> str:
    if rule is None:
        return ""
    kinds = {
        "plain": "a text", "url": "a URL", "phone": "a phone number", "name": "a name", "sip": "a SIP address",
        "json": "a JSON object",
    }  # fmt: skip
    words = [f"{kinds.get(rule.kind, rule.kind)}, keyword `{rule.name}`"]
    if rule.values:
        words.append(f"one of {', '.join(rule.values)}")
    if rule.pattern:
        words.append(rule.pattern[1])
    told: list[tuple[Dialect, str]] = [
        (each, _most(most)) for each in DIALECTS if (most := rule.at_most.get(c.BITS[each]))
    ]
    words += [_per_dialect(told, of=DIALECTS)] if told else []
    needed = [each for each in DIALECTS if rule.required & c.BITS[each]]
    if needed:
        words.append("required" if len(needed) == len(DIALECTS) else f"required in {needed[0]}")
    return "; ".join(words)


def _most(most: int | MostBy) -> str:
    """How many characters there may be, in words."""
    if isinstance(most, int):
        return f"at most {most} characters"
    *families, (_, _, others) = most.families
    return ", ".join([f"at most {others} characters", *(f"{most} with {words}" for _, words, most in families)])


def _attribute(attribute: Attribute, text: str) -> AttributeReference:
    dialects: tuple[Dialect, ...] = tuple(
        each
        for each in DIALECTS
        if not any(isinstance(x, c.Only) and x.dialect != each for x in attribute.constraints[c.BITS[each]])
    )
    return AttributeReference(
        name=attribute.name,
        keyword=attribute.python_name,
        takes=_per_dialect([(each, _takes(attribute, c.BITS[each])) for each in dialects]),
        default=_per_dialect([(each, value) for each, value in defaults(attribute).items()], of=dialects),
        dialects=dialects,
        text=text,
        notes=tuple(dict.fromkeys(_notes(attribute, dialects))),
    )


def _per_dialect(told: Sequence[tuple[Dialect, str]], of: Sequence[Dialect] = ()) -> str:
    """One sentence where all dialects have the same, else one for each."""
    if len({words for _, words in told}) == 1 and len(told) >= len(of):
        return told[0][1]
    return "; ".join(f"{dialect}: {words}" for dialect, words in told)


def _takes(attribute: Attribute, bit: int) -> str:
    """What an attribute takes in one dialect."""
    found = attribute.constraints[bit]
    narrowed = next((x for x in found if isinstance(x, c.Values)), None)
    values = narrowed.values if narrowed else attribute.values
    if attribute.list_of:
        values = tuple(value for value in values if attribute.separator not in value)
    words = [name for kind, name in _KINDS.items() if kind in attribute.kinds]
    if values:
        words.append(", ".join(f"`{value}`" for value in values))
    if c.HasUrl in attribute.kinds:
        words.append("a URL")
    elif str in attribute.kinds and not (attribute.list_of and values):
        is_open = narrowed.open if narrowed else True
        words += [] if values and not is_open else ["another text" if values else "a text"]
    what = " or ".join(words)
    if attribute.list_of:
        by = "blanks" if attribute.separator == " " else "commas"
        what = f"one or more of {what}, separated by {by}" if values else f"{what}, or several separated by {by}"
    return "".join([what, *(f", {limit}" for limit in _limits(found))])


_KINDS: Final[dict[object, str]] = {bool: "`true` or `false`", int: "a whole number", float: "a number"}


def _limits(found: Sequence[c.Constraint]) -> Iterator[str]:
    for x in found:
        match x:
            case c.AtLeast(number):
                yield f"at least {number:g}"
            case c.AtMost(number):
                yield f"at most {number:g}"
            case c.Unit(name):
                yield f"in {name}"
            case c.Matches(_, meaning) | c.Looks(_, meaning):
                yield meaning
            case c.MaxLength(characters):
                yield f"at most {characters} characters"
            case c.Prefix(letters):
                yield f"begins with {letters}"
            case c.AnyCase():
                yield "capitals do not matter"
            case c.MayBeEmpty():
                yield "may be empty"
            case c.Separated():
                yield from [f"at most {x.items} items"] if x.items else []
                yield from [f"at most {x.item_length} characters each"] if x.item_length else []
            case c.UrlForm():
                yield from ["absolute"] if x.absolute else []
                yield from [f"of scheme {' or '.join(x.schemes)}"] if x.schemes != ("http", "https") else []
                yield from [] if x.query else ["without a query string"]


def _notes(attribute: Attribute, dialects: Sequence[Dialect]) -> Iterator[str]:
    if attribute.required:
        yield "required"
    for each in DIALECTS:
        for x in attribute.constraints[c.BITS[each]]:
            match x:
                case c.Unsure(None) if each in dialects:
                    yield "no page of the provider documents it"
                case c.Unsure(dialect) if dialect == each:
                    yield f"a builder of {each} writes it, no page documents it"
                case c.Deprecated(instead, value) if each in dialects and x.dialect in (None, each):
                    what = "deprecated" if value is None else f"`{value}` is deprecated"
                    where = f" in {x.dialect}" if x.dialect else ""
                    yield f"{what}{where}{f': use {instead}' if instead else ''}"
                case c.OnlyIn(parents):
                    yield f"only in {', '.join(parents)}"
                case c.NotIn(parents):
                    yield f"not in {', '.join(parents)}"
                case c.EffectiveIn(parents):
                    yield f"has an effect in {', '.join(parents)} only"
                case c.ValuesIn(parent, values):
                    yield f"in {parent} one of {', '.join(values)}"


def _class_doc(cls: type) -> str:
    """The docstring as it stands in the source: `python -OO` takes it off the class."""
    node = _class_node(cls)
    return (ast.get_docstring(node) or "") if node is not None else ""


def _class_node(cls: type) -> ast.ClassDef | None:
    body = _tree(sys.modules[cls.__module__]).body
    return next((x for x in body if isinstance(x, ast.ClassDef) and x.name == cls.__name__), None)


def field_docs(declared: type) -> dict[str, str]:
    """The docstring below each field of a `TypedDict`, those that it inherits included."""
    module, node = sys.modules[declared.__module__], _class_node(declared)
    docs: dict[str, str] = {}
    if node is None:
        return docs
    for base in node.bases:
        above = vars(module).get(base.id) if isinstance(base, ast.Name) else None
        if isinstance(above, type) and above.__name__ != "TypedDict":
            docs |= field_docs(above)
    for field, below in zip(node.body, node.body[1:], strict=False):
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name):
            doc = below.value if isinstance(below, ast.Expr) else None
            if isinstance(doc, ast.Constant) and isinstance(doc.value, str):
                docs[field.target.id] = " ".join(doc.value.split())
    return docs


@cache
def _tree(module: ModuleType) -> ast.Module:
    return ast.parse(inspect.getsource(module))
