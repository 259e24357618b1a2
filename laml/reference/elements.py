"""Reads the declarations as documentation: what each element takes, its example, and the docstring below each field.

The docstrings come from the shipped source, by `ast`; everything else from the compiled declarations, so that the
reference cannot differ from what is checked. `python -m laml.reference FOLDER` writes the pages.
"""

from __future__ import annotations

import ast
import inspect
import sys
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from types import ModuleType

from ..grammar import constraints as c
from ..grammar.attributes import Attribute
from ..grammar.constraints import Dialect
from ..grammar.form import DIALECTS, KIND_WORDS, Form, ParentRules
from ..grammar.rules import sentence
from ..grammar.text_rules import MostBy, TextRule
from ..registry import BY_KIND, CLASSES, IN_PARENT
from ..tools.defaults import defaults
from ..tree import Node


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
        example: Python that makes a document named `response`, with the names of its kind's module
            (`laml.voice_response`, …).
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
    example: str
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


def summary_of(cls: type[Node]) -> str:
    """What the elements of a class do, in a sentence."""
    return _sections(_class_doc(cls))[0]


def examples() -> dict[str, str]:
    """The Python of each element's example, by slug."""
    return {element.slug: element.example for element in reference()}


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
    summary, details, source, example = _sections(_class_doc(cls))
    docs = field_docs(cls.declared) if cls.declared else {}
    attributes = sorted(cls.attributes_known().values(), key=lambda attribute: attribute.name)
    return ElementReference(
        slug=f"{prefix}-{tag}".lower() if prefix else tag.lower(),
        tag=tag,
        kind=kind,
        title=f"{tag} (in {parent})" if parent else f"{tag} ({kind})" if doubled else tag,
        made_by=cls,
        summary=summary,
        details=details,
        source=source,
        example=example,
        takes=_text(cls.text_rule),
        rules=tuple(sentence(rule) for rule in cls.rules),
        attributes=tuple(_attribute(x, docs.get(x.python_name, "")) for x in attributes),
        parents=tuple(_parents(kind, parent, cls)),
        children=tuple(_relative(child, verdict) for child, verdict in cls.holds.items()),
    )


def _sections(doc: str) -> tuple[str, str, str, str]:
    """First paragraph, what follows up to the sections, the source, and the example at the end."""
    above, _, example = doc.partition("Example::\n")
    words, _, source = above.partition("Source: ")
    words = words.partition("Args:\n")[0]
    summary, _, details = words.strip().partition("\n\n")
    source = " ".join(source.split()).rstrip(".")
    return " ".join(summary.split()), " ".join(details.split()), source, textwrap.dedent(example).strip("\n")


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
    undocumented: tuple[Dialect, ...] = tuple(each for each in dialects if verdict >> 2 & c.BITS[each])
    return Relative(tag, dialects, undocumented)


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
    limits: list[tuple[Dialect, str]] = [
        (each, _most(most)) for each in DIALECTS if (most := rule.at_most.get(c.BITS[each]))
    ]
    words += [_per_dialect(limits, of=DIALECTS)] if limits else []
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
    forms = [form for form in (attribute.laml, attribute.twiml) if form.exists]
    dialects: tuple[Dialect, ...] = tuple(form.dialect for form in forms)
    return AttributeReference(
        name=attribute.name,
        keyword=attribute.python_name,
        takes=_per_dialect([(form.dialect, _takes(form)) for form in forms]),
        default=_per_dialect(list(defaults(attribute).items()), of=dialects),
        dialects=dialects,
        text=text,
        notes=tuple(dict.fromkeys(_notes(attribute))),
    )


def _per_dialect(stated: Sequence[tuple[Dialect, str]], of: Sequence[Dialect] = ()) -> str:
    """One sentence where all dialects have the same, else one for each."""
    if len({words for _, words in stated}) == 1 and len(stated) >= len(of):
        return stated[0][1]
    return "; ".join(f"{dialect}: {words}" for dialect, words in stated)


def _takes(form: Form) -> str:
    """What an attribute takes in one dialect."""
    by = form.separated.by if form.separated is not None else ""
    values = tuple(value for value in form.values if not by or by not in value)
    words = [" or ".join(f"`{value}`" for value in form.booleans)] if form.booleans else []
    words += [KIND_WORDS[form.number]] if form.number is not None else []
    if values:
        words.append(", ".join(f"`{value}`" for value in values))
    if form.url is not None:
        words.append("a URL")
    elif str in form.kinds and not values:
        words.append("a text")
    elif str in form.kinds and form.open and not by:
        words.append("another text")
    what = " or ".join(words)
    if by:
        separated = f"separated by {'blanks' if by == ' ' else 'commas'}"
        what = f"one or more of {what}, {separated}" if values else f"{what}, or several {separated}"
    return "".join([what, *(f", {limit}" for limit in (*form.limits(), *_more_limits(form)))])


def _more_limits(form: Form) -> Iterator[str]:
    """What else limits a value, beside its size."""
    if form.unit:
        yield f"in {form.unit}"
    yield from (rule.meaning for rule in form.matches)
    yield from (rule.meaning for rule in form.looks)
    if form.prefix:
        yield f"begins with {form.prefix}"
    if form.any_case:
        yield "capitals do not matter"
    if form.may_be_empty:
        yield "may be empty"
    if form.separated is not None:
        yield from [f"at most {form.separated.items} items"] if form.separated.items else []
        yield from [f"at most {form.separated.item_length} characters each"] if form.separated.item_length else []
    if form.url is not None:
        if form.url.absolute:
            yield "absolute (a relative one is warned about)" if form.url.shown_relative else "absolute"
        yield from [f"of scheme {' or '.join(form.url.schemes)}"] if form.url.schemes != ("http", "https") else []
        yield from [] if form.url.query else ["without a query string"]


def _notes(attribute: Attribute) -> Iterator[str]:
    if attribute.required:
        yield "required"
    forms = (attribute.laml, attribute.twiml)
    for form in forms:
        if form.support == "undocumented":
            yield "no page of the provider documents it"
        elif form.support == "builder":
            yield f"a builder of {form.dialect} writes it, no page documents it"
    if attribute.parent_rules is not None:
        yield from _parent_notes(attribute.parent_rules)
    for rule in (rule for form in forms if form.exists for rule in form.deprecated):
        what = "deprecated" if rule.value is None else f"`{rule.value}` is deprecated"
        where = f" in {rule.dialect}" if rule.dialect else ""
        yield f"{what}{where}{f': use {rule.instead}' if rule.instead else ''}"


def _parent_notes(rules: ParentRules) -> Iterator[str]:
    if rules.only:
        yield f"only in {', '.join(rules.only)}"
    if rules.never:
        yield f"not in {', '.join(rules.never)}"
    if rules.effective:
        yield f"has an effect in {', '.join(rules.effective)} only"
    for parent, values in rules.values.items():
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
