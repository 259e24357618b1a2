"""Notifications: the timeline's problems in the API's shape. Source: REST reference, resources.notifications."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from ...engine.timeline import Entry
from ..context import Context, Given, Operation, Reply
from ..records.dates import during, rfc2822
from ..records.errors import ApiFault
from ..records.pages import page
from ..records.store import Record

_SID: Final = re.compile(r"NO[0-9a-f]{32}")
DETAILS: Final = ("request_variables", "response_headers", "response_body")


def _problems(context: Context, call: str = "") -> Iterator[tuple[str, Entry]]:
    """Every problem with a number, with an identifier that stays the same."""
    timeline = context.world.timeline
    for number, entry in enumerate(timeline, timeline.forgotten):
        if _is_kept(call, entry):
            yield f"NO{number:032x}", entry


def _is_kept(call: str, entry: Entry) -> bool:
    """Whether a step is a problem with a number, of this call if there is one, and not deleted."""
    return entry.kind == "problem" and "code" in entry.params and call in ("", entry.subject) and not entry.deleted


def _record(context: Context, sid: str, entry: Entry, *, details: bool) -> Record:
    code = entry.params["code"]
    when = rfc2822(entry.at)
    is_call = entry.subject in context.world.calls
    found: Record = {
        "sid": sid,
        "date_created": when,
        "date_updated": when,
        "account_sid": context.world.account.sid,
        "call_sid": entry.subject if is_call else None,
        "api_version": "2010-04-01",
        "log": "0",
        "error_code": code,
        "more_info": context.api.more_info.format(code=code),
        "message_text": entry.text,
        "message_date": when,
        "request_url": "",
        "request_method": "POST",
        "uri": context.uri("Notifications", sid),
    }
    return found | (dict.fromkeys(DETAILS, "") if details else {})


def listed(context: Context, path: Mapping[str, str], given: Given) -> Reply:
    """Problems, newest first; of one call where the path names one."""
    call = path.get("CallSid", "")
    found = [
        _record(context, sid, entry, details=False)
        for sid, entry in _problems(context, call)
        if during(given, "message_date", entry.at) and given.get("log") in (None, 0)
    ]
    uri = context.uri("Calls", call, "Notifications") if call else context.uri("Notifications")
    return Reply(200, page(uri, "notifications", found[::-1], given))


def _find(context: Context, path: Mapping[str, str]) -> Entry:
    sid = path["Sid"]
    entry = context.world.timeline.numbered(int(sid[2:], 16)) if _SID.fullmatch(sid) else None
    if entry is None or not _is_kept(path.get("CallSid", ""), entry):
        raise ApiFault(404, 20404, f"notification {sid}")
    return entry


def fetch(context: Context, path: Mapping[str, str], _given: Given) -> Reply:
    """One problem."""
    return Reply(200, _record(context, path["Sid"], _find(context, path), details=True))


def delete(context: Context, path: Mapping[str, str], _given: Given) -> Reply:
    """Forget a problem."""
    _find(context, path).deleted = True
    return Reply(204)


OPERATIONS: Final[Mapping[str, Mapping[str, Operation]]] = {
    "notifications": {"list": listed, "fetch": fetch, "delete": delete},
    "calls.notifications": {"list": listed, "fetch": fetch},
}
