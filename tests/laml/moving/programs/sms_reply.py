from flask import Flask, request, redirect
from twilio.twiml.messaging_response import MessagingResponse

app = Flask(__name__)


@app.route("/sms", methods=["GET", "POST"])
def sms_reply():
    """Respond to incoming messages with a friendly SMS."""
    body = request.values.get("Body", None)
    resp = MessagingResponse()
    if body == "hello":
        resp.message("Hi!")
    elif body == "bye":
        resp.message("Goodbye")
    else:
        resp.message("The Robots are coming! Head for the hills! <3 & more")
    return str(resp)
