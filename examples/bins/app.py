"""A surgery whose announcements are files: who answers the phone edits a text, and no function.

laml emulate app:app        # then call it from the browser

`documents/welcome.xml` greets by the number that calls, and `documents/nights/closed.xml` says when to call again.
"""

from pathlib import Path

from flask import Flask

from laml import Document, VoiceResponse
from webhooks import RecordRequest, VoiceRequest, Webhooks

app = Flask(__name__)
hooks = Webhooks(app)
bins = hooks.bins.from_folder(Path(__file__).parent / "documents")

OPENS, CLOSES = 9, 17


@hooks.voice("/answer")
def answer(_: VoiceRequest) -> Document:
    """By day the welcome, by night the announcement; a bin is a URL, as a handler is."""
    is_open = OPENS <= hooks.now().hour < CLOSES
    return VoiceResponse().redirect(bins["welcome" if is_open else "nights/closed"])


@hooks.record("/thanks")
def thanks(_: RecordRequest) -> Document:
    """What follows the message of a caller; the file names its URL."""
    return VoiceResponse().say("Thank you. Goodbye.").hangup()
