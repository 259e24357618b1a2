"""Calls everybody in a CSV file about tomorrow, takes a 1 or a 2, and writes down how each call went.

python app.py appointments.csv
"""

import csv
import sys
from collections.abc import Iterable
from pathlib import Path

from flask import Flask

from laml import Document, VoiceResponse
from rest import Client, RestError
from webhooks import CallStatusEvent, GatherRequest, VoiceRequest, Webhooks

OURS = "+15559870000"

app = Flask(__name__)
hooks = Webhooks(app)
outcomes: dict[str, str] = {}  # by appointment; in your app a table


def remind(rows: Iterable[dict[str, str]]) -> None:
    """Place a call for each row; what cannot be placed is an outcome, too, and the next one is called."""
    for row in rows:
        try:
            Client().calls.create(
                to=row["phone"],
                from_=OURS,
                url=ask.bind(id=row["id"], at=row["time"]),
                status_callback=ended.bind(id=row["id"]),
                machine_detection="Enable",
                reconcile=True,
            )
        except RestError as error:
            outcomes[row["id"]] = f"not called: {type(error).__name__}"


@hooks.voice("/ask")
def ask(call: VoiceRequest) -> Document:
    words = f"Your appointment is tomorrow at {call.state['at']}."
    if (call.answered_by or "").startswith("machine"):
        outcomes[str(call.state["id"])] = "told the machine"
        return VoiceResponse().say(words).hangup()
    response = VoiceResponse()
    with response.gather(num_digits=1, timeout=8, action=noted.bind(id=call.state["id"])) as gather:
        gather.say(f"{words} To confirm press 1. To cancel press 2.")
    return response.say("Goodbye.")


@hooks.gather("/noted")
def noted(call: GatherRequest) -> Document:
    outcomes[str(call.state["id"])] = {"1": "confirmed", "2": "canceled"}.get(call.digits or "", "unclear")
    return VoiceResponse().say("Thank you. Goodbye.").hangup()


@hooks.call_status("/ended", final=True)
def ended(event: CallStatusEvent) -> None:
    outcomes.setdefault(str(event.state["id"]), "no choice" if event.status == "completed" else event.status)


if __name__ == "__main__":
    with app.app_context(), Path(sys.argv[1]).open(newline="", encoding="utf-8-sig") as file:
        remind(csv.DictReader(file))
