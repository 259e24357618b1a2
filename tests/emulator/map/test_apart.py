"""A walk in a process of its own gives what a walk in this one gives, and ends whatever the app does."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from emulator import EmulatorError, Provider
from emulator.map import apart, walk
from emulator.map.apart import walk_apart

from .. import design_app

pytestmark = [pytest.mark.services, pytest.mark.source("own: the map")]

LOUD = """
import os, subprocess, sys
from flask import Flask
print("imported")
WAITS = '''
import os, time
until = time.monotonic() + 60
while not os.path.exists("over") and time.monotonic() < until:
    time.sleep(0.01)
'''
app = Flask(__name__)

@app.post("/answer")
def answer():
    print("asked")
    os.write(1, b"{asked}")
    os.system("echo from a process")
    return "<Response><Say>Hello.</Say></Response>", {"Content-Type": "text/xml"}

@app.post("/leaves")
def leaves():
    sys.stderr.write("the last words\\n")
    os._exit(3)

@app.post("/quietly")
def quietly():
    os._exit(0)

@app.post("/killed")
def killed():
    os.kill(os.getpid(), 9)

@app.post("/octets")
def octets():
    os.write(2, bytes([255, 254, 10]))
    return "<Response><Say>Hello.</Say></Response>", {"Content-Type": "text/xml"}

@app.post("/starts")
def starts():
    subprocess.Popen([sys.executable, "-c", WAITS])
    return "<Response><Say>Hello.</Say></Response>", {"Content-Type": "text/xml"}
"""


@pytest.fixture
def loud(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """An app in the current folder that writes wherever it can."""
    (tmp_path / "loud.py").write_text(LOUD, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return "loud:app"


def wanted() -> bool:
    return False


def test_it_is_the_map_of_a_walk_in_this_process() -> None:
    with_this = Provider("signalwire")
    with_this.host(design_app.app, raises=False)
    here = walk(with_this, "/answer")
    with_this.close()
    there = walk_apart("tests.emulator.design_app:app", "/answer", wanted)
    assert (there.start, there.nodes, there.edges, there.complete) == (here.start, here.nodes, here.edges, True)
    assert [found.code for found in there.findings] == [found.code for found in here.findings]
    assert len(there.nodes) > 3


def test_what_the_app_prints_is_not_the_map(loud: str) -> None:
    found = walk_apart(loud, "/answer", wanted)
    assert [node.route for node in found.nodes] == ["POST /answer", "the call ends"]


def test_an_app_that_ends_the_process_is_told_with_its_last_words(loud: str) -> None:
    with pytest.raises(EmulatorError, match=r"^the walk broke off: the last words$"):
        walk_apart(loud, "/leaves", wanted)


@pytest.mark.parametrize("path", ["/quietly", "/killed"])
def test_however_an_app_ends_the_process_the_walk_has_broken_off(loud: str, path: str) -> None:
    with pytest.raises(EmulatorError, match=r"^the walk broke off: imported$"):
        walk_apart(loud, path, wanted)


def test_an_app_that_writes_what_is_no_text_has_a_map(loud: str) -> None:
    assert [node.route for node in walk_apart(loud, "/octets", wanted).nodes] == ["POST /octets", "the call ends"]


def test_what_the_app_has_started_and_what_lives_on_is_not_waited_for(loud: str, tmp_path: Path) -> None:
    """It has inherited where the app writes to, and would keep a pipe open for as long as it lives."""
    began = time.monotonic()
    try:
        found = walk_apart(loud, "/starts", wanted)
    finally:
        (tmp_path / "over").touch()
    assert [node.route for node in found.nodes] == ["POST /starts", "the call ends"]
    assert time.monotonic() - began < 50


def test_an_app_that_is_not_there_is_told_in_a_line(loud: str) -> None:
    with pytest.raises(EmulatorError, match=r"^louder:app: Could not import 'louder'\. Expected such as app:app"):
        walk_apart("louder:app", "/answer", wanted)


def test_a_walk_that_takes_too_long_is_given_up(loud: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "LONGEST", 0.0)
    with pytest.raises(EmulatorError, match="laml map has limits to set"):
        walk_apart(loud, "/answer", wanted)


def test_a_walk_that_nobody_waits_for_is_given_up(loud: str) -> None:
    with pytest.raises(EmulatorError, match="nobody waits"):
        walk_apart(loud, "/answer", lambda: True)
