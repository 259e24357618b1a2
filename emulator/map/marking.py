"""What the pytest plugin does at the end: walks IVRs, counts the steps of the tests on them, writes marked maps."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final

from webhooks import ConfigError

from ..errors import EmulatorError
from .coverage import Coverage, covered
from .loading import ready
from .mermaid import write_mermaid
from .model import Edge, IvrMap
from .report import told, write_json
from .svg import write_svg
from .walking import walk

WRITERS: Final[Mapping[str, Callable[[IvrMap, Collection[Edge]], str]]] = {
    ".mmd": write_mermaid,
    ".svg": write_svg,
    ".json": write_json,
}


def count(wanted: str, steps: Iterable[Collection[str]]) -> Coverage:
    """Walk an IVR, and count on its map.

    Args:
        wanted: App and path, such as `app:app:/answer`.
        steps: What `steps_of` gave, of all providers of the tests.
    Raises:
        ValueError: There is no such app, it cannot be called, or its first document is none.
    """
    app, path = target_of(wanted)
    try:
        provider = ready(app, {})
        whole = walk(provider, path)
        provider.close()
    except (ConfigError, EmulatorError) as error:
        raise ValueError(f"--laml-map={wanted}: {error}") from error
    first = whole.nodes[0]
    if first.kind == "failed":
        why = next((told(finding) for finding in whole.findings if finding.node == first.id), first.route)
        raise ValueError(f"--laml-map={wanted}: no call gets beyond the first request; {why}")
    return covered(whole, steps)


def target_of(wanted: str) -> tuple[str, str]:
    """App and path of what `--laml-map` says.

    Raises:
        ValueError: It is not both.
    """
    app, colon, path = wanted.rpartition(":/")
    if not colon or not app:
        raise ValueError(f"--laml-map={wanted}: expected an app and a path, such as app:app:/answer")
    return app, f"/{path}"


def check_place(file: str) -> None:
    """Refuse a file for the marked map that could not be written after the tests.

    Raises:
        ValueError: Its name says no format, or there is no such folder.
    """
    path = Path(file)
    if path.suffix not in WRITERS:
        raise ValueError(f"--laml-map-output={file}: expected a name that ends with {', '.join(WRITERS)}")
    if not path.parent.is_dir():
        raise ValueError(f"--laml-map-output={file}: there is no folder {str(path.parent)!r}")


def write(found: Sequence[Coverage], file: str) -> None:
    """Write the marked map; of several, each to a file of its own with its number.

    Raises:
        ValueError: The file's name says no format, or it cannot be written.
    """
    check_place(file)
    path = Path(file)
    writer = WRITERS[path.suffix]
    for number, each in enumerate(found, 1):
        place = path if len(found) == 1 else path.with_stem(f"{path.stem}-{number}")
        try:
            place.write_text(writer(each.map, each.taken), encoding="utf-8")
        except (OSError, EmulatorError) as error:
            raise ValueError(f"--laml-map-output={file}: {error}") from error
