"""Finds the Mustache tags in a document's text: what each does, and where it stands. Refuses the forms that may not be.

Reads the text once, before any parser: only here a tag still has its line and column, and a comment is still a comment.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple

from laml import Problem
from laml.grammar.characters import position

Kind = Literal["variable", "section", "inverted", "close", "number", "comment"]
OPENS: Final = "{{"
CLOSES: Final = "}}"
E164: Final = "e164"
"""The one function: what stands in its section becomes a number."""
ITEM: Final = "."
"""The name of the value that a section goes through just now."""
MAX_TAGS: Final = 2_048
MAX_NAME: Final = 128
_NAME: Final = re.compile(r"[\w-]+")
_SIGNS: Final[dict[str, Kind]] = {"#": "section", "^": "inverted", "/": "close", "!": "comment"}
_STARTS: Final = re.compile(r"<!--|<!\[CDATA\[|<\?|<!|<")
_ENDS: Final = {
    "<!--": ("a comment", "-->"),
    "<![CDATA[": ("a CDATA section", "]]>"),
    "<?": ("a processing instruction", "?>"),
    "<!": ("a DOCTYPE", ">"),
}
_TAG: Final = re.compile(r"""<(?:[^<>"']|"[^"<]*"|'[^'<]*')*>""")
_VALUE: Final = re.compile(r"""=\s*(?:"([^"]*)"|'([^']*)')""")
_REFUSED: Final = {
    "{": ("raw values are refused: they could be elements", "write two braces: the value is escaped"),
    "&": ("raw values are refused: they could be elements", "leave the & out: the value is escaped"),
    ">": ("partials are refused", "write the part itself, or redirect to another bin"),
    "<": ("parents are refused", "write the part itself"),
    "$": ("blocks are refused", "write the part itself"),
    "=": ("other delimiters are refused", "write {{ and }}"),
    "*": ("decorators are refused", "take it out"),
    "~": ("blanks are not controlled by ~", "leave the ~ out"),
}
_HANDLEBARS: Final = {
    "if": "write {{#Name}}…{{/Name}}: a section is there if the parameter is",
    "unless": "write {{^Name}}…{{/Name}}: it is there if the parameter is not",
    "each": "write {{#Name}}…{{.}}…{{/Name}}: a section is there for each value",
    "with": "name the parameter itself",
}


class Tag(NamedTuple):
    """One tag.

    Args:
        kind: What it does; `number` opens a section of `e164`.
        name: The parameter's, `.` for the value that is gone through; of a comment empty.
        start, end: Its place in the text, from 0; of one that is alone in its line with that line.
        at: The position of its braces.
    """

    kind: Kind
    name: str
    start: int
    end: int
    at: int


@dataclass(frozen=True, slots=True)
class Tags:
    """All tags of a text, in order, and what is wrong with them."""

    tags: tuple[Tag, ...]
    problems: tuple[Problem, ...]


def find_tags(text: str) -> Tags:
    """The tags of a text, well-formed XML or not."""
    tags: list[Tag] = []
    problems: list[Problem] = []
    for place, start, end in _segments(text):
        if place in ("text", "value"):
            for found in _tags_in(text, start, end, in_lines=place == "text"):
                if isinstance(found, Tag):
                    tags.append(found)
                else:
                    problems.append(found)
        else:
            problems += [
                problem(text, at, f"{{{{…}}}} may not stand in {place}", _PLACE_HINTS.get(place, _PLACE_HINT))
                for at in _occurrences(text, start, end)
            ]
    if len(tags) > MAX_TAGS:
        problems.append(problem(text, tags[MAX_TAGS].at, f"{len(tags)} tags, at most {MAX_TAGS} are read", "split it"))
    return Tags(tuple(tags), tuple(problems))


_PLACE_HINT: Final = "take it out: values are filled into texts and the values of attributes"
_PLACE_HINTS: Final = {
    "a CDATA section": "write the text without CDATA, with &lt; and &amp;: values are filled into texts",
    "a comment": "take it out, or write it with blanks between the braces",
    "a tag": "values are filled into texts and, in quotation marks, the values of attributes",
}


def problem(text: str, at: int, message: str, hint: str = "") -> Problem:
    """An error at a position of a text."""
    line, column = position(text, at)
    return Problem("error", "template", message, f"line {line}, column {column}", line, hint, column)


def _segments(text: str) -> Iterator[tuple[str, int, int]]:
    """The pieces of a text and what they are: `text`, `value`, or what may hold no tag, in words.

    Ends where a piece has no end: such a text is no XML, which its parser says.
    """
    place = 0
    while (found := _STARTS.search(text, place)) is not None:
        yield "text", place, found.start()
        if found[0] == "<":
            tag = _TAG.match(text, found.start())
            if tag is None:
                return
            yield from _in_tag(text, tag)
            place = tag.end()
            continue
        words, closing = _ENDS[found[0]]
        end = text.find(closing, found.end())
        if end == -1:
            return
        yield words, found.start(), end
        place = end + len(closing)
    yield "text", place, len(text)


def _in_tag(text: str, tag: re.Match[str]) -> Iterator[tuple[str, int, int]]:
    place = tag.start()
    for value in _VALUE.finditer(text, tag.start(), tag.end()):
        start, end = value.span(1 if value[1] is not None else 2)
        yield "a tag", place, start
        yield "value", start, end
        place = end
    yield "a tag", place, tag.end()


def _occurrences(text: str, start: int, end: int) -> Iterator[int]:
    at = text.find(OPENS, start, end)
    while at != -1:
        yield at
        closed = text.find(CLOSES, at, end)
        at = text.find(OPENS, closed, end) if closed != -1 else -1


def _tags_in(text: str, start: int, end: int, *, in_lines: bool) -> Iterator[Tag | Problem]:
    """The tags of one text or value."""
    place = start
    while (at := text.find(OPENS, place, end)) != -1:
        closed = text.find(CLOSES, at + len(OPENS), end)
        if closed == -1:
            yield problem(text, at, "{{ without }}", "close it; braces that are only text are &#123;&#123;")
            return
        inside = text[at + len(OPENS) : closed]
        place = closed + len(CLOSES)
        if inside.startswith("{") and text.startswith("}", place):
            place += 1
        found = _read(text, at, inside, place)
        if in_lines and isinstance(found, Tag) and found.kind != "variable":
            found = _with_line(text, found, start, end)
        yield found


def _read(text: str, at: int, inside: str, end: int) -> Tag | Problem:
    sign = inside[:1] if inside[:1] in _SIGNS or inside[:1] in _REFUSED else ""
    refused = _REFUSED.get(sign)
    if inside.startswith("&gt;"):
        refused = _REFUSED[">"]
    if refused is not None:
        return problem(text, at, *refused)
    kind = _SIGNS.get(sign, "variable")
    if kind == "comment":
        return Tag(kind, "", at, end, at)
    name = inside[len(sign) :].strip()
    wrong = _wrong_name(name, kind)
    if wrong is not None:
        return problem(text, at, *wrong)
    return Tag("number" if kind == "section" and name == E164 else kind, name, at, end, at)


def _wrong_name(name: str, kind: Kind) -> tuple[str, str] | None:
    """What is wrong with the name in a tag, and what to do; `None` if nothing is."""
    if not name:
        return "the tag is empty", "name a parameter of the request: {{From}}"
    if name == ITEM and kind == "variable":
        return None
    if name == E164 and kind == "inverted":
        return "e164 has no opposite", "write {{#e164}}…{{/e164}}"
    if len(name) > MAX_NAME:
        return f"a name of {len(name)} characters, at most {MAX_NAME} are read", "shorten it"
    word = name.partition(" ")[0]
    if kind in ("section", "inverted") and " " in name and word in _HANDLEBARS:
        return f"{word!r} is no section", _HANDLEBARS[word]
    if name == "else":
        return "{{else}} is no tag", "close the section, and write {{^Name}}…{{/Name}}"
    if "." in name and _NAME.fullmatch(name.replace(".", "")):
        return f"{name!r} is a walk: parameters have no parts", "write the parameter's name as the request has it"
    if name.endswith("[]"):
        return f"{name!r} has brackets", f"write {name[:-2]}: the brackets of a list are no part of its name"
    if not _NAME.fullmatch(name):
        shown = name if len(name) <= 40 else name[:40] + "…"
        return f"{shown!r} is no name of a parameter", "names have letters, digits, '_' and '-'"
    return None


def _with_line(text: str, tag: Tag, start: int, end: int) -> Tag:
    """The tag with its line, if nothing else stands in that: Mustache takes such a line out."""
    begin = text.rfind("\n", start, tag.at) + 1
    if begin == 0 or text[begin : tag.at].strip(" \t"):
        return tag
    line_end = text.find("\n", tag.end, end)
    if line_end == -1 or text[tag.end : line_end].strip(" \t\r"):
        return tag
    return tag._replace(start=begin, end=line_end + 1)
