"""Whether a person or a machine has answered."""

from flask import Flask

from rest import Client
from webhooks import AmdStatusEvent, Webhooks

app = Flask(__name__)
hooks = Webhooks(app)


@hooks.amd_status("/machine")
def machine(event: AmdStatusEvent) -> None:
    print(event.answered_by)


def place(client: Client) -> str:
    call = client.calls.create(
        to="+15551230000",
        from_="+15559870000",
        url="https://example.com/answer",
        machine_detection="Enable",
        async_amd=True,
        async_amd_status_callback=machine,
    )
    return call.sid


print(hooks.test_client().post(machine, {"AnsweredBy": "machine_start"}).status)
