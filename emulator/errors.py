"""The errors of the emulator.

    EmulatorError
    ├── NobodyListens   (also an AssertionError)   keys or words for a call that does not ask for them
    ├── NobodyThere     (also a LookupError)       a person in no queue, conference or session
    ├── FaxRefused                                 a fax that cannot be canceled any more
    └── SeedError                                  a seed file that cannot be used

What a provider refuses, or an application gets wrong, raises nothing: it is a problem in the timeline.
"""

from __future__ import annotations


class EmulatorError(Exception):
    """The emulator was asked for something impossible."""


class NobodyListens(EmulatorError, AssertionError):
    """Keys or words for a call that does not ask for them."""


class NobodyThere(EmulatorError, LookupError):
    """The call is in no such queue, conference or session."""


class FaxRefused(EmulatorError):
    """A fax is in a state that does not allow the change; `.code` is the provider's."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code


class SeedError(EmulatorError):
    """A seed file cannot be used; the message names the place in it."""
