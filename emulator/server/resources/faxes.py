"""Faxes and their pages in the REST API (SignalWire). Knows the engine's faxes and the provider's records of them.

Source: REST reference, resources.faxes and faxes.media; call semantics 11.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final
from wsgiref.types import WSGIEnvironment

from rest.rows import RESOURCES
from rest.table.resource import Resource

from ...engine import faxes as engine_faxes
from ...engine.models import FINAL_FAX, Fax
from ...errors import FaxRefused
from ..context import Context, Given, Operation, Reply, endpoint, text
from ..records.dates import during, iso8601
from ..records.errors import ApiFault
from ..records.plain_records import collection
from .calls import ADDRESS

_FILE: Final = re.compile(r"/Faxes/([^/]+)/Media/([^/.]+)\.(?:pdf|tiff)$")
BY_NAME: Final[Mapping[str, Resource]] = {resource.name: resource for resource in RESOURCES}


def _record(context: Context, fax: Fax) -> dict[str, object]:
    uri = context.uri("Faxes", fax.sid, suffix="")
    over = fax.status in FINAL_FAX
    kept = bool(fax.media_sid)
    return {
        "account_sid": context.world.account.sid,
        "api_version": "v1",
        "date_created": iso8601(fax.created_at),
        "date_updated": iso8601(fax.updated_at or fax.created_at),
        "direction": fax.direction,
        "from": fax.from_,
        "media_url": fax.media_url or fax.original_url or None,
        "media_sid": fax.media_sid or None,
        "num_pages": fax.pages if kept else None,
        "price": None,
        "price_unit": "USD",
        "quality": fax.quality,
        "sid": fax.sid,
        "status": fax.status,
        "to": fax.to,
        "duration": round((fax.updated_at or fax.created_at) - fax.created_at) if over else None,
        "error_code": fax.error_code,
        "error_message": fax.error_message or None,
        "links": {"media": f"{uri}/Media"},
        "url": uri,
    }


def _fax(context: Context, path: Mapping[str, str]) -> Fax:
    fax = context.world.faxes.get(path["FaxSid"])
    if fax is None:
        raise ApiFault(404, 20404, f"fax {path['FaxSid']}")
    return fax


def create(context: Context, _path: Mapping[str, str], given: Given) -> Reply:
    """Send a fax."""
    to, media = text(given, "to"), endpoint(given, "media_url", "", 21620)
    if not ADDRESS.fullmatch(to):
        raise ApiFault(400, 21211 if to else 21201, to)
    if media is None:
        raise ApiFault(400, 21620, "MediaUrl is required")
    fax = engine_faxes.place(
        context.world,
        to,
        text(given, "from_"),
        media.url,
        callback=endpoint(given, "status_callback", "status_callback_method"),
        quality=text(given, "quality") or "fine",
    )
    return Reply(200, _record(context, fax))


def fetch(context: Context, path: Mapping[str, str], _given: Given) -> Reply:
    """One fax."""
    return Reply(200, _record(context, _fax(context, path)))


def update(context: Context, path: Mapping[str, str], given: Given) -> Reply:
    """Cancel a fax that is still queued."""
    fax = _fax(context, path)
    if text(given, "status") != "canceled":
        raise ApiFault(400, 10000, "Status: expected canceled")
    try:
        engine_faxes.cancel(context.world, fax)
    except FaxRefused as refused:
        raise ApiFault(400, refused.code, str(refused)) from refused
    return Reply(200, _record(context, fax))


def delete(context: Context, path: Mapping[str, str], _given: Given) -> Reply:
    """Forget a fax that is over."""
    fax = _fax(context, path)
    if fax.status not in FINAL_FAX:
        raise ApiFault(409, 20009)
    del context.world.faxes[fax.sid]
    return Reply(204)


def listed(context: Context, path: Mapping[str, str], given: Given) -> Reply:
    """Faxes, newest first."""
    found = [_record(context, fax) for fax in reversed(context.world.faxes.values()) if _wanted(fax, given)]
    return Reply(200, collection(context, BY_NAME["faxes"], path, found, given))


def _wanted(fax: Fax, given: Given) -> bool:
    if text(given, "from_") not in ("", fax.from_) or text(given, "to") not in ("", fax.to):
        return False
    limits = {
        "date_created_after": text(given, "date_created_after"),
        "date_created_before": text(given, "date_created_on_or_before"),
    }
    return during(limits, "date_created", fax.created_at)


# -- pages


def _media_record(context: Context, fax: Fax) -> dict[str, object]:
    uri = context.uri("Faxes", fax.sid, "Media", fax.media_sid, suffix="")
    return {
        "sid": fax.media_sid,
        "account_sid": context.world.account.sid,
        "fax_sid": fax.sid,
        "content_type": "image/tiff" if fax.media_url.endswith(".tiff") else "application/pdf",
        "date_created": iso8601(fax.updated_at or fax.created_at),
        "date_updated": iso8601(fax.updated_at or fax.created_at),
        "url": uri,
        "uri": uri,
    }


def _media(context: Context, path: Mapping[str, str]) -> Fax:
    fax = _fax(context, path)
    if not fax.media_sid or fax.media_sid != path["MediaSid"]:
        raise ApiFault(404, 20404, f"media {path['MediaSid']}")
    return fax


def media(context: Context, path: Mapping[str, str], given: Given) -> Reply:
    """The pages of a fax: one file, or none."""
    fax = _fax(context, path)
    found = [_media_record(context, fax)] if fax.media_sid else []
    return Reply(200, collection(context, BY_NAME["faxes.media"], path, found, given))


def one_media(context: Context, path: Mapping[str, str], _given: Given) -> Reply:
    """The record of a file."""
    return Reply(200, _media_record(context, _media(context, path)))


def delete_media(context: Context, path: Mapping[str, str], _given: Given) -> Reply:
    """Forget the pages; the fax stays."""
    fax = _media(context, path)
    if fax.status not in FINAL_FAX:
        raise ApiFault(409, 20009)
    fax.media_sid = fax.media_url = ""
    return Reply(204)


class FaxFiles:
    """Answers the URLs of fax pages (`.pdf`, `.tiff`), without authentication, as the provider does."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def __call__(
        self, _environ: WSGIEnvironment, path: str, _body: bytes
    ) -> tuple[int, list[tuple[str, str]], bytes] | None:
        """Answer a request for pages with a document of as many empty ones; None for another request."""
        found = _FILE.search(path)
        fax = self._context.world.faxes.get(found[1]) if found is not None else None
        if found is None or fax is None or fax.media_sid != found[2]:
            return None
        return 200, [("Content-Type", "application/pdf")], pdf(fax.pages)


def pdf(pages: int) -> bytes:
    """A PDF of empty letter pages."""
    kids = " ".join(f"{number} 0 R" for number in range(3, 3 + pages))
    objects = ["<</Type/Catalog/Pages 2 0 R>>", f"<</Type/Pages/Kids[{kids}]/Count {pages}>>"]
    objects += ["<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]>>"] * pages
    written, offsets = "%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        offsets.append(len(written))
        written += f"{number} 0 obj{content}endobj\n"
    table = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    size = len(objects) + 1
    tail = f"trailer<</Size {size}/Root 1 0 R>>\nstartxref\n{len(written)}\n%%EOF\n"
    return f"{written}xref\n0 {size}\n0000000000 65535 f \n{table}{tail}".encode("ascii")


OPERATIONS: Final[Mapping[str, Mapping[str, Operation]]] = {
    "faxes": {"create": create, "fetch": fetch, "update": update, "delete": delete, "list": listed},
    "faxes.media": {"list": media, "fetch": one_media, "delete": delete_media},
}
