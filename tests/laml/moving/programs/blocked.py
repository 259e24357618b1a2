from flask import Flask, request, Response
from twilio.twiml.voice_response import VoiceResponse, Reject

app = Flask(__name__)
BLACKLIST = ['+15551230000']


@app.route('/', methods=['POST'])
def main():
    resp = VoiceResponse()
    if request.form.get('From') in BLACKLIST:
        resp.append(Reject(reason='rejected'))
    else:
        resp.dial('+15559870000', timeout=20)
    return Response(resp.to_xml(), mimetype='application/xml')
