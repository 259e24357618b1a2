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
from .report import write_json
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
        ValueError: There is no such app, or it cannot be called.
    """
    app, colon, path = wanted.rpartition(":/")
    if not colon:
        raise ValueError(f"--laml-map={wanted}: expected an app and a path, such as app:app:/answer")
    try:
        provider = ready(app, {})
        whole = walk(provider, f"/{path}")
        provider.close()
    except (ConfigError, EmulatorError) as error:
        raise ValueError(f"--laml-map={wanted}: {error}") from error
    return covered(whole, steps)


def write(found: Sequence[Coverage], file: str) -> None:
    """Write the marked map; of several, each to a file of its own with its number.

    Raises:
        ValueError: The file's name says no format, or it cannot be written.
    """
    path = Path(file)
    writer = WRITERS.get(path.suffix)
    if writer is None:
        raise ValueError(f"--laml-map-output={file}: expected a name that ends with {', '.join(WRITERS)}")
    for number, each in enumerate(found, 1):
        place = path if len(found) == 1 else path.with_stem(f"{path.stem}-{number}")
        try:
            place.write_text(writer(each.map, each.taken), encoding="utf-8")
        except (OSError, EmulatorError) as error:
            raise ValueError(f"--laml-map-output={file}: {error}") from error
