"""What the emulator says to whoever uses it wrongly.

    EmulatorError
    ├── NobodyListens   (also an AssertionError)   keys or words for a call that does not ask for them
    ├── NobodyThere     (also a LookupError)       a person in no queue, conference or session
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


class SeedError(EmulatorError):
    """A seed file cannot be used; the message names the place in it."""
