from twilio.twiml.voice_response import Dial, VoiceResponse, Say

response = VoiceResponse()
response.dial('415-123-4567', action='/handleDialCallStatus', method='GET', timeout=15, caller_id='+15557122661',
              hangup_on_star=True, record='record-from-ringing-dual', trim='trim-silence')
response.say('I am unreachable')

print(response)
