from twilio.twiml.voice_response import Connect, ConversationRelay, Language, VoiceResponse

response = VoiceResponse()
connect = Connect(action='https://myhttpserver.com/connect_action')
relay = connect.conversation_relay(url='wss://mywebsocketserver.com/websocket', welcome_greeting='Hi! Ask me anything!',
                                   dtmf_detection=True, interruptible='any')
relay.language(code='sv-SE', tts_provider='amazon', voice='Elin-Neural', transcription_provider='google')
relay.parameter(name='foo', value='bar')
response.append(connect)
print(response)
