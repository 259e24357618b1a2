from twilio.twiml.voice_response import Gather, VoiceResponse, Say

response = VoiceResponse()
gather = Gather(input='speech dtmf', timeout=3, num_digits=1, hints='sales, support, billing & "other"',
                speech_timeout='auto', language='en-US', profanity_filter=False,
                partial_result_callback='https://example.com/partial')
gather.say('Please press 1 or say sales for sales.')
response.append(gather)
response.say('We did not receive any input. Goodbye!')

print(response)
