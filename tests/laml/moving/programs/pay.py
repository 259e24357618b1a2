from twilio.twiml.voice_response import Parameter, Pay, Prompt, VoiceResponse

response = VoiceResponse()
response.say('Calling Twilio Pay')
pay = Pay(charge_amount='20.45', action='https://example.com/paid', currency='usd', valid_card_types='visa mastercard',
          payment_connector='My_Pay_Connector', token_type='one-time', max_attempts=2)
prompt = Prompt(for_='payment-card-number', error_type='timeout', attempt='1 2')
prompt.say('Please enter your credit card number')
pay.append(prompt)
pay.parameter('order', '7')
response.append(pay)
print(response)
