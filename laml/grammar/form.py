"""What an attribute takes in one dialect: compiled once from its declaration, and read wherever it is asked for.

Checks, reference, schema, outline and fixes ask the fields of a `Form`; only this module reads the metadata of a field.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, Literal, Never, TypeAlias

from . import constraints as c
from .rows import Row

Support: TypeAlias = Literal["documented", "undocumented", "builder", "none"]
"""How a dialect has an attribute: on a page; in a helper library or an example only; in a builder that is shared with
the other dialect, which alone has it on a page; not at all."""
_NONE: Final[Mapping[str, Never]] = {}
DIALECTS: Final[tuple[c.Dialect, ...]] = ("laml", "twiml")
BOOLEANS: Final = ("true", "false")
KIND_WORDS: Final[Mapping[object, str]] = {bool: " or ".join(BOOLEANS), int: "a whole number", float: "a number"}


class Form(Row):
    """What an attribute takes in one dialect.

    Args:
        name: The attribute, as in XML.
        dialect: The dialect.
        kinds: The plain types in its annotation; `HasUrl` stands for an object that has a URL.
        values: The values that are listed for the dialect.
        open: Whether a value that is not listed is only warned about.
        support: How the dialect has the attribute.
        separated: What separates the items of a list, and their limits; `None` if it takes a single value.
        least: The smallest number.
        most: The largest number.
        length: Most characters.
        matches: Patterns that the whole value must match.
        looks: Patterns that it is expected to match.
        also: Regular expressions of values that are accepted beside the listed ones.
        url: Which URLs are meant; `None` if it is not a URL.
        prefix: What the identifier begins with.
        unit: The unit of a number that is not in seconds.
        any_case: Whether capitals do not matter.
        may_be_empty: Whether the empty value has a meaning of its own.
        default: What applies when it is left out; `None` if nothing is stated.
        deprecated: What is deprecated of it: all of it, or single values.
    """

    name: str
    dialect: c.Dialect
    kinds: frozenset[object]
    values: tuple[str, ...]
    open: bool
    support: Support = "documented"
    separated: c.Separated | None = None
    least: float | None = None
    most: float | None = None
    length: int | None = None
    matches: tuple[c.Matches, ...] = ()
    looks: tuple[c.Looks, ...] = ()
    also: tuple[str, ...] = ()
    url: c.UrlForm | None = None
    prefix: str = ""
    unit: str = ""
    any_case: bool = False
    may_be_empty: bool = False
    default: str | None = None
    deprecated: tuple[c.Deprecated, ...] = ()

    @property
    def exists(self) -> bool:
        """Whether the dialect has the attribute, with a page about it or without."""
        return self.support in ("documented", "undocumented")

    @property
    def takes_any_text(self) -> bool:
        """Whether it takes a text that is not listed, as a single value."""
        return str in self.kinds and self.separated is None

    @property
    def number(self) -> type | None:
        """The kind of number that it takes: `int`, `float`, or none."""
        return float if float in self.kinds else int if int in self.kinds else None

    @property
    def booleans(self) -> tuple[str, ...]:
        """`true` and `false`, if it takes them."""
        return BOOLEANS if bool in self.kinds else ()

    @property
    def accepted(self) -> tuple[str, ...]:
        """All values that it takes by name: the listed ones, truth values, and deprecated ones that are not listed."""
        replaced = (x.value for x in self.deprecated if x.value is not None)
        return (*self.values, *self.booleans, *replaced)

    def limits(self) -> Iterator[str]:
        """Its limits in words."""
        if self.least is not None:
            yield f"at least {self.least:g}"
        if self.most is not None:
            yield f"at most {self.most:g}"
        if self.length is not None:
            yield f"at most {self.length} characters"

    def expected(self) -> str:
        """What it takes, in words for a message."""
        return expected(self.kinds, self.values, self.limits(), is_list=self.separated is not None)


class ParentRules(Row):
    """Where an attribute may stand, by the tag of the parent of its element.

    Args:
        only: The parents in which it is allowed; all if empty.
        never: The parents in which it is an error.
        effective: The parents under which it has an effect; all if empty.
        values: The only values that it has under a parent.
    """

    only: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    effective: tuple[str, ...] = ()
    values: Mapping[str, tuple[str, ...]] = _NONE


_FIELDS: Final[Mapping[type, Callable[[list[Any]], Mapping[str, object]]]] = {
    c.Values: lambda rows: {"values": rows[0].values, "open": rows[0].open},
    c.Separated: lambda rows: {"separated": rows[0]},
    c.AtLeast: lambda rows: {"least": rows[0].number},
    c.AtMost: lambda rows: {"most": rows[0].number},
    c.MaxLength: lambda rows: {"length": rows[0].characters},
    c.Matches: lambda rows: {"matches": tuple(rows)},
    c.Looks: lambda rows: {"looks": tuple(rows)},
    c.AlsoMatches: lambda rows: {"also": tuple(row.pattern for row in rows)},
    c.UrlForm: lambda rows: {"url": rows[0]},
    c.Prefix: lambda rows: {"prefix": rows[0].letters},
    c.Unit: lambda rows: {"unit": rows[0].name},
    c.AnyCase: lambda _: {"any_case": True},
    c.MayBeEmpty: lambda _: {"may_be_empty": True},
    c.Default: lambda rows: {"default": rows[0].value},
}
"""The fields that constraints of one kind fill; a new kind that fills a field of its own is a row here."""


def compile_form(
    name: str,
    dialect: c.Dialect,
    kinds: frozenset[object],
    values: tuple[str, ...],
    metadata: Sequence[object],
    *,
    is_list: bool,
) -> Form:
    """Compile what an attribute takes in a dialect.

    Args:
        name: As in XML.
        dialect: The dialect.
        kinds: The plain types in the annotation.
        values: Its literal values.
        metadata: What else stands in `Annotated[...]`.
        is_list: Whether a list may be given.
    """
    found = _by_kind(metadata, dialect)
    fields: dict[str, Any] = {"values": values, "open": str in kinds and not is_list}
    if is_list:
        fields["separated"] = c.Separated(" ")
    if c.HasUrl in kinds:
        fields["url"] = c.UrlForm()
    for kind, rows in found.items():
        if kind in _FIELDS:
            fields.update(_FIELDS[kind](rows))
    fields["support"] = _support(found, dialect)
    fields["deprecated"] = tuple(row for row in found.get(c.Deprecated, ()) if row.dialect in (None, dialect))
    return Form(name, dialect, kinds, **fields)


def compile_parent_rules(metadata: Iterable[object]) -> ParentRules | None:
    """Compile where an attribute may stand; `None` if that is wherever its element may."""
    fields: dict[str, Any] = {}
    for x in metadata:
        match x:
            case c.OnlyIn(parents):
                fields["only"] = parents
            case c.NotIn(parents):
                fields["never"] = parents
            case c.EffectiveIn(parents):
                fields["effective"] = parents
            case c.ValuesIn(parent, values):
                fields["values"] = fields.get("values", {}) | {parent: values}
    return ParentRules(**fields) if fields else None


def _by_kind(metadata: Iterable[object], dialect: c.Dialect) -> dict[type, list[Any]]:
    """The constraints of one dialect: its own take the place of shared ones of the same kind."""
    shared: dict[type, list[Any]] = {}
    own: dict[type, list[Any]] = {}
    for x in metadata:
        if not isinstance(x, c.Laml | c.Twiml):
            shared.setdefault(type(x), []).append(x)
        elif x.dialect == dialect:
            for constraint in x.constraints:
                own.setdefault(type(constraint), []).append(constraint)
    return shared | own


def _support(found: Mapping[type, list[Any]], dialect: c.Dialect) -> Support:
    unsure = [row.dialect for row in found.get(c.Unsure, ())]
    if any(row.dialect != dialect for row in found.get(c.Only, ())):
        return "builder" if dialect in unsure else "none"
    return "undocumented" if None in unsure else "documented"


def expected(kinds: frozenset[object], values: Sequence[str], limits: Iterable[str], *, is_list: bool) -> str:
    """What an attribute takes, in words for a message."""
    words = [word for kind, word in KIND_WORDS.items() if kind in kinds]
    if bool in kinds:
        values = [value for value in values if value not in BOOLEANS]
    if values:
        listed = ", ".join(map(repr, values[:12])) + (", …" if len(values) > 12 else "")
        words.append(("one or more of " if is_list else "one of " if not words else "") + listed)
    elif is_list:
        words.append("a text or a list of texts")
    if c.HasUrl in kinds:
        words.append("a URL or an object with a `url`")
    elif not words:
        words.append("a text")
    return " or ".join(words) + "".join(f", {limit}" for limit in limits)


def by_dialect(laml: Sequence[str], twiml: Sequence[str]) -> Iterator[str]:
    """What both dialects have, then what only one has, with its name."""
    yield from (each for each in laml if each in twiml)
    yield from (f"{each} (laml)" for each in laml if each not in twiml)
    yield from (f"{each} (twiml)" for each in twiml if each not in laml)
