"""The verbs: one small generator each, in tables by the kind of document that may hold them."""

from collections.abc import Mapping
from typing import Final

from ..flow import Verb
from .dial import run_dial
from .flow import run_hangup, run_redirect, run_reject
from .gather import run_gather
from .record import run_record
from .speech import run_pause, run_play, run_say

_VOICE: Final[Mapping[str, Verb]] = {
    "Dial": run_dial,
    "Gather": run_gather,
    "Hangup": run_hangup,
    "Pause": run_pause,
    "Play": run_play,
    "Record": run_record,
    "Redirect": run_redirect,
    "Reject": run_reject,
    "Say": run_say,
}

TABLES: Final[Mapping[str, Mapping[str, Verb]]] = {
    "voice": _VOICE,
    "screening": {tag: _VOICE[tag] for tag in ("Say", "Play", "Gather", "Pause", "Redirect", "Hangup")},
}
