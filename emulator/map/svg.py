"""Draws a map as SVG, by Graphviz: its program `dot`, or pygraphviz of the extra `map`, whose wheels have its code.

Source: Graphviz's documentation, the DOT language.
"""

from __future__ import annotations

import shutil
import subprocess
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from importlib.util import find_spec
from typing import Final, cast

from ..errors import EmulatorError
from .drawing import LARGE_FROM, Arrow, Box, Style, draw
from .model import Edge, IvrMap

PATIENCE: Final = 120.0  # seconds that Graphviz may take
ABSENT: Final = (
    "an SVG needs Graphviz: install it (its program dot), or pip install 'lamlkit[map]'; "
    "--format mermaid and json need neither"
)
STAGGERED: Final = 5  # boxes from which no arrow goes on stand in so many columns, where one box leads to many of them
_STYLES: Final[Mapping[Style, str]] = {
    "menu": 'shape=box style="filled,rounded" fillcolor="#e8f0fe"',
    "document": 'shape=box style="filled" fillcolor="#ffffff"',
    "failed": 'shape=box style="filled" fillcolor="#fdd9d7" color="#b3261e"',
    "end": 'shape=box style="filled,rounded" fillcolor="#eeeeee" color="#888888" fontsize=10',
    "again": 'shape=box style="dashed" color="#888888" fontsize=10',
}


def write_dot(whole: IvrMap, taken: Collection[Edge] | None = None) -> str:
    """The map in the DOT language.

    Args:
        whole: The map.
        taken: The edges that tests took; the others are drawn dashed and red.
    """
    drawing = draw(whole, taken)
    lines = [
        "digraph map {",
        f'  graph [rankdir={"TB" if drawing.deep else "LR"} nodesep=0.15 ranksep=0.6 fontname="Helvetica"]',
        '  node [fontname="Helvetica" fontsize=11 margin="0.12,0.06"]',
        '  edge [fontname="Helvetica" fontsize=10 color="#555555"]',
    ]
    lines += [f"  {box.id} [{_STYLES[box.style]}{_wrong(box)} label={_label(box.lines)}]" for box in drawing.boxes]
    for arrow, length in _staggered(drawing.arrows):
        marks = ' style=dashed color="#b3261e" fontcolor="#b3261e"' if arrow.taken is False else ""
        far = f" minlen={length}" if length > 1 else ""
        lines.append(f"  {arrow.source} -> {arrow.target} [label={_label((arrow.label,))}{marks}{far}]")
    return "\n".join([*lines, "}"]) + "\n"


def _staggered(arrows: Collection[Arrow]) -> Iterable[tuple[Arrow, int]]:
    """Each arrow with the columns that it crosses: a tree with very many leaves is not one column of them."""
    outs, ins = Counter(arrow.source for arrow in arrows), Counter(arrow.target for arrow in arrows)
    leaves = [arrow for arrow in arrows if not outs[arrow.target] and ins[arrow.target] == 1]
    large, seen = len(leaves) > LARGE_FROM, Counter[str]()
    for arrow in arrows:
        leaf = large and not outs[arrow.target] and ins[arrow.target] == 1
        yield arrow, seen[arrow.source] % STAGGERED + 1 if leaf else 1
        seen[arrow.source] += leaf


def require() -> None:
    """Raise `EmulatorError` where nothing can draw; a walk may take long, and is asked for in vain."""
    if shutil.which("dot") is None and find_spec("pygraphviz") is None:
        raise EmulatorError(ABSENT)


def write_svg(whole: IvrMap, taken: Collection[Edge] | None = None) -> str:
    """The map as SVG.

    Raises:
        EmulatorError: There is no Graphviz, or it fails.
    """
    require()
    dot = write_dot(whole, taken)
    program = shutil.which("dot")
    return _by_wheel(dot) if program is None else _by_program(program, dot)


def _by_program(program: str, dot: str) -> str:
    try:
        done = subprocess.run(  # noqa: S603 - the program of the machine, and a text of our own
            [program, "-Tsvg"],
            input=dot,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=PATIENCE,
            check=True,
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise EmulatorError(f"dot could not draw the map: {error}") from error
    return done.stdout


def _by_wheel(dot: str) -> str:
    import pygraphviz  # noqa: PLC0415 - an extra

    try:
        drawn = cast("bytes", pygraphviz.AGraph(string=dot).draw(format="svg", prog="dot"))
    except (OSError, ValueError) as error:
        raise EmulatorError(f"pygraphviz could not draw the map: {error}") from error
    return drawn.decode()


def _wrong(box: Box) -> str:
    return ' color="#b3261e" penwidth=2' if box.wrong else ""


def _label(lines: Collection[str]) -> str:
    """A quoted label; its lines stand on the left."""
    written = [" ".join(line.split()).replace("\\", "\\\\").replace('"', '\\"') for line in lines]
    return '"' + (written[0] if len(written) == 1 else "".join(f"{line}\\l" for line in written)) + '"'
