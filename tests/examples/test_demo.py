"""The demo, as `make demo` runs it."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def demo(code: str = "") -> "subprocess.CompletedProcess[str]":
    program = f"import sys, examples.demo as demo\n{code}\nsys.exit(demo.main())"
    return subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )


@pytest.mark.services
@pytest.mark.xdist_group("demo")
def test_the_demo_tells_its_story_and_ends_with_0() -> None:
    done = demo()
    assert done.returncode == 0, done.stdout + done.stderr
    for part in (
        "+15551230000 hears: For sales press 1.",
        "+15551230000 presses 9",
        "hears: That key does nothing.",
        "hears: We did not hear you.",
        "+15557654321 is dialled",
        "told: POST /status in-progress",
        "told: POST /status completed",
        "fetched: POST /menu",
        "You said: Are you open?",
    ):
        assert part in done.stdout
    assert " ms of " in done.stdout


@pytest.mark.services
@pytest.mark.xdist_group("demo")
def test_the_demo_ends_with_1_and_says_why_when_the_app_does_not_do_what_it_should() -> None:
    done = demo(
        "demo.SPEED = 20; demo.PATIENCE = 2.0; hear = demo.Story.hear\n"
        "demo.Story.hear = lambda story, words: hear(story, 'what nobody says')"
    )
    assert done.returncode == 1
    assert "Not as expected: expected, and not seen in 2 s: to hear 'what nobody says'" in done.stderr
