"""Keeps so many worker processes alive, each of which works off what is owed: `python -m tests.kill.workers 2`."""

from __future__ import annotations

import os
import sys
import time

from webhooks.app.working import run_due

from .app import app

POLL_SECONDS = 0.1


def work() -> None:
    while True:
        if not run_due(app):
            time.sleep(POLL_SECONDS)


def main(count: int) -> None:
    alive = 0
    while True:
        while alive < count:
            alive += 1
            if os.fork() == 0:
                try:
                    work()
                finally:
                    os._exit(1)
        os.wait()
        alive -= 1


if __name__ == "__main__":
    main(int(sys.argv[1]))
