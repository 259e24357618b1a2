"""Draws a map as SVG, by Graphviz. Source: Graphviz's documentation, the DOT language."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Collection, Mapping
from typing import Final

from ..errors import EmulatorError
from .drawing import Box, Style, draw
from .model import Edge, IvrMap

PATIENCE: Final = 120.0  # seconds that Graphviz may take
ABSENT: Final = "an SVG needs Graphviz's program dot: install the package graphviz, or write --format mermaid or json"
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
    for arrow in drawing.arrows:
        marks = ' style=dashed color="#b3261e" fontcolor="#b3261e"' if arrow.taken is False else ""
        lines.append(f"  {arrow.source} -> {arrow.target} [label={_label((arrow.label,))}{marks}]")
    return "\n".join([*lines, "}"]) + "\n"


def write_svg(whole: IvrMap, taken: Collection[Edge] | None = None) -> str:
    """The map as SVG.

    Raises:
        EmulatorError: There is no Graphviz, or it fails.
    """
    program = shutil.which("dot")
    if program is None:
        raise EmulatorError(ABSENT)
    dot = write_dot(whole, taken)
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


def _wrong(box: Box) -> str:
    return ' color="#b3261e" penwidth=2' if box.wrong else ""


def _label(lines: Collection[str]) -> str:
    """A quoted label; its lines stand on the left."""
    written = [" ".join(line.split()).replace("\\", "\\\\").replace('"', '\\"') for line in lines]
    return '"' + (written[0] if len(written) == 1 else "".join(f"{line}\\l" for line in written)) + '"'
