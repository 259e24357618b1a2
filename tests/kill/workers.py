"""Keeps so many processes of `flask laml worker` alive, forked of one that has loaded the app: `… workers 2`."""

from __future__ import annotations

import os
import sys

from .app import app


def main(count: int) -> None:
    alive = 0
    while True:
        while alive < count:
            alive += 1
            if os.fork() == 0:
                try:
                    app.test_cli_runner().invoke(args=["laml", "worker"])
                finally:
                    os._exit(1)
        os.wait()
        alive -= 1


if __name__ == "__main__":
    main(int(sys.argv[1]))
