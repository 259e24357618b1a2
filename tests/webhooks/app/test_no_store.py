"""What an app without handlers of events pays for the store: nothing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
PROGRAM = """
import sys
from pathlib import Path
from webhooks import CallStatusEvent, VoiceRequest, Webhooks
imported = "sqlalchemy" in sys.modules
from tests.webhooks.apps import VOICE, make_app, post
app = make_app(LAML_DATABASE_URL="sqlite:///" + sys.argv[1])
hooks = Webhooks(app)
hooks.voice("/answer", name="answer")(lambda call: "<Response/>")
if sys.argv[2:]:
    hooks.call_status("/status", name="status")(lambda event: None)
    assert post(app, "/status", VOICE | {"CallStatus": "completed"}).status_code == 204
assert post(app, "/answer", VOICE).status_code == 200
print(imported, "sqlalchemy" in sys.modules, Path(sys.argv[1]).exists())
"""


@pytest.mark.parametrize(
    ("words", "expected"),
    [((), "False False False"), (("events",), "False True True")],
    ids=["an app without events", "the same with one, where all of it would be seen"],
)
def test_an_app_without_events_loads_no_sqlalchemy_and_opens_no_store(
    tmp_path: Path, words: tuple[str, ...], expected: str
) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(tmp_path / "store.sqlite3"), *words],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={"PATH": "", "LAML_WORKER": "off"},
        check=False,
    )
    assert done.stdout.strip() == expected, done.stderr[-2_000:]
