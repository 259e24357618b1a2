"""Memory over many requests: `python -m tests.webhooks.growing --requests 200000`; fails if it grows by 10 MB.

Without events (a voice handler alone) no store may be opened; with `--events` each request is a new event of a store in
a file. The first tenth fills what is bounded: caches, pools, the allocator's arenas.
"""

from __future__ import annotations

import argparse
import gc
import logging
import sys
import tempfile
from pathlib import Path

from webhooks import CallStatusEvent, VoiceRequest, Webhooks

from .apps import VOICE, make_app, post

LIMIT_MEGABYTES = 10.0


def resident() -> float:
    """The memory of this process, in megabytes."""
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096 / 1e6


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.webhooks.growing", description=__doc__)
    parser.add_argument("--requests", type=int, default=200_000)
    parser.add_argument("--events", action="store_true", help="events that are stored, in place of calls")
    given = parser.parse_args()
    logging.disable(logging.CRITICAL)
    with tempfile.TemporaryDirectory(prefix="laml-test-") as folder:
        app = make_app(LAML_DATABASE_URL=f"sqlite:///{folder}/test.sqlite3", LAML_WORKER="off")
        hooks = Webhooks(app)
        if given.events:
            hooks.call_status("/asked", name="asked")(_told)
        else:
            hooks.voice("/asked", name="asked")(_answer)
        first, before = max(1, given.requests // 10), 0.0
        for number in range(given.requests):
            if number == first:
                before = resident()
            form = VOICE | {"CallSid": f"CA{number:032x}", "CallStatus": "completed"}
            status = post(app, "/asked", form).status_code
            assert status == (204 if given.events else 200), status
        grown = resident() - before
        loaded = "sqlalchemy" in sys.modules
    kind = "events" if given.events else "calls, without a store"
    told = "loaded" if loaded else "not loaded"
    print(f"{given.requests} {kind}: {before:.1f} MB, grown by {grown:.1f} MB; SQLAlchemy is {told}")
    return int(grown >= LIMIT_MEGABYTES or (loaded and not given.events))


def _answer(_call: VoiceRequest) -> str:
    return "<Response><Say>Hello</Say></Response>"


def _told(_event: CallStatusEvent) -> None:
    pass


if __name__ == "__main__":
    sys.exit(main())
