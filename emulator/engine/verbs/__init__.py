"""The verbs: one small generator each, in tables by the kind of document that may hold them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ..documents.flow import Verb
from .connect import run_connect
from .dial import run_dial
from .echo import run_denoise, run_echo
from .enqueue import run_enqueue, run_leave
from .gather import run_gather
from .leaving import run_hangup, run_redirect, run_reject
from .pay import run_pay
from .record import run_record
from .refer import run_refer
from .sms import run_sms
from .speech import run_pause, run_play, run_say
from .start_stop import run_start, run_stop

_VOICE: Final[Mapping[str, Verb]] = {
    "Connect": run_connect,
    "Denoise": run_denoise,
    "Dial": run_dial,
    "Echo": run_echo,
    "Enqueue": run_enqueue,
    "Gather": run_gather,
    "Hangup": run_hangup,
    "Leave": run_leave,
    "Pause": run_pause,
    "Pay": run_pay,
    "Play": run_play,
    "Record": run_record,
    "Redirect": run_redirect,
    "Refer": run_refer,
    "Reject": run_reject,
    "Say": run_say,
    "Sms": run_sms,
    "Start": run_start,
    "Stop": run_stop,
}

TABLES: Final[Mapping[str, Mapping[str, Verb]]] = {
    "voice": _VOICE,
    "queue": {tag: _VOICE[tag] for tag in ("Play", "Say", "Pause", "Gather", "Redirect", "Hangup", "Leave")},
    "dequeue": {tag: _VOICE[tag] for tag in ("Play", "Say", "Pause", "Redirect")},
    "conference": {tag: _VOICE[tag] for tag in ("Say", "Play", "Pause", "Redirect")},
    "screening": {tag: _VOICE[tag] for tag in ("Say", "Play", "Gather", "Pause", "Redirect", "Hangup")},
}
