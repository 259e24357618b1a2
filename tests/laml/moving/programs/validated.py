import os
from functools import wraps

from flask import Flask, abort, request
from twilio.request_validator import RequestValidator
from twilio.twiml.messaging_response import MessagingResponse
from twilio.twiml.voice_response import VoiceResponse

app = Flask(__name__)


def validate_twilio_request(f):
    """Validates that incoming requests genuinely originated from Twilio"""

    @wraps(f)
    def decorated_function(*args, **kwargs):
        # Create an instance of the RequestValidator class
        validator = RequestValidator(os.environ.get('TWILIO_AUTH_TOKEN'))
        request_valid = validator.validate(request.url, request.form, request.headers.get('X-TWILIO-SIGNATURE', ''))
        # Continue processing the request if it's valid, return a 403 error if it's not
        if request_valid:
            return f(*args, **kwargs)
        return abort(403)

    return decorated_function


@app.route('/voice', methods=['POST'])
@validate_twilio_request
def incoming_call():
    """Twilio Voice URL - receives incoming calls from Twilio"""
    resp = VoiceResponse()
    resp.say('Thanks for calling! Your number is {}.'.format(request.values.get('From', 'unknown')), 'alice')
    return str(resp)


@app.route('/message', methods=['POST'])
@validate_twilio_request
def incoming_message():
    resp = MessagingResponse()
    resp.message('Your text to me was {} characters long.'.format(len(request.values.get('Body', ''))))
    return str(resp)
