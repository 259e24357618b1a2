from twilio.twiml.messaging_response import Body, Media, Message, MessagingResponse, Redirect

response = MessagingResponse()
message = Message(to='+15551230000', from_='+15559870000', action='https://example.com/status', method='POST')
message.body('Store Location: 123 Easy St.')
message.media('https://demo.twilio.com/owl.png')
response.append(message)
msg = response.message('Second', status_callback='https://example.com/old')
response.redirect('http://www.example.com/nextInstructions')
print(response)
for verb in response.verbs:
    print(verb.to_xml(xml_declaration=False))
