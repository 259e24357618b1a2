"""What type checkers must say about calls: lines marked with `# E:` are wrong, all others right. Read, never run."""

from laml import (
    Body,
    Dial,
    Document,
    Element,
    FaxResponse,
    Gather,
    Hangup,
    Message,
    MessagingResponse,
    Number,
    Pause,
    Play,
    Receive,
    Redirect,
    Say,
    TwiML,
    UnknownElement,
    VoiceResponse,
)


class Handler:
    @property
    def url(self) -> str:
        return "https://example.com/menu"


class Nameless:
    pass


def right() -> Document:
    response = VoiceResponse(Say("Hi"), Gather(Say("Press 1"), num_digits=1), Hangup(), dialect="laml", validate="warn")
    with response.gather(num_digits=1, action=Handler(), input="dtmf speech", speech_timeout="auto") as gather:
        gather.say("Press 1", voice="Polly.Joanna", loop=2).say("or 2").pause(length=1).play("/a.mp3")
    response.gather(input=["dtmf", "speech"], hints=["sales", "support"], finish_on_key="")
    response.gather(action="/menu", method="GET", timeout=5).redirect("/again")
    dial = response.dial(timeout=20, record="record-from-answer-dual", answer_on_bridge=True)
    dial.number("+15551230000", status_callback_event=["answered"]).number("+15551230001").say("Sorry.")
    response.append(Dial("+15551230000"), Redirect(Handler()), Play(url="/a.mp3"), Pause())
    nested: Gather = response.nest(Gather())
    nested.add_text("x").comment("y").append(Say("Hi"))
    response.say("Hi", extra={"newAttribute": 1}).append(Gather(extra={"new": True}))
    response.add_child("NewVerb", "text", anything="goes").add_child("Deeper")
    response.gather(num_digits=None, action=None, input=None, extra=None).say("Hi", voice=None)
    response.append(Say(None), Gather(None, timeout=None), Dial(None, number=None)).dial(None, record=None)
    response.say("They ").add_child("amazon:effect", "whisper", name="whispered")
    first: Element = response.verbs[0]
    assert isinstance(first, TwiML)
    response.to_xml(xml_declaration=False)
    return response.say(message="Bye").redirect(url=Handler())


def right_messages() -> Document:
    response = MessagingResponse(Message("Hi", to="+15551230000"), Message(Body("one"), from_="+15550000000"))
    response.message("Hi", action=Handler(), method="POST").body("more")
    MessagingResponse(UnknownElement("NewVerb")).append(Message("Hi"))
    return response.redirect("/next")


def wrong(response: VoiceResponse, gather: Gather, dial: Dial, messages: MessagingResponse) -> None:
    response.say("Hi", voyce="man")  # E: no such attribute
    response.gather(num_digit=1)  # E: no such attribute
    response.gather(numDigits=1)  # E: spelled as in XML
    response.gather(num_digits="one")  # E: not a number
    response.gather(num_digits=1.5)  # E: not a whole number
    response.gather(input="dtfm")  # E: not among the values
    response.gather(input=["dtmf", "voice"])  # E: not among the values
    response.gather(method="PUT")  # E: not among the values
    response.gather(action=Nameless())  # E: no url
    response.gather(profanity_filter="no")  # E: not a truth value
    response.redirect("/a", method="TRACE")  # E: not among the values
    response.redirect(Nameless())  # E: no url
    response.say("Hi", extra="x")  # E: not a mapping
    response.say(b"Hi")  # E: not a text
    response.hangup(reason="busy")  # E: takes nothing
    response.dial(ring_tone="mars")  # E: not among the values
    response.dial("+1", record="yes")  # E: not among the values
    response.message("Hi")  # E: a verb of messages on a call
    response.body("Hi")  # E: a verb of messages on a call
    response.number("+15551230000")  # E: a noun of Dial on the document
    messages.say("Hi")  # E: a verb of calls on a message
    messages.gather(num_digits=1)  # E: a verb of calls on a message
    messages.message("Hi").hangup()  # E: a verb of calls on a message
    messages.message("Hi", media="/a.png")  # E: no such attribute
    Gather(Redirect("/again"))  # E: may not stand in it
    Gather("text")  # E: takes no text
    Dial(Say("Hi"))  # E: may not stand in it
    Say("Hi", loop="often")  # E: not a number
    Number(phone_number=15551230000)  # E: not a text
    VoiceResponse("Hi")  # E: not an element
    MessagingResponse(Say("Hi"))  # E: a verb of calls on a message
    VoiceResponse(Say("Hi"), Message("Hi"))  # E: a verb of messages on a call
    VoiceResponse(Body("Hi"))  # E: a part of messages on a call
    FaxResponse(Say("Hi"))  # E: a verb of calls on a fax
    FaxResponse().say("Hi")  # E: a verb of calls on a fax
    FaxResponse(Receive(media_type="text/html"))  # E: not among the values
    response.receive()  # E: a verb of faxes on a call
    messages.redirect("/next").say("Hi")  # E: a verb of calls on a message
    VoiceResponse(dialect="cxml")  # E: no such dialect
    VoiceResponse(validate=True)  # E: no such mode
    response.append(5)  # E: not an element
    response.nest("Hi")  # E: not an element
    Pause(3)  # E: by keyword only
    Gather(1)  # E: by keyword only
    response.pause(3)  # E: by keyword only, for checkers
    response.gather("dtmf")  # E: by keyword only, for checkers
    response.redirect("/a", "GET")  # E: by keyword only, for checkers
    response.say("Hi", "alice", 2)  # E: by keyword only, for checkers
    response.dial().number("+1", None)  # E: by keyword only, for checkers
    messages.message("Hi", "+1")  # E: by keyword only, for checkers
    response.prompt(for_=None)  # E: it must be given
    _: Say = response.gather()  # E: another class
