"""Compares what two trees find in the same drawn documents: the present one here, the other in a process of its own."""

import re
import subprocess
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from typing import Any, NamedTuple

import laml

from .judging import DIALECTS, Found, judged, receive, send
from .mistakes import texts

BATCH = 200
PART = 10_000
"""Documents that are drawn from one seed: what is compared depends on the count only, not on the number of jobs."""
Check = Callable[..., Sequence[tuple[Any, ...]]]
Dialects = tuple[str | None, ...]


class Difference(NamedTuple):
    """One kind of difference.

    Args:
        sign: `lost` (only the other tree finds it), `new` (only this one does), `reworded` or `regraded` (one finds the
            same at the same path with another message or severity), `placed` (line, column or hint differ).
        severity: Of the finding; the other tree's where both have it.
        code: Its code.
        element: The tag that its path ends with.
        attribute: The attribute that it is about, or an empty text.
    """

    sign: str
    severity: str
    code: str
    element: str
    attribute: str


@dataclass
class Example:
    """How often a difference was seen, and the smallest document that shows it."""

    count: int
    text: str
    dialect: str | None
    detail: str


@dataclass
class Comparison:
    """What was compared, and how the findings differ."""

    documents: int = 0
    judgements: int = 0
    findings: int = 0
    codes: set[str] = field(default_factory=set)
    differences: dict[Difference, Example] = field(default_factory=dict)

    def note(self, difference: Difference, example: Example) -> None:
        """Count a difference; the smallest example of each is kept."""
        before = self.differences.get(difference)
        if before is None:
            self.differences[difference] = example
            return
        before.count += example.count
        if len(example.text) < len(before.text):
            before.text, before.dialect, before.detail = example.text, example.dialect, example.detail

    def add(self, other: "Comparison") -> None:
        """Take in what another part of the documents showed."""
        self.documents += other.documents
        self.judgements += other.judgements
        self.findings += other.findings
        self.codes |= other.codes
        for difference, example in other.differences.items():
            self.note(difference, example)

    def lost(self) -> int:
        """How many findings only the other tree had."""
        return sum(example.count for difference, example in self.differences.items() if difference.sign == "lost")

    def lines(self) -> Iterator[str]:
        """The comparison as text, the most frequent differences first."""
        yield f"{self.documents:,} documents, {self.judgements:,} judgements, {self.findings:,} findings there"
        yield f"codes seen: {', '.join(sorted(self.codes))}"
        yield f"{len(self.differences)} kinds of differences, {self.lost():,} findings lost"
        ordered = sorted(self.differences.items(), key=lambda item: (item[0].sign, -item[1].count))
        for difference, example in ordered:
            sign, severity, code, element, attribute = difference
            about = f"<{element}>{f' @{attribute}' if attribute else ''}"
            yield f"{sign:8} {example.count:7,} x  {severity} {code}  {about}"
            yield f"         {example.detail}"
            yield f"         dialect {example.dialect}: {example.text!r}"


def compared(
    text: str, dialects: Dialects, ours: tuple[Found, ...], theirs: tuple[Found, ...]
) -> Iterator[tuple[Difference, Example]]:
    """How the findings in one text differ."""
    for dialect, found, other in zip(dialects, ours, theirs, strict=True):
        if found != other:
            for sign, finding, detail in _signed(found - other, other - found):
                path, _, attribute = finding[3].partition("@")
                element = re.sub(r"\[\d+\]$", "", path.rpartition("/")[2])
                yield Difference(sign, finding[0], finding[1], element, attribute), Example(1, text, dialect, detail)


def _signed(new: Found, lost: Found) -> Iterator[tuple[str, tuple[Any, ...], str]]:
    """Pairs what both trees find at one place; what is left was lost, or is new."""
    left = sorted(new, key=str)
    for finding in sorted(lost, key=str):
        severity, code, message, path = finding[:4]
        alike = [x for x in left if x[1] == code and x[3] == path]
        if not alike:
            yield "lost", finding, f"{path}: {message}"
            continue
        twin = min(alike, key=lambda x: (x[2] != message, x[0] != severity))
        left.remove(twin)
        sign = "placed" if twin[:4] == finding[:4] else "regraded" if twin[0] != severity else "reworded"
        yield sign, finding, f"{path}: {_told(finding)}, now {_told(twin)}"
    for finding in left:
        yield "new", finding, f"{finding[3]}: {finding[2]}"


def _told(finding: tuple[Any, ...]) -> str:
    severity, _, message, _, line, hint, column = finding
    return f"{severity} {message!r} ({line}:{column}, {hint!r})"


@contextmanager
def other_tree(
    python: str, folder: str | None
) -> Iterator[Callable[[Sequence[tuple[str, Dialects]]], Callable[[], list[tuple[Found, ...]]]]]:
    """A process that judges batches; what is given returns what waits for the answer."""
    command = [python, "-I", str(Path(__file__).with_name("judging.py")), *([folder] if folder else [])]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        stdin, stdout = process.stdin, process.stdout
        receive(stdout)

        def ask(batch: Sequence[tuple[str, Dialects]]) -> Callable[[], list[tuple[Found, ...]]]:
            send(stdin, batch)
            return lambda: receive(stdout)

        try:
            yield ask
        finally:
            stdin.close()
            process.wait()


@dataclass(frozen=True)
class Part:
    """Documents of one seed, for one job."""

    seed: str
    count: int
    python: str
    folder: str | None
    check: Check = laml.check
    each_in_one: bool = False

    def drawn(self) -> Iterator[tuple[str, Dialects]]:
        """The documents, each with the dialects that it is checked in: all, or one after the other."""
        for number, text in enumerate(texts(self.count, self.seed)):
            yield text, (DIALECTS[number % len(DIALECTS)],) if self.each_in_one else DIALECTS


def compare_part(part: Part) -> Comparison:
    """Draw the documents, have both trees judge them, and compare."""
    result = Comparison()
    drawn = part.drawn()
    with other_tree(part.python, part.folder) as ask:
        while batch := list(islice(drawn, BATCH)):
            answer = ask(batch)
            ours = [judged(part.check, text, dialects) for text, dialects in batch]
            for (text, dialects), found, other in zip(batch, ours, answer(), strict=True):
                result.documents += 1
                result.judgements += len(dialects)
                result.findings += sum(map(len, other))
                result.codes.update(finding[1] for findings in other for finding in findings)
                if found != other:
                    for difference, example in compared(text, dialects, found, other):
                        result.note(difference, example)
    return result


def compare(
    python: str,
    count: int,
    *,
    jobs: int = 1,
    seed: int = 0,
    folder: str | None = None,
    check: Check = laml.check,
    each_in_one: bool = False,
    progress: Callable[[Comparison], object] = lambda _: None,
) -> Comparison:
    """Compare so many documents.

    Args:
        python: The interpreter of the other tree's environment.
        count: How many documents are drawn.
        jobs: How many pairs of processes run at a time; each pair keeps nearly two cores busy.
        seed: Other documents for another one.
        folder: Where the other tree's package lies, if it is not installed.
        check: What checks here.
        each_in_one: Check each document in one dialect, in turn, instead of all three.
        progress: Called with the comparison so far, after each part.
    """
    sizes = [min(PART, count - start) for start in range(0, count, PART)]
    parts = [Part(f"{seed}:{number}", size, python, folder, check, each_in_one) for number, size in enumerate(sizes)]
    result = Comparison()
    if jobs == 1:
        for part in parts:
            result.add(compare_part(part))
            progress(result)
        return result
    with get_context("spawn").Pool(jobs) as pool:
        for found in pool.imap_unordered(compare_part, parts):
            result.add(found)
            progress(result)
    return result
