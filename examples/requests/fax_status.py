"""Whether a fax has arrived."""

from flask import Flask

from rest import Client
from webhooks import FaxStatusEvent, Webhooks

app = Flask(__name__)
hooks = Webhooks(app)


@hooks.fax_status("/fax/status")
def told(event: FaxStatusEvent) -> None:
    print(event.status, event.num_pages, "pages")


def send(client: Client) -> str:
    fax = client.fax.faxes.create(
        to="+15551230000",
        from_="+15559870000",
        media_url="https://example.com/offer.pdf",
        status_callback=told,
    )
    return fax.sid


print(hooks.test_client().post(told, {"FaxStatus": "delivered", "NumPages": "2"}).status)
