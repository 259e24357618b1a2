import logging
import os

from flask import Flask, request
try:
    from twilio.rest import Client
    from twilio.base.exceptions import TwilioRestException
except ImportError:  # pragma: no cover
    Client = None
    TwilioRestException = Exception
from twilio.twiml.messaging_response import MessagingResponse

app = Flask(__name__)


@app.route("/send", methods=["POST"])
def send():
    client = Client(os.environ["TWILIO_ACCOUNT_SID"], os.environ["TWILIO_AUTH_TOKEN"])
    resp = MessagingResponse()
    try:
        sent = client.messages.create(to=request.form.get("To", "+15005550001"), from_="+15559870000", body="hi")
        resp.message("Sent %s" % sent.sid)
    except TwilioRestException as ex:
        logging.getLogger("app").info("failed")
        resp.message("Error %d" % ex.code)
    return str(resp)
