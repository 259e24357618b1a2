from flask import Flask, request
from signalwire.voice_response import VoiceResponse, Say, Gather
from signalwire.messaging_response import MessagingResponse
from signalwire.request_validator import RequestValidator

app = Flask(__name__)
KEY = "12345"


@app.route('/get_menu', methods=['GET', 'POST'])
def get_menu():
    response = VoiceResponse()
    gather = Gather(action='/get_menu', input='dtmf speech', timeout="5", method="GET")
    gather.say('Press 1 for the moon. Press 2 for the sun.')
    response.append(gather)
    if request.values.get('Digits') == '1':
        response.hangup()
    return response.to_xml()


@app.post('/sms')
def sms():
    if not RequestValidator(KEY).validate(request.url, request.form, request.headers.get("X-SignalWire-Signature")):
        return "no", 403
    response = MessagingResponse()
    response.message('Ahoy')
    return str(response)
