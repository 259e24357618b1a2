"""The words by which people stop, ask for help about, or resume messages.

Source: call semantics 10.4; the carriers' list of April 2025 added REVOKE and OPTOUT.
"""

from __future__ import annotations

from typing import Final, Literal

STOP_WORDS: Final = frozenset({"STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "OPTOUT", "REVOKE"})
START_WORDS: Final = frozenset({"START", "UNSTOP"})
HELP_WORDS: Final = frozenset({"HELP", "INFO"})

OptOut = Literal["STOP", "START", "HELP"]


def opt_out_of(body: str) -> OptOut | None:
    """What a text asks for, if it is one of those words and nothing else; case and blanks around it do not count.

    YES, with which Twilio resumes too, is not among them: people answer other questions with it.
    """
    word = body.strip().upper()
    if word in STOP_WORDS:
        return "STOP"
    if word in START_WORDS:
        return "START"
    return "HELP" if word in HELP_WORDS else None
