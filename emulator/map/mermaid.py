"""Writes a map as Mermaid text, which GitHub and many editors draw. Source: Mermaid's documentation, flowcharts."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final

from .drawing import Box, Style, draw
from .model import Edge, IvrMap

_FRAMES: Final[Mapping[Style, tuple[str, str]]] = {
    "menu": ('{{"', '"}}'),
    "document": ('["', '"]'),
    "failed": ('["', '"]'),
    "end": ('(["', '"])'),
    "again": ('>"', '"]'),
}
_CLASSES: Final = (
    "classDef wrong stroke:#c00,stroke-width:3px",
    "classDef failed fill:#fdd,stroke:#c00",
)


def write_mermaid(whole: IvrMap, taken: Collection[Edge] | None = None) -> str:
    """The map as a flowchart.

    Args:
        whole: The map.
        taken: The edges that tests took; the others are drawn dashed.
    """
    drawing = draw(whole, taken)
    lines = ["flowchart TD"]
    lines += [f"  {_box(box)}" for box in drawing.boxes]
    for arrow in drawing.arrows:
        line = "-.->" if arrow.taken is False else "-->"
        lines.append(f'  {arrow.source} {line}|"{_escaped(arrow.label)}"| {arrow.target}')
    marked = {box.style for box in drawing.boxes if box.style == "failed"}
    if marked or any(box.wrong for box in drawing.boxes):
        lines += [f"  {each}" for each in _CLASSES]
    for name, ids in (
        ("failed", [box.id for box in drawing.boxes if box.style == "failed"]),
        ("wrong", [box.id for box in drawing.boxes if box.wrong and box.style != "failed"]),
    ):
        if ids:
            lines.append(f"  class {','.join(ids)} {name}")
    return "\n".join(lines) + "\n"


def _box(box: Box) -> str:
    opened, closed = _FRAMES[box.style]
    return f"{box.id}{opened}{'<br/>'.join(_escaped(line) for line in box.lines)}{closed}"


def _escaped(text: str) -> str:
    """Text in a quoted label: what would end it, or is markup, becomes an entity of Mermaid's, which begin with #."""
    plain = " ".join(text.split())
    return "".join(f"#{ord(letter)};" if letter in '"<>&#`\\|{}' else letter for letter in plain)
