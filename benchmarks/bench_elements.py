"""Every element: the example of its page, and each noun inside its verb, built and rendered by ours and twilio-python.

Warnings are filtered as in a program that sets no filter: each place that warns prints once, at the first run, and all
later ones go the same way up to the look-up that finds it printed. Only what is printed is thrown away here.
"""

from __future__ import annotations

import contextlib
import importlib
import io
import textwrap
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

from lxml import etree

from benchmarks.timing import Pairs, paired
from laml.errors import DocumentError
from laml.reference.elements import examples, reference
from tests.laml.table import ELEMENTS
from tests.laml.test_differential import Call, every_call

GENERIC: Final[Mapping[str, str]] = {
    facts["python_method"]: tag for tag, facts in ELEMENTS.items() if facts["dialects"] == ["laml"]
}
"""Methods of elements that only SignalWire has, which become twilio-python's `add_child`."""
GENERIC_IN: Final[Mapping[str, Mapping[str, str]]] = {
    "assistant": {"assistant": "Assistant"},
    "ai": {"prompt": "Prompt"},
    "ai-prompt": {"prompt": "Prompt"},
    "languages": {"language": "Language"},
    "fax-reject": {"reject": "Reject"},
}
"""Methods that become `add_child` in one example only: elsewhere twilio-python has them."""
SPELLED: Final[Mapping[str, tuple[str, str]]] = {
    "prompt": ("attempt=[1, 2]", 'attempt="1 2"'),  # twilio-python writes a list as Python does
}
"""Examples in which twilio-python needs another spelling for the same XML: ours, theirs."""
USUAL: Final = {
    "alice": 'response.say("Hello", voice="alice")',
    "alice and language": 'response.say("Hello", voice="alice", language="en-GB")',
    "alice in gather": 'response.gather(num_digits=1, action="/menu").say("Press 1.", voice="alice")',
    "alice, twice": 'response.say("Hello", voice="alice")\nresponse.say("Goodbye", voice="alice")',
    "dial record true": 'response.dial("+15557654321", record=True, action="/done")',
    "dial record true as text": 'response.dial("+15557654321", record="true", action="/done")',
    "record transcribed, no action": "response.record(transcribe=True)",
    "redirect to itself": 'response.redirect("")',
    "pay without action": 'response.pay(charge_amount="20.45")',
    "gather without action": 'response.gather(num_digits=1).say("Press 1.")',
    "say as, role": 'response.say("Your code is ").say_as("1234", interpret_as="digits", role="mdy")',
    "sms verb": 'response.sms("Thank you")',
}
"""What public programs have and a provider calls deprecated, undocumented or without effect."""
MARK_UP: Final = frozenset(["emphasis", "lang", "p", "phoneme", "prosody", "s", "say-as", "sub", "w"])


class Program:
    """A program made of source, whose function builds and renders one document named `response`."""

    def __init__(self, source: str, module: str) -> None:
        names = {**vars(importlib.import_module(module)), "__name__": "program", "__warningregistry__": {}}
        code = f"def run():\n{textwrap.indent(source, '    ')}\n    return str(response)"
        exec(compile(code, "<program>", "exec"), names)
        self.run: Callable[[], str] = names["run"]


def canonical(xml: str) -> bytes:
    """The XML in the form in which equal documents are equal."""
    return etree.tostring(etree.fromstring(xml.encode()), method="c14n")


def theirs_of(slug: str) -> str:
    """The source of an example for twilio-python."""
    source = examples()[slug].replace('dialect="laml"', "")
    for method, tag in {**GENERIC, **GENERIC_IN.get(slug, {})}.items():
        # the first parameter of add_child is called name as well; twilio-python writes name_ as name
        source = source.replace(f".{method}(name=", f".{method}(name_=").replace(f".{method}(", f'.add_child("{tag}", ')
    return source.replace(*SPELLED.get(slug, ("", "")))


def source_of(way: Sequence[Call], root: str) -> str:
    """The source of calls of which each is made on what the one before returned."""
    lines = [f"response = {root}()"]
    for number, call in enumerate(way):
        text = [] if call.text is None else [repr(call.text)]
        given = [f"{name}={value!r}" for name, value in call.attributes.items()]
        target = f"verb{number}" if number else "response"
        lines.append(f"verb{number + 1} = {target}.{call.method}({', '.join(text + given)})")
    return "\n".join(lines)


def sources() -> Iterator[tuple[str, str, str, str]]:
    """Name, kind, and the sources for ours and theirs of every row."""
    for element in reference():
        yield f"page {element.slug}", element.kind, element.example, theirs_of(element.slug)
    for name, line in USUAL.items():
        source = f"response = VoiceResponse()\n{line}"
        yield f"usual {name}", "voice", source, source
    for name, kind, way in ways():
        source = source_of(way, "VoiceResponse" if kind == "voice" else "MessagingResponse")
        yield name, kind, source, source


def ways() -> Iterator[tuple[str, str, Sequence[Call]]]:
    """Each noun in each of its verbs; and, once for each attribute or element, what is deprecated or undocumented."""
    seen: set[tuple[str, ...]] = set()
    for kind, way in every_call():
        tags = [call.tag for call in way]
        pair = tuple(tags[-2:])
        doubted = [path.rpartition("/")[2] for path in _doubted(kind, way)]
        if pair not in seen and len(way) > 1 and not (doubted and pair[0] in MARK_UP):
            seen.add(pair)
            yield f"noun {' > '.join(pair)}", kind, way
        for path in doubted:
            key = ("doubted", path)
            if key not in seen and path.partition("@")[0] == tags[-1]:
                seen.add(key)
                yield f"doubted {path}" + ("" if "@" in path else f" in {pair[0]}"), kind, way


def _doubted(kind: str, way: Sequence[Call]) -> list[str]:
    """The paths of what is deprecated or undocumented in the document of these calls."""
    names: dict[str, object] = dict(vars(importlib.import_module(f"laml.{kind}_response")))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        exec(source_of(way, "VoiceResponse" if kind == "voice" else "MessagingResponse"), names)
        found = names["response"].check()  # type: ignore[attr-defined]
    return [problem.path for problem in found if problem.code in ("deprecated", "undocumented")]


def contenders() -> tuple[dict[str, tuple[Callable[[], str], Callable[[], str]]], list[str]]:
    """What runs, by row, each pair compared first; and the rows left out, with the reason."""
    found: dict[str, tuple[Callable[[], str], Callable[[], str]]] = {}
    left_out: list[str] = []
    for name, kind, ours, theirs in sources():
        our_run = Program(ours, f"laml.{kind}_response").run
        their_run = Program(theirs, f"twilio.twiml.{kind}_response").run
        try:
            xml = our_run()
        except DocumentError as error:
            left_out.append(f"{name}: {error.problems[0].message}")
            continue
        if canonical(xml) != canonical(their_run()):
            raise AssertionError(f"{name}: {xml} and {their_run()} differ")
        found[name] = our_run, their_run
    return found, left_out


def tables(rounds: int = 101) -> Iterator[Pairs]:
    """All rows in one table."""
    with contextlib.redirect_stderr(io.StringIO()):
        found, left_out = contenders()
        rows = paired(found, rounds)
    title = "Elements: build and render, beside twilio-python (targets: geometric mean 2.5, no row below 1.0)"
    groups = [Pairs(name, [row for row in rows if row.name.startswith(name)]) for name in GROUPS]
    notes = [f"{group.title:8} {group.summary()[0]}" for group in groups]
    yield Pairs(title, rows, [*notes, *(f"left out: {reason}" for reason in left_out)])


GROUPS: Final = ("page", "usual", "noun", "doubted")
