"""Mends what has exactly one remedy, in the text of a document itself; all else of it stays as it is written.

Mended are misspelt names that can only be one known name, values in the wrong case, and deprecated names and values
that something replaces one to one. What has several remedies, or none, is left to `check`, which explains it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from ..errors import ParseError
from ..grammar import constraints as c
from ..grammar.attributes import Attribute
from ..grammar.characters import quote
from ..grammar.constraints import Dialect
from ..grammar.values import split
from ..reading.parser import parse
from ..reading.tags import Span, Tag, Written, find_tags
from ..tree import Node, in_order

_ROOT: Final = re.compile(r"<(/?)response(?=[\s/>])", re.IGNORECASE)
ROUNDS: Final = 16
"""How often a text is mended: a name set right shows what is wrong in it. More than elements nest."""
SHORTEST: Final = 4
"""Letters of the shortest name in which a single wrong letter still leaves no doubt."""
RENAMED: Final[Mapping[tuple[str, str], str]] = {("Conference", "whisper"): "coach", ("say-as", "role"): "format"}
"""Attributes that were renamed and kept their values, by tag.

Source: versions 6.32 and 7.16 of twilio-python, which changed the names.
"""
_ENGINES: Final[Mapping[Dialect, tuple[str, str]]] = {
    "twiml": (r"gcloud\.(?=[a-z]{2,3}-[A-Z]{2}-(?:Standard|Wavenet|Neural2)-)", "Google."),
    "laml": (r"Google\.(?=[a-z]{2,3}-[A-Z]{2}-(?:Standard|Wavenet|Neural2)-)", "gcloud."),
}
"""The prefix of Google's voices, as the other dialect has it and as this one does.

Source: cxml/reference/voice/say; twilio.com/docs/voice/twiml/say.
"""


@dataclass(frozen=True, slots=True)
class Fix:
    """One change: the line it is on, from 1, what stood there and what stands there now."""

    line: int
    before: str
    after: str

    def __str__(self) -> str:
        return f"{self.before} is now {self.after}"


@dataclass(frozen=True, slots=True)
class _Edit:
    spans: tuple[Span, ...]
    text: str
    before: str
    after: str


def fix(xml: bytes, dialect: Dialect | None = None) -> tuple[bytes, list[Fix]]:
    """Mend a document.

    Args:
        xml: The document: UTF-8, or UTF-16 with a byte order mark.
        dialect: The dialect that it shall be in; what either allows if left out.

    Returns:
        The document, each byte outside of the mended names and values as it was, and the changes in order of lines.
        A text that cannot be read comes back as it is.
    """
    wide = next((name for mark, name in _MARKS.items() if xml.startswith(mark)), None)
    try:
        text = xml[2:].decode(wide) if wide else xml.decode()
    except UnicodeDecodeError:
        return xml, []
    fixes: list[Fix] = []
    for _ in range(ROUNDS):
        edits = list(_edits(text, dialect))
        if not edits:
            break
        fixes += [Fix(text.count("\n", 0, edit.spans[0].start) + 1, edit.before, edit.after) for edit in edits]
        text = _apply(text, edits)
    data = xml[:2] + text.encode(wide) if wide else text.encode()
    return data, sorted(fixes, key=lambda made: made.line)


_MARKS: Final = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}


def _apply(text: str, edits: Iterable[_Edit]) -> str:
    changes = sorted(((span, edit.text) for edit in edits for span in edit.spans), key=lambda change: -change[0].start)
    for span, new in changes:
        text = text[: span.start] + new + text[span.end :]
    return text


def _edits(text: str, dialect: Dialect | None) -> Iterator[_Edit]:
    document = _read(text)
    if document is None:
        if _read(_ROOT.sub(r"<\1Response", text)) is not None:
            yield from (_renamed(root, "Response") for root in find_tags(text)[:1] if root.name.lower() == "response")
        return
    tags, elements = find_tags(text), list(in_order(document))
    if [tag.name.split(":")[-1] for tag in tags] != [element.tag.split(":")[-1] for element in elements]:
        return
    dialects = c.BITS[dialect]
    for tag, element in zip(tags, elements, strict=True):
        if element.unknown:
            new = _certain(element.tag, _children(element.parent, dialects))
            if new:
                yield _renamed(tag, new)
        else:
            yield from _attribute_edits(tag, element, dialects, dialect)


def _read(text: str) -> Node | None:
    try:
        return parse(text)
    except ParseError:
        return None


def _children(parent: Node | None, dialects: int) -> list[str]:
    holds = parent.holds if parent is not None else {}
    return [tag for tag, verdict in holds.items() if verdict & dialects != dialects]


def _attribute_edits(tag: Tag, element: Node, dialects: int, dialect: Dialect | None) -> Iterator[_Edit]:
    known = {attribute.name: attribute for attribute in element.attributes_known().values()}
    taken = {written.name for written in tag.attributes}
    for written in tag.attributes:
        new = RENAMED.get((element.tag, written.name))
        attribute = known.get(written.name)
        if attribute is None:
            new = new or _certain(written.name, [name for name in known if _exists(known[name], dialects)])
        if new and new in known and new not in taken:
            taken.add(new)
            yield _Edit((written.name_at,), new, f"{written.name!r} of <{element.tag}>", repr(new))
        elif attribute is not None:
            value = _mended(attribute, written, dialects, dialect)
            if value != written.value:
                where = f"{written.name}={written.value!r} of <{element.tag}>"
                yield _Edit((written.quoted,), quote(value).replace("'", "&#39;"), where, repr(value))


def _renamed(tag: Tag, name: str) -> _Edit:
    return _Edit(tuple(tag.names_at), name, f"<{tag.name}>", f"<{name}>")


def _exists(attribute: Attribute, dialects: int) -> bool:
    """Whether the attribute exists in one of the dialects."""
    return any(form.exists for form in attribute.forms(dialects))


def _certain(word: str, known: Iterable[str]) -> str | None:
    """The one known name that the word can only be: another case or separator, or a single slip of the finger."""
    names = list(known)
    alike = [name for name in names if _folded(name) == _folded(word)]
    if not alike and len(word) >= SHORTEST:
        alike = [name for name in names if _one_slip(_folded(word), _folded(name))]
    return alike[0] if len(alike) == 1 else None


def _folded(name: str) -> str:
    return re.sub(r"[-_:]", "", name).lower()


def _one_slip(word: str, name: str) -> bool:
    """Whether one letter is missing, too many or wrong, or two neighbours are swapped."""
    if abs(len(word) - len(name)) > 1:
        return False
    start = next((i for i, (a, b) in enumerate(zip(word, name, strict=False)) if a != b), min(len(word), len(name)))
    rest, expected = word[start:], name[start:]
    swapped = rest[:2] == expected[:2][::-1] and rest[2:] == expected[2:]
    return swapped or rest[1:] == expected or rest == expected[1:] or rest[1:] == expected[1:]


def _mended(attribute: Attribute, written: Written, dialects: int, dialect: Dialect | None) -> str:
    """The value that replaces the one written, or the same."""
    value = written.value
    if attribute.list_of:
        items = split(value, attribute.separator)
        mended = [_item(attribute, item, dialects) for item in items]
        return value if mended == items else attribute.separator.join(mended)
    if attribute.name == "voice" and dialect is not None:
        pattern, prefix = _ENGINES[dialect]
        value = re.sub(f"^{pattern}", lambda _: prefix, value)
    return value if value != written.value else _item(attribute, value, dialects)


def _item(attribute: Attribute, value: str, dialects: int) -> str:
    """One value, corrected if it is certain how."""
    forms = attribute.forms(dialects)
    for rule in (rule for form in forms for rule in form.deprecated):
        if rule.value == value and _is_value(attribute, rule.instead, dialects):
            return rule.instead
    if _is_refused(attribute, value, dialects):
        known = (*attribute.values, *forms[0].booleans)
        alike = [x for x in known if x.lower() == value.strip().lower()]
        if len(alike) == 1 and not _is_refused(attribute, alike[0], dialects):
            return _item(attribute, alike[0], dialects)
    return value


def _is_refused(attribute: Attribute, value: str, dialects: int) -> bool:
    """Whether the value is an error in all dialects asked for."""
    return all(_has_errors(attribute, value, each) for each in (c.LAML, c.TWIML) if each & dialects)


def _is_value(attribute: Attribute, value: str, dialects: int) -> bool:
    """Whether a replacement is a value, and not words about one, and no dialect asked for refuses it."""
    if " " in value or value not in attribute.values:
        return False
    return not any(_has_errors(attribute, value, each) for each in (c.LAML, c.TWIML) if each & dialects)


def _has_errors(attribute: Attribute, value: str, dialect: int) -> bool:
    return any(finding.severity == "error" for finding in attribute.findings(value, dialect))
