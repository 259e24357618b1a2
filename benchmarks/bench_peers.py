"""The vendors' packages side by side, each in an environment of its own: build, verify, send, import, and their size.

The environments are made in `build/peers`, where they stay; a package that cannot be installed has no row.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import venv
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from benchmarks import peers
from benchmarks.bench_rest import server
from benchmarks.timing import Row, Table, often

ROOT: Final = Path(__file__).parent.parent
FOLDER: Final = ROOT / "build" / "peers"
REQUIREMENTS: Final[Mapping[str, str]] = {
    "lamlkit": "",
    "twilio": "twilio",
    "signalwire": "signalwire==2.1.1",
    "plivo": "plivo",
}
"""What is installed for each client; ours runs in the environment that runs this."""
PARTS: Final[Mapping[str, str]] = {
    "build": "A menu of seven elements, built and rendered (plivo: in its own elements)",
    "verify": "The signature of a form of 22 parameters (plivo: its version 3)",
    "send": "A call placed over a connection that stays open, time of the processor",
    "import": "Importing what the three parts need, once in a process",
}
CHECKS: Final = {
    "lamlkit": {"build": "names, types, values, nesting", "send": "parameters, types, deadline, size"},
    "signalwire": {"build": "none; the builder is the one of twilio-python 6.54"},
}


def interpreter(name: str) -> str | None:
    """The Python that has a client, which is installed if need be; None where that fails."""
    if not REQUIREMENTS[name]:
        return sys.executable
    folder = FOLDER / name
    found = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if not (folder / "complete").exists():
        if not often(1, 0):
            return None  # nothing is installed to see that the tables come out
        venv.create(folder, symlinks=os.name != "nt", clear=True)
        install = [sys.executable, "-m", "pip", "--python", str(found), "install", "-q", REQUIREMENTS[name]]
        done = subprocess.run(install, check=False, capture_output=True, text=True)
        if done.returncode:
            print(f"{REQUIREMENTS[name]} cannot be installed: {done.stderr.strip().splitlines()[-1:]}", file=sys.stderr)
            return None
        (folder / "complete").touch()
    return str(found)


def tables(rounds: int = 7) -> Iterator[Table]:
    """All tables of this module."""
    rounds = often(rounds)
    span = 0.2 if rounds > 1 else 0.01
    pythons = {name: python for name in REQUIREMENTS if (python := interpreter(name))}
    found: dict[str, list[dict[str, float]]] = {name: [] for name in pythons}
    with server() as address:
        for _ in range(rounds + 1):  # the first one compiles what is imported
            for name, python in pythons.items():
                found[name].append(measured(name, python, address, span))
    versions = {name: REQUIREMENTS[name] and f" {runs[0]['version']}" for name, runs in found.items()}
    for part, title in PARTS.items():
        rows = [
            Row(
                name + versions[name],
                statistics.median(run[part] for run in runs[1:]),
                CHECKS.get(name, {}).get(part, "none" if part == "build" else ""),
            )
            for name, runs in found.items()
        ]
        yield Table(title, rows, baseline=rows[min(1, len(rows) - 1)].name)
    sizes = [
        Row(name + versions[name], float(runs[0]["bytes"]), f"{runs[0]['files']} files") for name, runs in found.items()
    ]
    title = "Size of the package itself, as installed, without what it depends on"
    yield Table(title, sizes, baseline=sizes[min(1, len(sizes) - 1)].name, unit="MB", scale=1e-6)


def measured(name: str, python: str, address: str, span: float) -> dict[str, float]:
    """What one process of a client measures."""
    path = {"PYTHONPATH": str(ROOT)} if python == sys.executable else {}
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"} | path
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    command = [python, str(Path(peers.__file__)), name, address, str(span)]
    done = subprocess.run(command, check=True, capture_output=True, text=True, env=environment)
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found
