"""Faxes in and out: what comes in is kept with its file, what goes out is followed to its end."""

from dataclasses import dataclass

from flask import Flask, request

from laml import Document, FaxResponse
from rest import Client
from webhooks import FaxReceivedRequest, FaxRequest, FaxStatusEvent, Webhooks

OURS = "+15559870000"
BLOCKED = {"+15550000000"}

app = Flask(__name__)
hooks = Webhooks(app)


@dataclass
class Fax:
    sender: str
    pages: int
    url: str


received: list[Fax] = []
sent: dict[str, str] = {}


@hooks.fax("/fax")
def fax(call: FaxRequest) -> Document:
    if call.from_ in BLOCKED:
        return FaxResponse().reject()
    return FaxResponse().receive(action=arrived)


@hooks.fax_received("/arrived")
def arrived(call: FaxReceivedRequest) -> None:
    if call.fax_status == "received" and call.media_url:
        received.append(Fax(call.from_, call.num_pages or 0, call.media_url))


@app.post("/faxes")
def send() -> tuple[str, int]:
    fax = Client().faxes.create(
        to=request.form["to"], from_=OURS, media_url=request.form["document"], status_callback=status
    )
    sent[fax.sid] = "queued"
    return fax.sid, 202


@hooks.fax_status("/status")
def status(event: FaxStatusEvent) -> None:
    sent[event.fax_sid] = event.status
