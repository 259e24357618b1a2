"""A fax that has come in."""

from flask import Flask

from laml import Document, FaxResponse
from webhooks import FaxReceivedRequest, FaxRequest, Webhooks

app = Flask(__name__)
hooks = Webhooks(app)


@hooks.fax("/fax")
def answer(fax: FaxRequest) -> Document:
    return FaxResponse().receive(action=received)


@hooks.fax_received("/fax/received")
def received(fax: FaxReceivedRequest) -> None:
    print(fax.fax_status, fax.num_pages, "pages")


print(hooks.test_client().post(received, {"FaxStatus": "received", "NumPages": "2"}).text)
