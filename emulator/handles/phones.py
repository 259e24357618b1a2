"""The phones that may be called, scripted by methods: `provider.phone(n).answers(after=3).talks(20)`."""

from __future__ import annotations

from typing import Self

from ..arguments import Seconds, handle, in_seconds
from ..engine.models import PhoneScript


@handle
class Phone:
    """One phone; each method changes its script and returns the phone."""

    def __init__(self, script: PhoneScript) -> None:
        self.script = script

    def answers(self, after: Seconds = 2.0) -> Self:
        """It rings for `after` seconds and is answered."""
        self.script.outcome, self.script.rings = "answer", in_seconds(after)
        return self

    def busy(self, after: Seconds = 0.0) -> Self:
        """The line is busy, or the call is refused after `after` seconds of ringing."""
        self.script.outcome, self.script.rings = "busy", in_seconds(after)
        return self

    def no_answer(self) -> Self:
        """It rings and nobody answers."""
        self.script.outcome = "no-answer"
        return self

    def invalid(self) -> Self:
        """The number does not exist."""
        self.script.outcome = "invalid"
        return self

    def refuses(self, sip_code: str | int = "603") -> Self:
        """It refuses the call with this SIP code; 486 and 600 mean busy, 408, 480 and 487 no answer."""
        self.script.sip_code = str(sip_code)
        return self

    def requires(self, username: str, password: str) -> Self:
        """A SIP party that accepts calls with these credentials only."""
        self.script.credentials = (username, password)
        return self

    def header(self, name: str, value: str) -> Self:
        """A SIP party that answers with this header."""
        self.script.sip_headers = {**self.script.sip_headers, name: value}
        return self

    def refers(self, target: str, after: Seconds = 5.0) -> Self:
        """A SIP party that asks for a transfer to `target`, `after` seconds after it answered."""
        self.script.refers_to, self.script.refers_after = target, in_seconds(after)
        return self

    def referred(self, answer: int = 202, notify: int | None = 200) -> Self:
        """A SIP party's response to Refer: its answer, and the code of its NOTIFY (None: it sends none)."""
        self.script.refer_answer = int(answer)
        self.script.refer_notify = notify if notify is None else int(notify)
        return self

    def talks(self, seconds: Seconds) -> Self:
        """It hangs up so many seconds after it answered."""
        self.script.talks = in_seconds(seconds)
        return self

    def presses(self, *keys: str) -> Self:
        """It presses keys: one group each time that a verb listens."""
        self.script.keys = keys
        return self

    def says(self, *words: str) -> Self:
        """It speaks: one text each time that a verb listens."""
        self.script.words = words
        return self

    def machine(self, answered_by: str = "machine_end_beep", greeting: Seconds = 4.0) -> Self:
        """A machine answers: what detection reports, and the seconds that its greeting takes."""
        self.script.machine, self.script.greeting = answered_by, in_seconds(greeting)
        return self

    def fax(self, outcome: str = "delivered", code: int | None = None) -> Self:
        """What becomes of a fax to it: delivered, busy, no-answer or failed."""
        self.script.fax_outcome, self.script.fax_error = outcome, code
        return self

    def undeliverable(self, code: int = 30003) -> Self:
        """Messages are accepted by the carrier and not delivered, with this error code."""
        self.script.message_outcome, self.script.message_error = "undelivered", code
        return self

    def refuses_messages(self, code: int = 30004) -> Self:
        """Messages cannot be sent to it, with this error code."""
        self.script.message_outcome, self.script.message_error = "failed", code
        return self

    def no_receipts(self) -> Self:
        """Its carrier gives no receipts: messages stay sent."""
        self.script.message_outcome = "sent"
        return self
