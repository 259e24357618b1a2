"""Faxes, which SignalWire alone still takes."""

from __future__ import annotations

from laml import Document, FaxResponse
from webhooks import FaxReceivedRequest, FaxRequest

from .extensions import db, hooks
from .models import Fax


@hooks.fax("/fax")
def answer(fax: FaxRequest) -> Document:
    return FaxResponse().receive(action=received)


@hooks.fax_received("/fax/received")
def received(fax: FaxReceivedRequest) -> None:
    if fax.fax_status == "received":
        db.session.merge(Fax(sid=fax.fax_sid, pages=fax.num_pages, url=fax.media_url))
        db.session.commit()
