"""Blinker signals for metrics and audits. The sender is the Flask app."""

from __future__ import annotations

from typing import Final

from blinker import Namespace

_signals: Final = Namespace()

received = _signals.signal("webhook-received", doc="A verified request is about to be handled: `handler`, `request`.")
answered = _signals.signal("webhook-answered", doc="A request was answered: `handler`, `request`, `status`, `seconds`.")
rejected = _signals.signal("webhook-rejected", doc="A request was refused: `reason`, `status`.")
failed = _signals.signal("webhook-failed", doc="A handler failed: `handler`, `request`, `error`.")
