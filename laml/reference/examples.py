"""An example for each element, by its slug in the reference. Data only; each is run for the pages and by a test.

An example may use the names of its kind's module (`laml.voice_response`, …) and makes a document named `response`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

EXAMPLES: Final[Mapping[str, str]] = {
    # roots
    "voice-response": """\
response = VoiceResponse()
response.say("Hello")
response.hangup()""",
    "messaging-response": """\
response = MessagingResponse()
response.message("Thank you")""",
    "fax-response": """\
response = FaxResponse()
response.receive(action="/fax")""",
    # verbs of calls
    "say": """\
response = VoiceResponse()
response.say("Hello", voice="woman", language="en-US")""",
    "play": """\
response = VoiceResponse()
response.play("https://example.com/hello.mp3", loop=2)""",
    "pause": """\
response = VoiceResponse()
response.pause(length=2)""",
    "gather": """\
response = VoiceResponse()
with response.gather(num_digits=1, action="https://example.com/menu") as gather:
    gather.say("For sales press 1. For support press 2.")
response.say("We did not hear you.")""",
    "dial": """\
response = VoiceResponse()
response.dial("+15557654321", timeout=20, caller_id="+15559870000")""",
    "record": """\
response = VoiceResponse()
response.say("Please leave a message.")
response.record(max_length=30, finish_on_key="#", action="https://example.com/recorded")""",
    "redirect": """\
response = VoiceResponse()
response.redirect("https://example.com/menu", method="GET")""",
    "hangup": """\
response = VoiceResponse()
response.say("Goodbye")
response.hangup()""",
    "reject": """\
response = VoiceResponse()
response.reject(reason="busy")""",
    "enqueue": """\
response = VoiceResponse()
response.enqueue("support", wait_url="https://example.com/wait")""",
    "task": """\
response = VoiceResponse()
enqueue = response.enqueue(workflow_sid="WW0123456789abcdef0123456789abcdef")
enqueue.task('{"language": "en"}', priority=5)""",
    "leave": """\
response = VoiceResponse()
response.say("We call you back.")
response.leave()""",
    "echo": """\
response = VoiceResponse()
response.echo()""",
    "denoise": """\
response = VoiceResponse(dialect="laml")
response.denoise("on")""",
    "sms": """\
response = VoiceResponse()
response.sms("Thank you for calling", to="+15551230000", from_="+15559870000")""",
    # whom Dial calls
    "number": """\
response = VoiceResponse()
dial = response.dial(timeout=20)
dial.number("+15557654321", send_digits="ww1928")
dial.number("+15557654322")""",
    "client": """\
response = VoiceResponse()
response.dial().client("ann", status_callback="https://example.com/status")""",
    "identity": """\
response = VoiceResponse()
client = response.dial().client()
client.identity("ann")
client.parameter(name="order", value="7")""",
    "parameter": """\
response = VoiceResponse()
stream = response.start().stream(url="wss://example.com/audio")
stream.parameter(name="order", value="7")""",
    "conference": """\
response = VoiceResponse()
response.dial().conference("Room 1", start_conference_on_enter=True, end_conference_on_exit=True)""",
    "queue": """\
response = VoiceResponse()
response.dial().queue("support", url="https://example.com/before")""",
    "sip": """\
response = VoiceResponse()
response.dial().sip("sip:ann@example.com", username="ann", password="secret")""",
    "uri": """\
response = VoiceResponse()
sip = response.dial().sip()
sip.uri("sip:ann@example.com", priority=1)
sip.uri("sip:ann@example.org", priority=2)""",
    "headers": """\
response = VoiceResponse()
sip = response.dial().sip()
sip.uri("sip:ann@example.com")
sip.headers().header(name="X-Order", value="7")""",
    "header": """\
response = VoiceResponse()
sip = response.dial().sip()
sip.uri("sip:ann@example.com")
sip.headers().header(name="X-Order", value="7")""",
    "sim": """\
response = VoiceResponse()
response.dial().sim("DE0123456789abcdef0123456789abcdef")""",
    "application": """\
response = VoiceResponse()
response.dial().application("AP0123456789abcdef0123456789abcdef")""",
    "applicationsid": """\
response = VoiceResponse()
application = response.dial().application()
application.application_sid("AP0123456789abcdef0123456789abcdef")
application.parameter(name="order", value="7")""",
    "whatsapp": """\
response = VoiceResponse()
response.dial(caller_id="+15559870000").whats_app("+15557654321")""",
    "verto": """\
response = VoiceResponse(dialect="laml")
response.dial().verto("ann@example.verto.signalwire.com")""",
    "refer": """\
response = VoiceResponse()
response.refer(action="https://example.com/referred").sip("sip:ann@example.com")""",
    "refer-sip": """\
response = VoiceResponse()
response.refer().sip("sip:ann@example.com")""",
    # beside and behind the call
    "connect": """\
response = VoiceResponse()
response.connect(action="https://example.com/after").stream(url="wss://example.com/audio")""",
    "start": """\
response = VoiceResponse()
response.start().stream(name="listen", url="wss://example.com/audio")
response.say("We listen.")""",
    "stop": """\
response = VoiceResponse()
response.stop().stream(name="listen")""",
    "stream": """\
response = VoiceResponse()
response.start().stream(name="listen", url="wss://example.com/audio", track="both_tracks")""",
    "siprec": """\
response = VoiceResponse()
response.start().siprec(name="archive", connector_name="my-recorder")""",
    "transcription": """\
response = VoiceResponse()
response.start().transcription(
    name="notes", status_callback_url="https://example.com/transcribed", language_code="en-US"
)""",
    "recording": """\
response = VoiceResponse()
response.start().recording(recording_status_callback="https://example.com/recorded", channels="dual")""",
    "config": """\
response = VoiceResponse()
agent = response.connect().virtual_agent(connector_name="my-agent")
agent.config(name="language", value="en-us")""",
    "room": """\
response = VoiceResponse()
response.connect().room("DailyStandup", participant_identity="ann")""",
    "virtualagent": """\
response = VoiceResponse()
response.connect().virtual_agent(connector_name="my-agent", status_callback="https://example.com/status")""",
    "conversation": """\
response = VoiceResponse()
response.connect().conversation(service_instance_sid="IS0123456789abcdef0123456789abcdef")""",
    "conversationrelay": """\
response = VoiceResponse()
response.connect().conversation_relay(url="wss://example.com/talk", welcome_greeting="How can I help?")""",
    "language": """\
response = VoiceResponse()
relay = response.connect().conversation_relay(url="wss://example.com/talk")
relay.language(code="de-DE", tts_provider="Google", voice="de-DE-Standard-A")""",
    "conversationrelaysession": """\
response = VoiceResponse()
response.connect().conversation_relay_session(connector="my-connector", session_configuration="my-session")""",
    "aisession": """\
response = VoiceResponse()
response.connect().ai_session(ai_connector="my-connector", ai_session_configuration="my-session")""",
    "assistant": """\
response = VoiceResponse()
response.connect().assistant(id="aia_asst_0123", welcome_greeting="How can I help?")""",
    "autopilot": """\
response = VoiceResponse()
response.connect().autopilot("UA0123456789abcdef0123456789abcdef")""",
    "ai": """\
response = VoiceResponse(dialect="laml")
ai = response.connect().ai(voice="en-US-Neural2-J")
ai.prompt("You answer questions about opening hours.", temperature=0.5)""",
    "ai-prompt": """\
response = VoiceResponse(dialect="laml")
response.connect().ai().prompt("You answer questions about opening hours.", confidence=0.6)""",
    "postprompt": """\
response = VoiceResponse(dialect="laml")
ai = response.connect().ai(post_prompt_u_r_l="https://example.com/summary")
ai.post_prompt("Summarise the call in two sentences.")""",
    "languages": """\
response = VoiceResponse(dialect="laml")
languages = response.connect().ai().languages()
languages.language(name="English", code="en-US", voice="en-US-Neural2-J")""",
    "swaig": """\
response = VoiceResponse(dialect="laml")
swaig = response.connect().ai().swaig()
swaig.defaults(web_hook_u_r_l="https://example.com/function")
swaig.function(name="hours", purpose="Tell the opening hours")""",
    "defaults": """\
response = VoiceResponse(dialect="laml")
swaig = response.connect().ai().swaig()
swaig.defaults(web_hook_u_r_l="https://example.com/function")""",
    "function": """\
response = VoiceResponse(dialect="laml")
swaig = response.connect().ai().swaig()
swaig.function(name="hours", purpose="Tell the opening hours", argument="A day of the week")""",
    # payments
    "pay": """\
response = VoiceResponse()
response.pay(charge_amount="20.45", currency="usd", action="https://example.com/paid")""",
    "prompt": """\
response = VoiceResponse()
pay = response.pay(charge_amount="20.45", action="https://example.com/paid")
pay.prompt(for_="payment-card-number", attempt=[1, 2]).say("Please enter your card number.")""",
    # speech mark-up
    "break": """\
response = VoiceResponse()
say = response.say("One moment", voice="Polly.Joanna")
say.break_(time="500ms")
say.s("Here we are.")""",
    "emphasis": """\
response = VoiceResponse()
response.say("This is ", voice="Polly.Joanna").emphasis("important", level="strong")""",
    "lang": """\
response = VoiceResponse()
response.say("We say ", voice="Polly.Joanna").lang("bonjour", xml_lang="fr-FR")""",
    "p": """\
response = VoiceResponse()
say = response.say(voice="Polly.Joanna")
say.p("First paragraph.")
say.p("Second paragraph.")""",
    "phoneme": """\
response = VoiceResponse()
response.say("I say ", voice="Polly.Joanna").phoneme("car", alphabet="x-sampa", ph="kAr")""",
    "prosody": """\
response = VoiceResponse()
response.say(voice="Polly.Joanna").prosody("Slowly and loud", rate="slow", volume="loud")""",
    "s": """\
response = VoiceResponse()
response.say(voice="Polly.Joanna").s("One sentence.")""",
    "say-as": """\
response = VoiceResponse()
response.say("Your code is ", voice="Polly.Joanna").say_as("1234", interpret_as="digits")""",
    "sub": """\
response = VoiceResponse()
response.say(voice="Polly.Joanna").sub("W3C", alias="World Wide Web Consortium")""",
    "w": """\
response = VoiceResponse()
response.say("They ", voice="Polly.Joanna").w("read", role="amazon:VBD")""",
    # messages and faxes
    "message": """\
response = MessagingResponse()
response.message("Thank you", action="https://example.com/sent")""",
    "body": """\
response = MessagingResponse()
message = response.message()
message.body("Here is your ticket")
message.media("https://example.com/ticket.png")""",
    "media": """\
response = MessagingResponse()
message = response.message()
message.body("Here is your ticket")
message.media("https://example.com/ticket.png")""",
    "messaging-redirect": """\
response = MessagingResponse()
response.redirect("https://example.com/sms")""",
    "receive": """\
response = FaxResponse()
response.receive(action="https://example.com/fax", media_type="application/pdf")""",
    "fax-reject": """\
response = FaxResponse()
response.reject()""",
}
