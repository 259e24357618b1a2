"""`python -m emulator.map APP TARGET` walks an IVR and writes the map, for `walk_apart`; people use `laml map`."""

from __future__ import annotations

import os
import sys

from webhooks import ConfigError

from ..errors import EmulatorError
from .apart import CANNOT, write
from .loading import ready
from .model import IvrMap
from .walking import walk


def main(app: str, target: str) -> None:
    """Walk, and write the map; ends with 2 and the reason if the app cannot be called."""
    with os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8") as output:
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what the app prints is not the map
        output.write(write(_walked(app, target)))


def _walked(app: str, target: str) -> IvrMap:
    try:
        provider = ready(app, {})
        whole = walk(provider, target)
        provider.close()
    except (ConfigError, EmulatorError) as error:
        sys.stderr.write(" ".join(str(error).split()) + "\n")
        sys.exit(CANNOT)
    return whole


main(*sys.argv[1:])
