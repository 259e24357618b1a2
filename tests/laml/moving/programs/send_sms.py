#!/usr/bin/env python
# Download the helper library from https://www.twilio.com/docs/python/install
import os
from twilio.rest import Client
from twilio.base.exceptions import TwilioRestException

# Find your Account SID and Auth Token at twilio.com/console
account_sid = os.environ['TWILIO_ACCOUNT_SID']
auth_token = os.environ['TWILIO_AUTH_TOKEN']
client = Client(account_sid, auth_token)

message = client.messages.create(
    body='Join Earth\'s mightiest heroes. Like Kevin Bacon.',
    from_='+15017122661',
    to='+15558675310'
)
print(message.sid)

try:
    client.messages.create(to='+15005550001', from_='+15017122661', body='fails')
except TwilioRestException as e:
    print(e.status, e.code, e.method)
    text = e.msg
    print("number" in text)
