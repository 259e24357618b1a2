"""A fax is received."""

from flask import Flask

from laml import Document, FaxResponse
from webhooks import FaxRequest, Webhooks

app = Flask(__name__)
hooks = Webhooks(app)


@hooks.fax("/fax")
def fax(fax: FaxRequest) -> Document:
    return FaxResponse().receive(media_type="application/pdf")


print(hooks.test_client().post(fax).text)
