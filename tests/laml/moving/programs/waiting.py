from twilio.twiml.voice_response import Dial, Enqueue, Leave, Queue, VoiceResponse

response = VoiceResponse()
response.enqueue('support', wait_url='wait-music.xml', action='/left', max_queue_size=None)
print(response)

response = VoiceResponse()
enqueue = response.enqueue(None, workflow_sid='WW0123456789abcdef0123456789abcdef')
enqueue.task('{"account_number":"12345abcdef"}', priority=5)
print(response)

hold = VoiceResponse()
hold.say('Sorry you have to wait')
hold.play('http://com.twilio.sounds.music.s3.amazonaws.com/MARKOVICHAMP-Borghestral.mp3', loop=0)
hold.leave()
print(hold)
