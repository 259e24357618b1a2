"""What is uploaded is whole: wheel and sdist are built, checked, and used from outside in an empty environment."""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path
from shutil import which

import pytest

ROOT = Path(__file__).parents[1]
NEWER = ("3.12", "3.13", "3.14")
LOWEST = ("blinker==1.8.1", "click==8.1.3", "flask==3.0.0", "itsdangerous==2.1.2", "lxml==5.2.0", "requests==2.32.2",
          "rich==13.7.0", "sqlalchemy==2.0.16", "urllib3==2.0.2", "pytest==8.2.0")  # fmt: skip

APP = """
from flask import Flask
from laml import Document, VoiceResponse
from webhooks import CallStatusEvent, VoiceRequest, Webhooks

app = Flask(__name__)
hooks = Webhooks(app)

@hooks.voice("/answer")
def answer(call: VoiceRequest) -> Document:
    return VoiceResponse().say("Hello from the wheel.").hangup()

@hooks.call_status("/status", final=True)
def ended(event: CallStatusEvent) -> None:
    print("ended", event.status)
"""
TEST = """
from app import answer, app, ended

def test_the_plugin_is_there(provider, capsys):
    provider.host(app)
    provider.client().calls.create(to="+15551230000", from_="+15559870000", url=answer, status_callback=ended)
    provider.wait(60)
    assert provider.calls[0].heard("Hello from the wheel.")
    assert capsys.readouterr().out == "ended completed\\n"
"""


def run(*command: str | Path, cwd: Path, **more: str) -> str:
    ours = ("LAML_", "PYTEST", "PYTHONPATH")
    environ = {name: value for name, value in os.environ.items() if not name.startswith(ours)} | more
    words = [str(part) for part in command]
    done = subprocess.run(words, cwd=cwd, env=environ, capture_output=True, text=True, timeout=600, check=False)
    assert done.returncode == 0, f"{command}\n{done.stdout[-4000:]}{done.stderr[-4000:]}"
    return done.stdout


@pytest.fixture(scope="module")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with what `python -m build` makes of the files that are committed or about to be."""
    folder = tmp_path_factory.mktemp("dist")
    index = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "-d", str(folder / "index"), "setuptools"]
    if subprocess.run(index, capture_output=True, timeout=120, check=False).returncode != 0:
        pytest.skip("no package index can be reached: a build takes setuptools from it")
    source = folder / "source"
    source.mkdir()
    names = run("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", cwd=ROOT).split("\0")
    for name in filter(None, names):
        if (ROOT / name).is_file():
            (source / name).parent.mkdir(parents=True, exist_ok=True)
            (source / name).write_bytes((ROOT / name).read_bytes())
    run(sys.executable, "-m", "build", "--outdir", folder / "out", source, cwd=folder)
    return folder / "out"


@pytest.mark.services
def test_both_are_as_an_index_wants_them(dist: Path) -> None:
    assert "PASSED" in run(sys.executable, "-m", "twine", "check", "--strict", *dist.iterdir(), cwd=dist)
    assert sorted(path.suffix for path in dist.iterdir()) == [".gz", ".whl"]


@pytest.mark.services
def test_the_sdist_has_docs_examples_and_tests_and_the_wheel_has_none(dist: Path) -> None:
    with tarfile.open(next(dist.glob("*.tar.gz"))) as archive:
        inside = {name.partition("/")[2] for name in archive.getnames()}
    tracked = run("git", "ls-files", "-z", cwd=ROOT).split("\0")
    wanted = {name for name in tracked if name and (ROOT / name).is_file() and name != ".gitignore"}
    assert sorted(wanted - inside) == []
    wheel = zipfile.ZipFile(next(dist.glob("*.whl")))
    tops = {name.split("/")[0] for name in wheel.namelist() if ".dist-info" not in name}
    assert tops == {"laml", "rest", "webhooks", "emulator", "lamlkit_pytest.py"}
    data = {name for name in wanted if name.startswith(("laml/", "rest/", "webhooks/", "emulator/"))}
    assert sorted(data - set(wheel.namelist())) == []  # py.typed, tables, and what pages are made of


@pytest.mark.services
def test_the_wheel_works_in_an_empty_environment_of_this_python_and_of_the_newest(dist: Path, tmp_path: Path) -> None:
    here = sys.version.split()[0]
    used_from_outside(dist, tmp_path / here, Path(sys.executable), "pytest")
    newer = {version: where for version in NEWER if (where := variables_of(version)) is not None}
    for version, where in list(newer.items())[-1:]:  # those between are tried by hand before a release
        used_from_outside(dist, tmp_path / version, Path(f"python{version}"), "pytest", **where)
        here += f", {version}"
    print(f"counted: packaging: the wheel works in Python {here}")


def variables_of(version: str) -> dict[str, str] | None:
    """The variables with which `python3.12` is that version, by the path or by pyenv; None if it is not there."""
    python = which(f"python{version}")
    if python is None:
        return None
    pyenv = which("pyenv")
    listed = (
        subprocess.run([pyenv, "versions", "--bare"], capture_output=True, text=True, check=False) if pyenv else None
    )
    known = [line.strip() for line in listed.stdout.splitlines()] if listed else []
    for where in [{}, *({"PYENV_VERSION": one} for one in reversed(known) if one.startswith(f"{version}."))]:
        if subprocess.run([python, "-c", ""], env=os.environ | where, capture_output=True, check=False).returncode == 0:
            return where
    return None


@pytest.mark.services
def test_the_wheel_works_with_the_lowest_versions_that_it_asks_for(dist: Path, tmp_path: Path) -> None:
    used_from_outside(dist, tmp_path / "lowest", Path(sys.executable), *LOWEST)


def used_from_outside(dist: Path, folder: Path, python: Path, *packages: str, **where: str) -> None:
    folder.mkdir()
    (folder / "app.py").write_text(APP, encoding="utf-8")
    (folder / "test_app.py").write_text(TEST, encoding="utf-8")
    run(python, "-m", "venv", folder / "venv", cwd=folder, **where)
    bin_ = folder / "venv" / "bin"
    run(bin_ / "python", "-m", "pip", "install", "-q", next(dist.glob("*.whl")), *packages, cwd=folder)
    assert "12200 (Twilio)" in run(bin_ / "laml", "explain", "12200", cwd=folder)  # a table that is no module
    assert "1 passed" in run(bin_ / "python", "-m", "pytest", "-q", "test_app.py", cwd=folder)
    assert "/answer" in run(bin_ / "flask", "laml", "routes", cwd=folder, **SETTINGS)
    where = "import laml, rest, webhooks, emulator as e; print(e.__file__)"
    assert str(folder) in run(bin_ / "python", "-c", where, cwd=folder)


SETTINGS = {
    "LAML_PROVIDER": "twilio", "LAML_SIGNING_KEY": "not-a-secret", "LAML_PUBLIC_URL": "https://app.example",
    "LAML_SECRET_KEY": "not-a-secret",
}  # fmt: skip
