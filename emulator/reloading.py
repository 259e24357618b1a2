"""`laml emulate --reload`: the emulator starts anew when a Python file in this folder changes.

A parent process watches the files and starts the same command as a child, without `--reload`. What a client was told
stays: the parent decides the port, the phone's token and the throw-away settings, and hands them down.
"""

from __future__ import annotations

import logging
import os
import shlex
import socket
import subprocess
import sys
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Final

import click

OPTION: Final = "--reload"
PHONE_TOKEN: Final = "_LAML_EMULATE_PHONE_TOKEN"  # noqa: S105 - the name of a variable
"""The environment variable that hands the phone's token down: a command line is seen by everybody on the machine."""


def free_port() -> int:
    """A port of this machine that nobody uses now."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def run_anew(port: int, phone_token: str, files: Sequence[Path]) -> None:
    """Run this command as a child, and anew whenever a file changes, until a signal ends it.

    Args:
        port: The port that each child serves on.
        phone_token: The phone's token of each child.
        files: Files to watch beside those of Python in the working folder.

    Raises:
        click.ClickException: What watches files is not installed.
    """
    if find_spec("watchfiles") is None:
        raise click.ClickException(f"{OPTION} needs watchfiles: pip install 'lamlkit[reload]'")
    from watchfiles import PythonFilter, run_process  # noqa: PLC0415 - an extra

    logging.getLogger("watchfiles").setLevel(logging.ERROR)  # a child that ends by itself has told why
    os.environ[PHONE_TOKEN] = phone_token
    words = [*(word for word in sys.orig_argv[1:] if word != OPTION), "--port", str(port)]
    run_process(
        Path.cwd(),
        *files,
        target=_joined([sys.executable, *words]),
        target_type="command",
        watch_filter=PythonFilter(extra_extensions=sorted({file.suffix for file in files})),
        callback=lambda changes: click.echo(f"# {Path(min(changes)[1]).name} has changed"),
    )


def _joined(words: Sequence[str]) -> str:
    return subprocess.list2cmdline(words) if sys.platform == "win32" else shlex.join(words)
