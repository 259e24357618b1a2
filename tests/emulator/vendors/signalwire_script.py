"""Run by the interpreter of an environment that has the `signalwire` package; tells what it saw as JSON.

Arguments: signing key, and a file with signed requests as JSON. The client is that of the page about other clients.
"""

import json
import os
import sys
from pathlib import Path

from signalwire.request_validator import RequestValidator
from signalwire_client import client

PUBLIC = "https://app.example"


def main(key, signed):
    seen = {}

    calls = [client.calls.create(to=f"+1555123000{n}", from_="+15559870000", url=f"{PUBLIC}/voice") for n in range(5)]
    seen["created"] = [call.status for call in calls]
    seen["listed"] = sorted(call.sid for call in client.calls.list(page_size=2)) == sorted(call.sid for call in calls)
    seen["limited"] = len(client.calls.list(limit=3))
    seen["canceled"] = client.calls(calls[0].sid).update(status="completed").status
    seen["deleted"] = client.calls(calls[0].sid).delete()

    message = client.messages.create(to="+15551230009", from_="+15559870000", body="hello")
    seen["message"] = [message.status, client.messages(message.sid).fetch().body]
    seen["messages"] = [item.sid for item in client.messages.list()] == [message.sid]

    application = client.applications.create(friendly_name="ivr", voice_url=f"{PUBLIC}/voice")
    seen["application"] = client.applications(application.sid).update(friendly_name="menu").friendly_name
    seen["applications"] = [item.friendly_name for item in client.applications.list()]
    seen["application_deleted"] = client.applications(application.sid).delete()

    found = client.available_phone_numbers("US").local.list(area_code="415")
    bought = client.incoming_phone_numbers.create(phone_number=found[0].phone_number)
    seen["number"] = client.incoming_phone_numbers(bought.sid).fetch().phone_number == found[0].phone_number
    seen["toll_free"] = client.available_phone_numbers("US").toll_free.list()[0].phone_number[:5]

    queue = client.queues.create(friendly_name="support", max_size=5)
    seen["queue"] = client.queues(queue.sid).update(max_size=7).max_size
    seen["members"] = len(client.queues(queue.sid).members.list())
    seen["queue_deleted"] = client.queues(queue.sid).delete()

    fax = client.fax.faxes.create(to="+15551230001", from_="+15559870000", media_url="https://m.example/fax.pdf")
    seen["faxes"] = [item.sid for item in client.fax.faxes.list()] == [fax.sid]
    seen["fax"] = client.fax.faxes(fax.sid).update(status="canceled").status
    seen["fax_deleted"] = client.fax.faxes(fax.sid).delete()

    seen["conferences"] = len(client.conferences.list())
    seen["recordings"] = len(client.recordings.list())
    seen["transcriptions"] = len(client.transcriptions.list())
    project = os.environ["SIGNALWIRE_PROJECT_ID"]
    seen["account"] = client.api.accounts(project).fetch().sid == project

    try:
        client.calls("nothing").fetch()
    except Exception as error:
        seen["unknown"] = error.status

    validator = RequestValidator(key)
    seen["signatures"] = [
        validator.validate(url, form, signature) for url, form, signature in json.loads(Path(signed).read_text())
    ]
    print(json.dumps(seen))


main(*sys.argv[1:])
