"""What the emulator says to whoever uses it wrongly.

    EmulatorError
    ├── NobodyListens   (also an AssertionError)   keys or words for a call that does not ask for them
    ├── NobodyThere     (also a LookupError)       a person in no queue, conference or session
    ├── FaxRefused                                 a fax that cannot be canceled any more
    └── SeedError                                  a seed file that cannot be used

What the provider refuses, or an application answers wrongly, is no error here: it stands in the timeline.
"""

from __future__ import annotations


class EmulatorError(Exception):
    """The emulator was asked for something that cannot be."""


class NobodyListens(EmulatorError, AssertionError):
    """Keys or words were to be given to a call that never asked for them."""


class NobodyThere(EmulatorError, LookupError):
    """A person was looked for where there is nobody."""


class FaxRefused(EmulatorError):
    """A fax is in a state that does not allow the change; `.code` is the provider's."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code


class SeedError(EmulatorError):
    """A seed file cannot be used; the message names the place in it."""
