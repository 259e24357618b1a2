"""Says in words what an element does to the caller: what is heard, what can be pressed, who is called."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, TypeAlias

from ..element import Element
from ..grammar import constraints as c
from ..reference.elements import summary_of

Write: TypeAlias = Callable[[Element, str], str]
"""Writes the sentence of an element in a kind of document."""

_ALL_KEYS: Final = frozenset("1234567890*#")
_LONGEST_TRANSCRIBED: Final = "120"
"""Seconds of a recording that is written down, where Twilio's longest is not stated."""
LONGEST: Final = 200
"""Characters of a text that are shown."""
AGAIN: Final = "this same document, again"


def sentence(element: Element, kind: str) -> str:
    """What the element does: in words of its own here, or else those of its class's docstring.

    An unknown element, or misplaced speech mark-up, is named by its tag and its own text.
    """
    parent = element.parent.tag if element.parent is not None else ""
    write = None if element.unknown else _IN_PARENT.get((parent, element.tag)) or _SENTENCES.get(element.tag)
    if write is not None:
        return write(element, kind)
    if not element.unknown and not element.is_markup:
        return summary_of(type(element)).rstrip(".")
    text = " ".join(element.text.split())
    return f"<{element.tag}>{f' {_quoted(text)}' if text else ''}"


def spoken(element: Element) -> str:
    """The text of an element and of the speech mark-up in it, with single blanks; an alias stands for its text."""
    pieces = [_piece(item) for item in element.content if isinstance(item, str | Element)]
    return " ".join("".join(pieces).split())


def _piece(item: str | Element) -> str:
    if isinstance(item, str):
        return item
    if item.tag == "break":
        return " … "
    if item.tag in ("p", "s"):
        return f" {spoken(item)} "
    return item.attributes.get("alias") or spoken(item)


def _quoted(text: str) -> str:
    return f"“{text if len(text) <= LONGEST else text[:LONGEST] + '…'}”"


def _value(element: Element, name: str) -> str:
    """An attribute as it is written, or its default in the document's dialect; empty if both apply and differ."""
    written = element.attributes.get(name)
    if written is not None:
        return written
    known = next((x for x in element.attributes_known().values() if x.name == name), None)
    if known is None:
        return ""
    dialects = c.BITS[getattr(element.root, "dialect", None)]
    stated = {form.default or "" for form in known.forms(dialects)}
    return stated.pop() if len(stated) == 1 else ""


def _is_on(element: Element, name: str) -> bool:
    return _value(element, name) == "true"


def _seconds(number: str) -> str:
    return f"{number} second{'' if number == '1' else 's'}"


def _times(element: Element) -> str:
    loop = element.attributes.get("loop", "1")
    return {"1": "", "0": ", again and again"}.get(loop, f", {loop} times")


def _with(*details: str) -> str:
    kept = [detail for detail in details if detail]
    return f" ({', '.join(kept)})" if kept else ""


def _say(element: Element, _: str) -> str:
    attributes = element.attributes
    return f"Says {_quoted(spoken(element))}{_times(element)}" + _with(
        attributes.get("voice", ""), attributes.get("language", "")
    )


def _play(element: Element, _: str) -> str:
    digits = element.attributes.get("digits")
    return f"Sends the keys {digits}" if digits else f"Plays {element.text.strip()}{_times(element)}"


def _gather(element: Element, _: str) -> str:
    listens = _value(element, "input").split()
    keys = {"": "keys", "1": "1 key"}.get(_value(element, "numDigits"), f"{_value(element, 'numDigits')} keys")
    ends = _value(element, "finishOnKey")
    what = " or ".join([keys] * ("dtmf" in listens) + ["speech"] * ("speech" in listens)) or "input"
    timeout = _value(element, "timeout")
    ending = f"{ends} ends the input" if ends and "dtmf" in listens and keys != "1 key" else ""
    return f"Waits for {what}" + _with(f"up to {_seconds(timeout)}" if timeout else "", ending)


def _dial(element: Element, _: str) -> str:
    attributes = element.attributes
    party = f" {element.text.strip()}" if element.text.strip() else ""
    in_turn = "one after the other" if attributes.get("sequential") == "true" else ""
    record = attributes.get("record", "")
    recorded = "recorded" if record not in ("", "false", "do-not-record") else ""
    rings = f"rings up to {_seconds(_value(element, 'timeout'))}"
    star = "* hangs up" if _is_on(element, "hangupOnStar") else ""
    return f"Dials{party}" + _with(rings, in_turn, recorded, star)


def _record(element: Element, _: str) -> str:
    longest, ends = _value(element, "maxLength"), _value(element, "finishOnKey")
    if longest and not element.has("maxLength") and _is_on(element, "transcribe"):
        longest = _LONGEST_TRANSCRIBED
    key = "any key" if set(ends) >= _ALL_KEYS else ends
    return "Records the caller" + _with(
        "after a beep" if _is_on(element, "playBeep") else "",
        f"up to {_seconds(longest)}" if longest else "",
        f"{key} ends it" if ends else "",
    )


def _redirect(element: Element, _: str) -> str:
    url = element.text.strip()
    return f"Goes on at {element.attributes.get('method', 'POST')} {url}" if url else f"Goes on at {AGAIN}"


def _enqueue(element: Element, _: str) -> str:
    hears = element.attributes.get("waitUrl")
    name = element.text.strip() or element.attributes.get("workflowSid", "")
    return f"Waits in the queue {_quoted(name)}" + _with(f"hears {hears}" if hears else "")


def _message(element: Element, _: str) -> str:
    attributes = element.attributes
    parts = [element.text, *(child.text for child in element.children if child.tag == "Body")]
    media = [child.text.strip() for child in element.children if child.tag == "Media"]
    body = " ".join(" ".join(parts).split())
    receiver = f" to {attributes['to']}" if "to" in attributes else ""
    what = [_quoted(body)] * bool(body) + media
    return f"Sends {' and '.join(what) or 'an empty message'}{receiver}"


def _party(words: str) -> Write:
    """Somebody who is called: by what, which keys are sent when it answers, what it hears before the two talk."""
    named = _named(words)

    def write(element: Element, kind: str) -> str:
        keys, hears = element.attributes.get("sendDigits"), element.attributes.get("url")
        details = (f"sends the keys {keys}" if keys else "", f"hears {hears} first" if hears else "")
        return named(element, kind) + _with(*details)

    return write


def _conference(element: Element, kind: str) -> str:
    hears = element.attributes.get("waitUrl")
    return _named("The conference room")(element, kind) + _with(f"hears {hears} until it begins" if hears else "")


def _talks(words: str, *attributes: str) -> Write:
    """Something that talks with the caller: what it is known by, how it greets, whether it takes keys."""
    named = _named(words, *attributes)

    def write(element: Element, kind: str) -> str:
        greeting = element.attributes.get("welcomeGreeting")
        keys = "takes keys" if _is_on(element, "dtmfDetection") else ""
        return named(element, kind) + _with(f"says {_quoted(greeting)}" if greeting else "", keys)

    return write


def _function(element: Element, _: str) -> str:
    purpose = element.attributes.get("purpose")
    return f"{element.attributes.get('name', 'A function')}{f': {purpose}' if purpose else ''}"


def _quoting(words: str) -> Write:
    return lambda e, _: f"{words} {_quoted(spoken(e))}"


def _pair(words: str) -> Write:
    return lambda e, _: f"{words} {e.attributes.get('name', '')} = {e.attributes.get('value', '')}"


def _prompt(element: Element, _: str) -> str:
    what = element.attributes.get("for", "")
    asked = f"Asks for {what}" if what else "Asks"
    return f"{asked}: {_quoted(spoken(element))}" if element.text.strip() else asked


def _reject(element: Element, kind: str) -> str:
    if kind == "fax":
        return "Refuses the fax"
    return f"Refuses the call, unanswered ({_value(element, 'reason') or 'rejected'})"


def _pay(element: Element, _: str) -> str:
    amount = element.attributes.get("chargeAmount")
    money = f"{amount} {element.attributes.get('currency', 'usd').upper()}" if amount else "nothing, and makes a token"
    return f"Takes a payment: charges {money}"


def _named(words: str, *attributes: str) -> Write:
    """A sentence for an element that is named by its text, or else by the first of these attributes."""

    def write(element: Element, _: str) -> str:
        name = element.text.strip() or next((v for n in attributes if (v := element.attributes.get(n))), "")
        return f"{words} {name}".strip()

    return write


def _fixed(words: str) -> Write:
    return lambda *_: words


SAYS_ALL: Final = frozenset({"Say", "Message"})
"""Elements whose sentence includes what is in them."""
_SENTENCES: Final[Mapping[str, Write]] = {
    "AI": _fixed("An agent talks with the caller"),
    "AiSession": _named("To an agent", "aiConnector"),
    "Application": _named("The application", "url"),
    "ApplicationSid": _named("The application"),
    "Assistant": _talks("To the assistant", "id"),
    "Autopilot": _named("To the bot"),
    "Body": _quoting("The text"),
    "Client": _party("The client"),
    "Conference": _conference,
    "Config": _pair("With the setting"),
    "Connect": _fixed("Connects the call"),
    "Conversation": _named("To the conversation service", "serviceInstanceSid"),
    "ConversationRelay": _talks("To the conversation relay", "url"),
    "ConversationRelaySession": _named("To the conversation relay session", "connector"),
    "Defaults": _fixed("What all functions share"),
    "Denoise": _named("Noise reduction:"),
    "Dial": _dial,
    "Echo": _fixed("Plays back what the caller says"),
    "Enqueue": _enqueue,
    "Function": _function,
    "Gather": _gather,
    "Hangup": _fixed("Hangs up"),
    "Header": _pair("With the header"),
    "Headers": _fixed("With headers"),
    "Identity": _named("Its identity is"),
    "Language": _named("In the language", "code", "name"),
    "Languages": _fixed("It speaks languages"),
    "Leave": _fixed("Leaves the queue"),
    "Media": _named("The file"),
    "Message": _message,
    "Number": _party("The number"),
    "Parameter": _pair("With"),
    "Pause": lambda e, _: f"Waits {_seconds(_value(e, 'length') or '1')}",
    "Pay": _pay,
    "Play": _play,
    "PostPrompt": _quoting("Is asked after the call:"),
    "Prompt": _prompt,
    "Queue": _party("Whoever waits in the queue"),
    "Receive": _fixed("Receives the fax"),
    "Record": _record,
    "Recording": _named("A recording", "name"),
    "Redirect": _redirect,
    "Refer": _fixed("Hands the call over to"),
    "Reject": _reject,
    "Room": _named("To the video room"),
    "SWAIG": _fixed("It may call functions"),
    "Say": _say,
    "Sim": _party("The SIM"),
    "Sip": _party("The SIP address"),
    "Siprec": _named("A SIPREC session", "name"),
    "Sms": _message,
    "Start": _fixed("Begins, beside the call"),
    "Stop": _fixed("Stops what runs beside the call"),
    "Stream": _named("A media stream", "url", "name"),
    "Task": _quoting("With the task"),
    "Transcription": _named("A transcription", "name"),
    "Uri": _named("The address"),
    "Verto": _party("The Verto address"),
    "VirtualAgent": _named("To the virtual agent", "connectorName"),
    "WhatsApp": _party("By WhatsApp"),
}
_IN_PARENT: Final[Mapping[tuple[str, str], Write]] = {("AI", "Prompt"): _quoting("Is told what to do:")}
"""Sentences of elements that are something else in that parent."""
