from flask import Flask, request
from twilio.twiml.voice_response import VoiceResponse, Dial

app = Flask(__name__)
MODERATOR = "+15558675310"


@app.route("/voice", methods=["GET", "POST"])
def call():
    """Returns TwiML for a moderated conference call"""
    response = VoiceResponse()
    with Dial() as dial:
        if request.values.get("From") == MODERATOR:
            dial.conference("My conference", start_conference_on_enter=True, end_conference_on_exit=True,
                            record="record-from-start", status_callback="/events",
                            status_callback_event="start end join leave", max_participants=10)
        else:
            dial.conference("My conference", start_conference_on_enter=False, muted=False, beep="onEnter",
                            wait_url="http://twimlets.com/holdmusic?Bucket=com.twilio.music.ambient")
    response.append(dial)
    return str(response)
