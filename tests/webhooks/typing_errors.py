"""What type checkers must say about handlers: lines marked with `# E:` are wrong, all others right. Read, never run."""

from datetime import datetime
from decimal import Decimal

from laml import Document, MessagingResponse, VoiceResponse
from webhooks import (
    CallStatusEvent,
    DialRequest,
    FaxRequest,
    GatherRequest,
    Handler,
    MessageRequest,
    RecordRequest,
    VoiceRequest,
    WebhookRequest,
    Webhooks,
    read_request,
)

hooks = Webhooks()


@hooks.voice("/answer")
def answer(call: VoiceRequest) -> Document:
    response = VoiceResponse()
    with response.gather(num_digits=1, action=menu.bind(tries=1)) as gather:
        gather.say("Press a key.")
    return response.redirect(answer)


@hooks.gather("/menu", hold="One moment.", fallback=None)
def menu(call: GatherRequest) -> VoiceResponse:
    return VoiceResponse()


@hooks.message("/sms")
def sms(message: MessageRequest) -> MessagingResponse | None:
    return None


@hooks.call_status("/status")
def finished(event: CallStatusEvent) -> None:
    moment: datetime | None = event.timestamp
    seconds: int | None = event.duration
    quality: Decimal | None = event.audio_in_mos
    print(moment, seconds, quality, event.status, event.call_status)


@hooks.voice("/shop/<int:number>")
def shop(call: VoiceRequest, number: int) -> str:
    return f"<Response><Say>{number}</Say></Response>"


@hooks.fax("/fax")
def fax(request: FaxRequest) -> None:
    return None


@hooks.voice("/later")
async def later(call: VoiceRequest) -> Document:
    return VoiceResponse()


@hooks.message("/never")
async def never(message: MessageRequest) -> None:
    return None


@hooks.dial("/dialed", hold="Wait.")
def dialed(call: DialRequest) -> str:
    return "<Response/>"


@hooks.voice("/later/nothing")  # E: a call needs a document, then too
async def later_nothing(call: VoiceRequest) -> None:
    return None


@hooks.voice("/nothing")  # E: a call needs a document
def nothing(call: VoiceRequest) -> None:
    return None


@hooks.voice("/other")  # E: another kind of request
def other(call: GatherRequest) -> Document:
    return VoiceResponse()


@hooks.message("/number")  # E: no document
def number(message: MessageRequest) -> int:
    return 1


@hooks.record("/record", retries=3)  # E: no such option
def record(call: RecordRequest) -> str:
    return "<Response/>"


hooks.message_status("/sent", hold="x")  # E: an event has nobody to hold
hooks.voice(path=5)  # E: a path is text

plain: Document = answer(VoiceRequest(call_sid="CA1", from_="+15551230000"))
spoken: str = shop(VoiceRequest(), 7)
url: str = menu.bind(tries=2).url
handler: Handler[GatherRequest, [], VoiceResponse] = menu
shop(VoiceRequest())  # E: the variable is missing
shop(VoiceRequest(), "seven")  # E: it is a number
menu(VoiceRequest())  # E: another kind of request
GatherRequest(digit="1")  # E: no such field
GatherRequest(digits=1)  # E: keys are text
GatherRequest().digits = "1"  # E: frozen
print(answer.address)  # E: no such attribute

call: GatherRequest = read_request(
    GatherRequest, method="POST", url="https://e.com/", headers={}, body=b"", keys="k", provider="signalwire"
)
read_request(GatherRequest, method="POST", url="u", headers={}, body=b"", keys="k", provider="vonage")  # E: unknown
read_request(GatherRequest, method="POST", url="u", headers={}, body="", keys="k", provider="twilio")  # E: not bytes
hooks.route(WebhookRequest, "/any", fallback="<Response/>")
