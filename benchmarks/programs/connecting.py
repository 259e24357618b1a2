"""Calls that are put through: dialling, conferences, queues, recording, streams, payments."""

from twilio.twiml.voice_response import (
    Conference,
    Connect,
    Dial,
    Enqueue,
    Number,
    Pay,
    Prompt,
    Record,
    Start,
    Stop,
    Stream,
    VoiceResponse,
)

TEAM = ["+14155550101", "+14155550102", "+14155550103", "+14155550104"]
EVENTS = "initiated ringing answered completed"


def forward():
    response = VoiceResponse()
    response.dial("415-123-4567")
    response.say("Goodbye")
    return str(response)


def forward_with_action():
    response = VoiceResponse()
    response.dial("415-123-4567", action="/handleDialCallStatus", method="GET", timeout=15, caller_id="+15559870000")
    response.say("I am unreachable")
    return str(response)


def ring_team():
    response = VoiceResponse()
    dial = Dial(caller_id="+15551112222", timeout=20, hangup_on_star=True)
    for number in TEAM:
        dial.append(Number(number))
    response.append(dial)
    return str(response)


def ring_with_events():
    response = VoiceResponse()
    dial = response.dial(answer_on_bridge=True)
    dial.number(
        "+12349013030",
        status_callback_event=EVENTS,
        status_callback="https://myapp.com/calls/events",
        status_callback_method="POST",
        url="/screen",
        send_digits="wwww1928",
    )
    return str(response)


def agent():
    response = VoiceResponse()
    dial = response.dial(record="record-from-ringing-dual", recording_status_callback="https://www.example.com/rec")
    dial.client("jenny", status_callback="https://example.com/client")
    return str(response)


def browser():
    response = VoiceResponse()
    dial = Dial()
    client = dial.client()
    client.identity("user_jane")
    client.parameter(name="FirstName", value="Jane")
    client.parameter(name="LastName", value="Doe")
    response.append(dial)
    return str(response)


def sip():
    response = VoiceResponse()
    dial = response.dial(record=True, timeout=10, hangup_on_star=True, caller_id="bob", method="POST", action="/done")
    dial.sip("sip:kate@example.com?x-customname=Madhu", username="admin", password="1234", method="POST", url="/scr")
    return str(response)


def conference():
    response = VoiceResponse()
    dial = Dial()
    dial.conference("Room 1234")
    response.append(dial)
    return str(response)


def moderated():
    response = VoiceResponse()
    with response.dial() as dial:
        dial.conference(
            "moderated-conference-room",
            start_conference_on_enter=False,
            end_conference_on_exit=True,
            muted=True,
            beep=False,
            wait_url="http://twimlets.com/holdmusic?Bucket=com.twilio.music.classical",
            max_participants=10,
        )
    return str(response)


def conference_events():
    response = VoiceResponse()
    response.say("You have joined the conference.", voice="alice")
    dial = Dial()
    dial.append(
        Conference(
            "EventedConf",
            status_callback="https://myapp.com/events",
            record="record-from-start",
            status_callback_event="start end join leave mute hold",
            region="us1",
        )
    )
    response.append(dial)
    return str(response)


def queue_caller():
    response = VoiceResponse()
    response.say("All our agents are busy.")
    response.enqueue("support", wait_url="wait-music.xml", action="/left", method="POST")
    return str(response)


def queue_agent():
    response = VoiceResponse()
    dial = response.dial()
    dial.queue("support", url="about_to_connect.xml")
    response.redirect("/next")
    return str(response)


def task():
    response = VoiceResponse()
    enqueue = Enqueue(None, workflow_sid="WW0123456789abcdef0123456789abcdef")
    enqueue.task('{"account_number":"12345abcdef"}')
    response.append(enqueue)
    return str(response)


def waiting():
    response = VoiceResponse()
    for place in range(1, 4):
        response.say(f"You are number {place} in the queue.")
        response.play("http://com.twilio.sounds.music.s3.amazonaws.com/MARKOVICHAMP-Borghestral.mp3")
    response.leave()
    return str(response)


def voicemail():
    response = VoiceResponse()
    response.say("Please leave a message at the beep. Press the star key when finished.")
    response.record(action="http://foo.edu/handleRecording.php", method="GET", max_length=20, finish_on_key="*")
    response.say("I did not receive a recording")
    return str(response)


def voicemail_alice():
    response = VoiceResponse()
    response.say("Please leave your message after the tone.", voice="alice")
    response.append(Record(transcribe=True, transcribe_callback="/transcribed", play_beep=True, timeout=5))
    response.hangup()
    return str(response)


def record_only():
    response = VoiceResponse()
    response.record(timeout=10, transcribe=True)
    return str(response)


def stream():
    response = VoiceResponse()
    start = Start()
    start.append(Stream(name="Example Audio Stream", url="wss://mystream.ngrok.io/audiostream"))
    response.append(start)
    response.say("The stream has started.")
    response.pause(length=60)
    return str(response)


def stream_both_ways():
    response = VoiceResponse()
    connect = Connect(action="/after")
    stream = connect.stream(url="wss://mystream.ngrok.io/audiostream")
    stream.parameter(name="aCustomParameter", value="aCustomValue that was set in TwiML")
    stream.parameter(name="bCustomParameter", value="bCustomValue that was set in TwiML")
    response.append(connect)
    response.say("This TwiML instruction is unreachable unless the Stream is ended by your WebSocket server.")
    return str(response)


def stop_stream():
    response = VoiceResponse()
    stop = Stop()
    stop.stream(name="Example Audio Stream")
    response.append(stop)
    return str(response)


def relay():
    response = VoiceResponse()
    connect = Connect(action="https://myhttpserver.com/connect_action")
    connect.conversation_relay(
        url="wss://mywebsocketserver.com/websocket", welcome_greeting="Hi! Ask me anything!", voice="en-US-Journey-O"
    )
    response.append(connect)
    return str(response)


def pay():
    response = VoiceResponse()
    response.say("Calling Twilio Pay")
    response.pay(charge_amount="20.45", currency="usd", action="https://enter-your-callback-function-url.com/pay")
    return str(response)


def pay_with_prompts():
    response = VoiceResponse()
    pay = Pay(payment_connector="My_Pay_Connector", token_type="one-time", action="/paid", charge_amount="10.00")
    number = Prompt(for_="payment-card-number")
    number.say("Please enter your 16 digit Visa or Mastercard number.")
    pay.append(number)
    again = Prompt(for_="payment-card-number", error_type="timeout invalid-card-number", attempt="2 3")
    again.say("You have entered an invalid card number. Please enter it again.")
    pay.append(again)
    date = Prompt(for_="expiration-date")
    date.say("Please enter your card's expiration date. Two digits for the month and two digits for the year.")
    pay.append(date)
    code = Prompt(for_="security-code", card_type="visa amex", attempt="1")
    code.say("Please enter your security code. It's the 3 digits located on the back of your card.")
    pay.append(code)
    response.append(pay)
    return str(response)


def pay_by_prompts():
    response = VoiceResponse()
    pay = response.pay(charge_amount="20.45", action="https://example.com/paid")
    pay.prompt(for_="payment-card-number").play("https://myurl.com/twilio/pay/card.mp3")
    pay.prompt(for_="postal-code").say("Please enter your postal code.", voice="alice")
    return str(response)


def transfer():
    response = VoiceResponse()
    response.say("We connect you now.", voice="Polly.Joanna")
    refer = response.refer(action="/referred")
    refer.sip("sip:alice@example.com")
    return str(response)


def text_from_call():
    response = VoiceResponse()
    response.say("Our store is located at 123 Easy St.")
    response.sms("Store Location: 123 Easy St.", to="+15551230000", from_="+15559870000")
    return str(response)
