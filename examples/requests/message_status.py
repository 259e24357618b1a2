"""Whether a message has arrived."""

from flask import Flask

from rest import Client
from webhooks import MessageStatusEvent, Webhooks

app = Flask(__name__)
hooks = Webhooks(app)


@hooks.message_status("/sms/status")
def told(event: MessageStatusEvent) -> None:
    print(event.status)


def write(client: Client) -> str:
    message = client.messages.create(to="+15551230000", from_="+15559870000", body="Hello", status_callback=told)
    return message.sid


print(hooks.test_client().post(told, {"MessageStatus": "delivered"}).status)
