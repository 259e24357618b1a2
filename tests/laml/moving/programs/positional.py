from twilio.twiml.voice_response import VoiceResponse

r = VoiceResponse()
r.pause(2)
r.say('Hello', 'alice', 2, 'fr-FR')
r.play('https://api.twilio.com/cowbell.mp3', 10)
r.play(digits='wwww3')
g = r.gather('dtmf', '/menu', 'GET', 10)
g.pause(1)
r.redirect('/next', 'GET')
r.reject('busy')
print(r)
