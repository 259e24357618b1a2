"""The files of messages: their records, and the files. Source: REST reference, resources.messages.media."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ...engine.requests.params import media_type
from ..context import Context, Given, Operation, Reply
from ..records.dates import during, rfc2822
from ..records.errors import ApiFault
from ..records.pages import page
from ..records.store import Record

PIXEL: Final = bytes.fromhex("47494638396101000100800000000000ffffff21f90401000000002c00000000010001000002024401003b")


def _records(context: Context, message_sid: str) -> dict[str, Record]:
    """The media of one message; records are made when they are first asked for."""
    item = context.world.messages.get(message_sid)
    if item is None:
        raise ApiFault(404, 20404, f"message {message_sid}")
    if not item.media:
        return {}
    records = context.store.made("messages.media", (message_sid,))
    gone = context.store.all("messages.media.deleted", (message_sid,))
    for url in item.media[len(records) + len(gone) :]:
        sid = context.world.ids.sid("ME")
        when = rfc2822(item.created_at)
        records[sid] = {
            "sid": sid,
            "date_created": when,
            "date_updated": when,
            "account_sid": context.world.account.sid,
            "parent_sid": message_sid,
            "content_type": media_type(url),
            "uri": context.uri("Messages", message_sid, "Media", sid),
        }
    return records


def listed(context: Context, path: Mapping[str, str], given: Given) -> Reply:
    """The media of a message."""
    sid = path["MessageSid"]
    created = context.world.messages[sid].created_at if sid in context.world.messages else None
    records = list(_records(context, sid).values()) if during(given, "date_created", created) else []
    return Reply(
        200,
        page(context.uri("Messages", sid, "Media", suffix=context.api.message_suffix), "media_list", records, given),
    )


def fetch(context: Context, path: Mapping[str, str], _given: Given) -> Reply:
    """One file's record."""
    return Reply(200, _find(context, path))


def _find(context: Context, path: Mapping[str, str]) -> Record:
    found = _records(context, path["MessageSid"]).get(path["MediaSid"])
    if found is None:
        raise ApiFault(404, 20404, f"media {path['MediaSid']}")
    return found


def delete(context: Context, path: Mapping[str, str], _given: Given) -> Reply:
    """Forget a file."""
    _find(context, path)
    place = (path["MessageSid"],)
    context.store.made("messages.media.deleted", place)[path["MediaSid"]] = {}
    del context.store.made("messages.media", place)[path["MediaSid"]]
    return Reply(204)


def download(context: Context, path: Mapping[str, str], _given: Given) -> Reply:
    """The file, which is one white pixel: the emulator keeps no media."""
    _find(context, path)
    return Reply(200, file=PIXEL, content_type="image/gif")


OPERATIONS: Final[Mapping[str, Mapping[str, Operation]]] = {
    "messages.media": {"list": listed, "fetch": fetch, "delete": delete, "download": download},
}
