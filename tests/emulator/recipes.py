"""The programs of docs/emulate-with-other-clients.md: a test runs what the page shows, and nothing else."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Final

from emulator import ProviderServer

from ..docs.snippets import blocks

PAGE: Final = Path(__file__).parents[2] / "docs" / "emulate-with-other-clients.md"
NAME: Final = re.compile(r"(?:#|//) (\w+\.(?:py|mjs|cjs))\n")
VENDOR: Final = ("LAML_", "TWILIO_", "SIGNALWIRE_")


def write_recipes(folder: Path) -> None:
    """Write each program of the page into the folder, under the name in its first line."""
    for block in blocks(PAGE):
        named = NAME.match(block.body)
        if named:
            (folder / named[1]).write_text(block.body, encoding="utf-8")


def versions_on_page() -> dict[str, list[str]]:
    """The versions that the page's table has for each client."""
    rows = re.findall(r"^\| \[([^]]+)\]\(#[^|]+\|[^|]+\| ([\d., ]+) \|", PAGE.read_text(encoding="utf-8"), re.M)
    return {client: versions.split(", ") for client, versions in rows}


def settings_of(server: ProviderServer) -> dict[str, str]:
    """What `laml emulate` prints for a client: the server's settings, and where the application is."""
    return {**server.settings, "LAML_PUBLIC_URL": server.provider.public_url}


def environment(settings: dict[str, str]) -> dict[str, str]:
    """The environment of a program that has these settings and no other of a provider."""
    return {**{key: value for key, value in os.environ.items() if not key.startswith(VENDOR)}, **settings}
