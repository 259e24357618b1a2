"""An IVR: a welcome, a menu, and a branch for each key."""
from flask import Flask, request, url_for
from twilio.twiml.voice_response import VoiceResponse, Gather

app = Flask(__name__)
app.config['SERVER_NAME'] = None


def twiml(resp):
    from flask import Response
    return Response(str(resp), mimetype='text/xml')


@app.route('/ivr/welcome', methods=['GET', 'POST'])
def welcome():
    response = VoiceResponse()
    with response.gather(num_digits=1, action=url_for('menu'), method='POST') as g:
        g.say(message='Thanks for calling the E T Phone Home Service. ' +
              'Please press 1 for directions.' +
              'Press 2 for a list of planets to call.', loop=3)
    return twiml(response)


@app.route('/ivr/menu', methods=['POST'])
def menu():
    selected_option = request.form.get('Digits')
    option_actions = {'1': _give_instructions, '2': _list_planets}
    if selected_option in option_actions:
        response = VoiceResponse()
        option_actions[selected_option](response)
        return twiml(response)
    return _redirect_welcome()


def _give_instructions(response):
    response.say('To get to your extraction point, get on your bike and go down the street.',
                 voice='alice', language='en-GB')
    response.say('Thank you for calling.')
    response.hangup()
    return response


def _list_planets(response):
    with response.gather(numDigits=1, action=url_for('planets'), method='POST') as g:
        g.say('To call the planet Broh doe As O G, press 2. To go back, press the star key.',
              voice='alice', language='en-GB', loop=3)
    return response


@app.route('/ivr/planets', methods=['POST'])
def planets():
    numbers = {'2': '+19295566487', '3': '+17262043675'}
    option = request.form.get('Digits')
    if option in numbers:
        response = VoiceResponse()
        response.dial(numbers[option])
        return twiml(response)
    return _redirect_welcome()


def _redirect_welcome():
    response = VoiceResponse()
    response.say('Returning to the main menu', voice='alice', language='en-GB')
    response.redirect(url_for('welcome'))
    return twiml(response)
