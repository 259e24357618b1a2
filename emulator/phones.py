"""The phones that may be called, told in words how they behave: `provider.phone(n).answers(after=3).talks(20)`."""

from typing import Self

from .engine.models import PhoneScript


class Phone:
    """One phone; each method changes its script and returns the phone."""

    def __init__(self, script: PhoneScript) -> None:
        self.script = script

    def answers(self, after: float = 2.0) -> Self:
        """It rings for so many seconds and is picked up."""
        self.script.outcome, self.script.rings = "answer", after
        return self

    def busy(self, after: float = 0.0) -> Self:
        """The line is busy, or the call is refused after so many seconds of ringing."""
        self.script.outcome, self.script.rings = "busy", after
        return self

    def no_answer(self) -> Self:
        """It rings and nobody comes."""
        self.script.outcome = "no-answer"
        return self

    def invalid(self) -> Self:
        """The number does not exist."""
        self.script.outcome = "invalid"
        return self

    def talks(self, seconds: float) -> Self:
        """It is hung up so many seconds after it was picked up."""
        self.script.talks = seconds
        return self

    def presses(self, *keys: str) -> Self:
        """It presses keys, each group as soon as something listens."""
        self.script.keys = keys
        return self

    def says(self, *words: str) -> Self:
        """Its owner speaks, each text as soon as something listens."""
        self.script.words = words
        return self

    def machine(self, answered_by: str = "machine_end_beep", greeting: float = 4.0) -> Self:
        """A machine picks up: what detection finds, and how long its greeting takes."""
        self.script.machine, self.script.greeting = answered_by, greeting
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
