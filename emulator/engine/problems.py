"""The provider's problem codes: what each means, and what mends it. Data only.

Source: webhook reference, responses.error_codes; the sentences and hints are ours.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Row:
    """One numbered problem: what it is, and what mends it."""

    sentence: str
    mend: str


PROBLEMS: Final[Mapping[int, Row]] = {
    11200: Row("the document could not be fetched", "let the address answer 2xx in time; see the application's log"),
    11202: Row("the connection was refused", "start the application, or check host and port of the URL"),
    11205: Row("the connection could not be opened in time", "check that the host is up and reachable"),
    11206: Row("the answer was not proper HTTP", "serve the application with a real HTTP server"),
    11210: Row("the host name does not resolve", "check the spelling of the host in the URL"),
    11215: Row("too many redirects", "answer with the document itself; SignalWire follows 3 redirects, Twilio 10"),
    11216: Row("a redirect that is none", "use 301, 302, 303 or 307 with a Location header"),
    11217: Row("the address answered 4xx or 5xx", "let the handler answer 200 with a document"),
    11220: Row("the TLS handshake failed", "check the certificate, or use the http origin on this machine"),
    11100: Row("the URL is malformed", "write an absolute http(s) URL, or one relative to the current document"),
    11750: Row("the document is larger than 64 kB", "split it and continue with Redirect"),
    12100: Row("the document does not parse", "serve well-formed XML with the root Response and nothing before it"),
    12102: Row("the root element is not Response", "put every verb into one Response element"),
    12200: Row("the document breaks the schema", "see the spelling, case and place of the element or attribute"),
    12300: Row(
        "the content type is not accepted",
        "serve the document as text/xml or application/xml; Flask serves a str as text/html",
    ),
    13000: Row("Conference or Queue beside other nouns in Dial", "give each a Dial of its own"),
    13215: Row("an element that Dial or Refer cannot hold, or too many", "see the nouns in the reference; 10 at most"),
    13217: Row("Dial: record", "use do-not-record, record-from-answer or record-from-ringing, perhaps with -dual"),
    13237: Row("a conference without a name", "write the name as the text of Conference"),
    13243: Row("not a SIP URI", "write it as sip:user@host"),
    13247: Row("the caller ID is not valid for this party", "dial WhatsApp with a callerId of whatsapp:+1..."),
    13252: Row("a SIP header that is not sent", "let the names of your own headers begin with X-"),
    13621: Row("an event of a recording that there is not", "use in-progress, completed and absent"),
    14205: Row("the queue's name is too long", "use 64 characters at most"),
    21218: Row("the application does not exist", "give the sid of an application of the account"),
    21617: Row("the message is too long", "use 1600 characters at most"),
    13201: Row("Dial in a screening document", "screen with Say, Play, Gather, Pause, Redirect and Hangup only"),
    13223: Row("the number is not in E.164 form", "write it as +15551234567"),
    13224: Row("the number cannot be called", "dial a valid, reachable number"),
    13238: Row("a verb that a waiting document cannot hold", "use Say, Play, Pause and Redirect there"),
    13240: Row("coach names no participant", "give the call's sid of somebody in the conference"),
    13320: Row("a verb that Gather cannot hold", "nest Say, Play and Pause only"),
    13335: Row("speechTimeout auto with this speechModel", "give a number of seconds, or another model"),
    13420: Row("the file is not audio", "serve it with an audio content type such as audio/mpeg"),
    13520: Row("Say without text", "give it something to say"),
    13615: Row("Record: maxLength is too long for a transcription", "record 120 seconds at most, or leave transcribe"),
    13750: Row("a verb that the provider does not know", "names are case-sensitive: see the reference"),
    13801: Row("Refer on a leg that is not SIP", "refer SIP calls only"),
    13802: Row("the callee asked for a transfer and there is no referUrl", "set referUrl on Dial"),
    14106: Row("50 documents for one message", "let the Redirect chain end"),
    14107: Row("more than 30 replies in 30 s between two numbers", "stop the loop between two automatic repliers"),
    14109: Row("more than 10 messages in one document", "send the rest through REST"),
    14110: Row("a verb that a message document cannot hold", "use Message and Redirect there"),
    14103: Row("Message without a body", "give it text or Media"),
    14101: Row("Message: to", "write the number in E.164 form"),
    14204: Row("Enqueue without a queue name", "write the name of 1 to 64 characters as its text"),
    14207: Row("the queue is full", "raise its size, or take the caller elsewhere in the action"),
    15003: Row("a status callback was not answered with 2xx", "answer callbacks with 204"),
    15004: Row("a relative URL in a document that has no address", "use an absolute URL in documents given as text"),
    16011: Row("a conference callback was not answered with 2xx", "answer callbacks with 204"),
    16020: Row("the conference is full", "raise maxParticipants"),
    16025: Row("the participant label is taken", "give every participant a label of its own"),
    21610: Row("the recipient has opted out", "send nothing until he writes START"),
    31922: Row("the stream's URL is not wss", "give a wss:// URL"),
    30003: Row("the handset is unreachable", "try again later"),
}

UNLISTED: Final = Row("a problem at the provider", "see the provider's list of errors")

HOST_IT: Final = "host the application that answers there: provider.host(app), and its public URL as LAML_PUBLIC_URL"

NO_RECORDING: Final = "there is no recording, or its file is not ready; skipped"
AWAIT_IT: Final = "play it after its recordingStatusCallback has said completed: until then there may be no file"

ATTRIBUTE_CODES: Final[Mapping[tuple[str, str], int]] = {
    ("Dial", "method"): 13210,
    ("Dial", "timeout"): 13212,
    ("Dial", "hangupOnStar"): 13213,
    ("Dial", "callerId"): 13214,
    ("Dial", "timeLimit"): 13216,
    ("Dial", "record"): 13217,
    ("Dial", "sequential"): 13218,
    ("Dial", "answerOnBridge"): 13219,
    ("Number", "method"): 13221,
    ("Number", "sendDigits"): 13222,
    ("Conference", "muted"): 13230,
    ("Conference", "endConferenceOnExit"): 13231,
    ("Conference", "startConferenceOnEnter"): 13232,
    ("Conference", "waitUrl"): 13233,
    ("Conference", "waitMethod"): 13234,
    ("Conference", "beep"): 13235,
    ("Gather", "finishOnKey"): 13310,
    ("Gather", "method"): 13312,
    ("Gather", "timeout"): 13313,
    ("Gather", "numDigits"): 13314,
    ("Gather", "input"): 13326,
    ("Gather", "speechTimeout"): 13327,
    ("Gather", "partialResultCallbackMethod"): 13329,
    ("Gather", "bargeIn"): 13332,
    ("Gather", "actionOnEmptyResult"): 13338,
    ("Play", "loop"): 13410,
    ("Play", "digits"): 13430,
    ("Say", "loop"): 13510,
    ("Record", "method"): 13610,
    ("Record", "timeout"): 13611,
    ("Record", "maxLength"): 13612,
    ("Record", "finishOnKey"): 13613,
    ("Record", "transcribe"): 13614,
    ("Record", "playBeep"): 13616,
    ("Record", "recordingStatusCallbackEvent"): 13621,
    ("Dial", "recordingStatusCallbackEvent"): 13621,
    ("Conference", "recordingStatusCallbackEvent"): 13621,
    ("Recording", "recordingStatusCallbackEvent"): 13621,
    ("Dial", "recordingTrack"): 13622,
    ("Recording", "track"): 13622,
    ("Dial", "ringTone"): 13220,
    ("Record", "trim"): 13699,
    ("Redirect", "method"): 13710,
    ("Reject", "reason"): 13810,
    ("Pause", "length"): 13910,
    ("Message", "method"): 14104,
    ("Message", "statusCallback"): 14105,
    ("Enqueue", "method"): 14201,
    ("Enqueue", "waitUrlMethod"): 14206,
    ("Queue", "method"): 14210,
}
