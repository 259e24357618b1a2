"""What whoever works does beside: purges content that is kept for long enough."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask


class Tending:
    """Looks after the store of an app.

    Args:
        app: The app.
    """

    def __init__(self, app: Flask) -> None:
        self._app = app

    def tend(self, until: Callable[[], bool]) -> None:
        """Do what is due."""
