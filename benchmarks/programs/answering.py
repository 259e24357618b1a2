"""Calls that are answered: greetings, menus, voicemail, surveys."""

from twilio.twiml.voice_response import Gather, Hangup, Pause, Play, Redirect, Say, VoiceResponse

OPTIONS = {"1": "sales", "2": "support", "3": "opening hours", "4": "our address", "9": "this menu again"}
PLANETS = {"Brodo Asogi": "+12025550142", "Dagobah": "+12027340101", "Oober": "+12025550199"}
QUESTIONS = ["How was the food?", "How was the service?", "Would you come again?"]
LEGAL = (
    "This call may be recorded for quality and training purposes. By staying on the line you agree to the recording "
    "and to the processing of your data as our privacy statement says, which you find on our website under example dot "
    "com slash privacy. If you do not agree, please hang up now and write to us. Our office is open from Monday to "
    "Friday between nine in the morning and five in the afternoon, except on public holidays. "
)


def hello():
    response = VoiceResponse()
    response.say("Hello World")
    return str(response)


def hello_alice():
    response = VoiceResponse()
    response.say("Thanks for calling!", voice="alice")
    return str(response)


def hello_monkey():
    response = VoiceResponse()
    response.say("Hello Monkey")
    response.play("http://demo.twilio.com/hellomonkey/monkey.mp3")
    return str(response)


def known_caller():
    callers = {"+14158675308": "Rey", "+12349013030": "Finn", "+12348134522": "Chewy"}
    response = VoiceResponse()
    response.say("Hello " + callers.get("+12349013030", "Caller"))
    return response.to_xml()


def menu():
    response = VoiceResponse()
    gather = Gather(num_digits=1, action="/menu")
    gather.say("For sales, press 1. For support, press 2.")
    response.append(gather)
    response.redirect("/voice")
    return str(response)


def menu_with_block():
    response = VoiceResponse()
    with response.gather(num_digits=1, action="/ivr/menu", method="POST") as gather:
        gather.say(
            message="Thanks for calling the E T Phone Home Service. Please press 1 for directions. "
            "Press 2 for a list of planets to call.",
            loop=3,
        )
    return str(response)


def menu_of_options():
    response = VoiceResponse()
    gather = response.gather(num_digits=1, action="/handle-key", timeout=10)
    for key, what in OPTIONS.items():
        gather.say(f"For {what}, press {key}.")
        gather.pause(length=1)
    response.say("We didn't receive any input. Goodbye!")
    return str(response)


def menu_by_constructors():
    response = VoiceResponse()
    gather = Gather(num_digits=1, action="/key", timeout=5, finish_on_key="#")
    gather.append(Say("Press any key.", voice="woman", language="en-GB"))
    gather.append(Pause(length=2))
    gather.append(Play("https://api.twilio.com/cowbell.mp3", loop=2))
    response.append(gather)
    response.append(Say("Goodbye"))
    response.append(Hangup())
    return str(response)


def menu_alice():
    response = VoiceResponse()
    with response.gather(num_digits=1, action="/ivr/planets", method="POST", timeout=3) as gather:
        gather.say("To call the planet Brodo Asogi, press 2.", voice="alice", language="en-GB")
        gather.say("To call the planet DuhGo bah, press 3.", voice="alice", language="en-GB")
        gather.say("To go back to the main menu, press the star key.", voice="alice", language="en-GB")
    return str(response)


def planets():
    response = VoiceResponse()
    for number, (planet, phone) in enumerate(PLANETS.items(), 2):
        with response.gather(num_digits=1, action=f"/connect?to={phone}") as gather:
            gather.say(f"To call {planet}, press {number}", voice="Polly.Amy", language="en-GB")
    response.redirect("/ivr/welcome", method="GET")
    return str(response)


def speech():
    response = VoiceResponse()
    gather = Gather(
        input="speech dtmf", timeout=3, num_digits=1, speech_timeout="auto", hints="sales, support", action="/completed"
    )
    gather.say("Welcome, please tell us why you're calling")
    response.append(gather)
    return str(response)


def no_input():
    response = VoiceResponse()
    response.gather(num_digits=4).say("Please enter your pin")
    response.say("We didn't receive any input. Goodbye!")
    response.hangup()
    return str(response)


def wrong_choice():
    response = VoiceResponse()
    response.say("Sorry, I don't understand that choice.")
    response.redirect("/voice")
    return str(response)


def returning_to_menu():
    response = VoiceResponse()
    response.say("Returning to the main menu", voice="alice", language="en-GB")
    response.append(Redirect("/ivr/welcome"))
    return str(response)


def survey():
    response = VoiceResponse()
    response.say("Hello and thank you for taking our survey!")
    for number, question in enumerate(QUESTIONS):
        response.say(f"Question {number + 1}. {question}")
        response.pause(length=1)
        response.record(action=f"/survey/{number}/answer", transcribe_callback=f"/survey/{number}/text", max_length=60)
    response.say("Thank you, and have a nice day.")
    return str(response)


def long_text():
    response = VoiceResponse()
    response.say(LEGAL * 3, voice="Polly.Matthew", language="en-US")
    response.redirect("/menu")
    return str(response)


def markup():
    response = VoiceResponse()
    say = Say("Hi", voice="Polly.Joanna")
    say.break_(strength="x-weak", time="100ms")
    say.p("Words to speak")
    say.emphasis("Words to emphasize", level="moderate")
    say.phoneme("Words to speak", alphabet="x-sampa", ph='pI"k@n')
    say.prosody("Words to speak", pitch="-10%", rate="85%", volume="-6dB")
    say.say_as("2026-05-04", interpret_as="date")
    say.sub("Words to be substituted", alias="alias")
    say.w("Words to speak", role="amazon:VB")
    response.append(say)
    return str(response)


def spoken_code():
    response = VoiceResponse()
    say = response.say("Your code is: ", voice="Polly.Joanna", loop=2)
    say.prosody(rate="x-slow").say_as("384923", interpret_as="digits")
    say.break_(time="1s")
    response.hangup()
    return str(response)


def announcements():
    response = VoiceResponse()
    for city in ("Berlin", "Hamburg", "München", "Köln"):
        response.say(f"Der Zug nach {city} fährt heute von Gleis 4.", voice="Polly.Vicki", language="de-DE")
        response.pause(length=1)
    response.play("https://example.com/gong.mp3")
    return str(response)


def ringing():
    response = VoiceResponse()
    response.reject(reason="busy")
    return str(response)


def keys():
    response = VoiceResponse()
    response.play(digits="wwww3")
    response.pause(length=5)
    response.say("Delivered.", voice="man", language="fr-FR")
    return str(response)
