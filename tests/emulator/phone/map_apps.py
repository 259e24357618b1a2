"""IVRs for the map on the page: one that is wrong, one that is walked for ever, one that tells who walks it."""

from __future__ import annotations

import os
import threading
from pathlib import Path

from ..map.ivrs import Form, ivr, menu

PROMISE = "<Gather numDigits='1' action='/menu'><Say>For sales press 1. For support press 2.</Say></Gather>"


def pressed(form: Form) -> str:
    """It offers 2, and has no branch for it."""
    return menu(form, key_1="<Say>Sales.</Say>", other="<Say>Sorry.</Say><Redirect>/answer</Redirect>")


def wrong() -> object:
    """An IVR with one error."""
    return ivr({"/answer": f"{PROMISE}<Say>Goodbye.</Say>", "/menu": pressed})


def endless() -> object:
    """An IVR whose first document never comes; it leaves the number of its process in the file that is named."""

    def answer(_: Form) -> str:
        Path(os.environ["WALKED_BY"]).write_text(str(os.getpid()), encoding="utf-8")
        threading.Event().wait()
        return ""

    return ivr({"/answer": answer})


def gone() -> object:
    """An app that can be made once: the second time, its file is there."""
    mark = Path(os.environ["WALKED_BY"])
    if mark.exists():
        raise RuntimeError("it was edited meanwhile")
    mark.write_text("made", encoding="utf-8")
    return ivr({"/answer": "<Say>Hello.</Say>"})
