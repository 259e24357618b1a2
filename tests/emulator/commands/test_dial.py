"""`laml dial`: a call by hand in the terminal, against an emulator that runs."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from click.testing import CliRunner

from emulator import Provider, ProviderServer
from emulator.commands.dial import _lines, dial

from ..test_cli import ROOT, emulated

pytestmark = pytest.mark.source("own: laml dial")
COMMAND = [sys.executable, "-c", "from emulator.commands.dial import dial; dial()"]


def test_what_nobody_takes_and_a_missing_handler_are_told() -> None:
    step = {"subject": "CA1", "kind": "said", "text": "hello (Gather takes no speech)"}
    assert list(_lines([step, {**step, "text": "hello"}, {**step, "subject": "CA2"}], "CA1")) == [f"! {step['text']}"]
    problem = {"subject": "CA1", "kind": "problem", "text": "11200 …", "params": {"mend": "did you mean '/answer'?"}}
    assert list(_lines([problem], "CA1")) == ["! 11200 …", "  to mend it: did you mean '/answer'?"]
    provider = Provider("signalwire")
    with ProviderServer(provider) as server:
        done = CliRunner().invoke(dial, ["--base-url", server.url, "--phone-token", server.phone_token])
    provider.close()
    assert (done.exit_code, "name the handler that answers, such as /answer" in done.stderr) == (1, True)


@pytest.mark.services
def test_keys_and_words_are_typed_and_what_is_heard_is_printed() -> None:
    with emulated("tests.emulator.phone.callers_app:app", "--quiet", "--speed", "5") as (_, settings):
        done = subprocess.run(
            [*COMMAND, "/answer"],
            input="13\n",
            capture_output=True,
            text=True,
            cwd=ROOT,
            env=os.environ | settings,
            timeout=60,
            check=False,
        )
    assert done.returncode == 0, done.stderr
    assert [line for line in done.stdout.splitlines() if line.startswith("♪")] == [
        "♪ Please dial an extension, or say what you want.",
        "♪ You said 13.",
        "♪ Goodbye.",
    ]


def test_without_an_emulator_it_says_what_is_missing() -> None:
    done = CliRunner().invoke(dial, ["/answer"], env={"LAML_BASE_URL": "", "LAML_PHONE_TOKEN": ""})
    assert (done.exit_code, "run laml emulate" in done.stderr) == (2, True)
    done = CliRunner().invoke(dial, ["--base-url", "http://127.0.0.1:9", "--phone-token", "x"])
    assert (done.exit_code, "no emulator answers at http://127.0.0.1:9" in done.stderr) == (1, True)
