import os
from twilio.rest import Client
from twilio.base import exceptions
from twilio.base.exceptions import TwilioException, TwilioRestException as RestError

from twilio.twiml.voice_response import VoiceResponse

client = Client(os.environ['TWILIO_ACCOUNT_SID'], os.environ['TWILIO_AUTH_TOKEN'])


def place(to):
    response = VoiceResponse()
    response.say('Ahoy there!')
    try:
        call = client.calls.create(twiml=str(response), to=to, from_='+15557122661')
    except RestError as error:
        return 'refused: %s %s' % (error.code, error.status)
    except TwilioException:
        return 'lost'
    return call.sid


print(place('+15558675310'))
print(place('+15005550001'))
for call in client.calls.list(limit=2):
    print(call.sid)
