from flask import Flask, request
import twilio.twiml.voice_response as vr

app = Flask(__name__)


@app.route("/record", methods=["GET", "POST"])
def record():
    """Returns TwiML which prompts the caller to record a message"""
    response = vr.VoiceResponse()
    response.say("Hello. Please leave a message after the beep.")
    response.record(action="/thanks", method="GET", max_length=20, finish_on_key="*", transcribe=True,
                    transcribe_callback="/transcription", play_beep=True, timeout=5)
    response.hangup()
    return str(response)


@app.route("/thanks", methods=["GET", "POST"])
def thanks():
    response = vr.VoiceResponse()
    url = request.values.get("RecordingUrl", "https://example.com/recording.mp3")
    response.say("Thanks for howling. Take a listen to what you howled.")
    response.play(url)
    response.say("Goodbye.")
    return str(response), 200, {"Content-Type": "text/xml"}
