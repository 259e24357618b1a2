from twilio.twiml.voice_response import Client, Conference, Dial, Number, Queue, Sip, VoiceResponse

response = VoiceResponse()
dial = Dial(caller_id='+15551112222', answer_on_bridge=True)
dial.number('858-987-6543', send_digits='wwww1928', status_callback_event='initiated ringing answered completed',
            status_callback='https://myapp.com/calls/events', status_callback_method='POST')
dial.number('415-987-6543', url='http://example.com/agent_screen_call')
dial.client('joey')
client = dial.client(status_callback_event='initiated')
client.identity('user_jane')
client.parameter(name='FirstName', value='Jane')
dial.sip('sip:kate@example.com?mycustomheader=foo&myotherheader=bar', username='admin', password='1234')
response.append(dial)
waiting = response.dial()
waiting.queue('support', url='about_to_connect.xml')
print(response.to_xml())
