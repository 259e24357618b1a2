"""Tells a document as a caller would live through it: what is heard, what can be pressed, who is called, what is next.

Gives steps; who shows them decides how. Judges nothing beyond what `flow` says of the order of verbs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from . import constraints as c
from .document import Response
from .element import Element
from .flow import ASKS_AGAIN, ENDS, ENDS_WITH_ACTION, flow_problems

LONGEST: Final = 200
"""Characters of a text that are shown."""
AGAIN: Final = "this same document, again"
NEVER_REACHED: Final = "never reached"
GOES_ROUND: Final = "can go round for ever"


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happens.

    Args:
        text: What happens, in words.
        line: Where it stands in the document, from 1.
        marks: What is odd about it: that it is never reached, goes round, or is not known.
        next: Where it goes from here, and when; empty if simply the next step follows.
        steps: What happens inside of it: prompts of a menu, parties of a dial.
    """

    text: str
    line: int | None = None
    marks: tuple[str, ...] = ()
    next: tuple[str, ...] = ()
    steps: tuple[Step, ...] = ()


def outline(document: Response) -> list[Step]:
    """The steps of a document, in order; the last says how it ends, if the end can be reached."""
    bits = c.BITS[document.dialect]
    marks: dict[str, tuple[str, ...]] = {}
    for problem in flow_problems(document, bits):
        mark = {"unreachable": NEVER_REACHED, "loops": GOES_ROUND}.get(problem.code)
        if mark:
            marks[problem.path] = (*marks.get(problem.path, ()), mark)
    steps = [_step(verb, document.kind, marks.get(verb.path, ())) for verb in document.children]
    if not any(_ends(verb, bits) for verb in document.children):
        steps.append(Step(_END[document.kind] if steps or document.kind != "messaging" else "Nothing is sent back."))
    return steps


_END: Final[Mapping[str, str]] = {
    "voice": "The document ends here, and with it the call.",
    "messaging": "The document ends here.",
    "fax": "The document ends here, and with it the fax session.",
}


def _ends(verb: Element, bits: int) -> bool:
    return ENDS.get(verb.tag, 0) & bits == bits or (verb.tag in ENDS_WITH_ACTION and "action" in verb.attributes)


def _step(element: Element, kind: str, marks: tuple[str, ...] = ()) -> Step:
    write = _SENTENCES.get(element.tag)
    if element.unknown or write is None:
        known = () if not element.unknown else ("not known",)
        quoted = f" {_quoted(spoken(element))}" if spoken(element) else ""
        return Step(f"<{element.tag}>{quoted}", element.line, (*marks, *known), (), _inside(element, kind))
    inside = () if element.tag in _FLAT else _inside(element, kind)
    return Step(write(element, kind), element.line, marks, tuple(_next(element)), inside)


def _inside(element: Element, kind: str) -> tuple[Step, ...]:
    return tuple(_step(child, kind) for child in element.children)


def _next(element: Element) -> Iterator[str]:
    """Where it goes from here."""
    attributes = element.attributes
    action = attributes.get("action")
    target = f"{attributes.get('method', 'POST')} {action}" if action else AGAIN
    if element.tag == "Gather":
        yield f"with input: {target}"
        yield f"without: {target if attributes.get('actionOnEmptyResult') == 'true' else 'the next step'}"
    elif action or element.tag in ASKS_AGAIN:
        yield f"afterwards: {target}"


def spoken(element: Element) -> str:
    """The text of an element and of the speech mark-up in it, with single blanks; an alias stands for its text."""
    pieces = [_piece(item) for item in element.content if isinstance(item, str | Element)]
    return " ".join("".join(pieces).split())


def _piece(item: str | Element) -> str:
    if isinstance(item, str):
        return item
    if item.tag == "break":
        return " … "
    return item.attributes.get("alias") or spoken(item)


def _quoted(text: str) -> str:
    return f"“{text if len(text) <= LONGEST else text[:LONGEST] + '…'}”"


def _value(element: Element, name: str) -> str:
    """An attribute as it is written, or its default where both dialects have the same."""
    written = element.attributes.get(name)
    if written is not None:
        return written
    known = next((x for x in element.attributes_known().values() if x.name == name), None)
    if known is None:
        return ""
    stated = {x.value for bit in (c.LAML, c.TWIML) for x in known.constraints[bit] if isinstance(x, c.Default)}
    return stated.pop() if len(stated) == 1 else ""


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
    whom = f" {element.text.strip()}" if element.text.strip() else ""
    in_turn = "one after the other" if attributes.get("sequential") == "true" else ""
    record = attributes.get("record", "")
    recorded = "recorded" if record not in ("", "false", "do-not-record") else ""
    rings = f"rings up to {_seconds(_value(element, 'timeout'))}"
    return f"Dials{whom}" + _with(rings, in_turn, recorded)


def _record(element: Element, _: str) -> str:
    longest, ends = _value(element, "maxLength"), _value(element, "finishOnKey")
    return "Records the caller" + _with(
        f"up to {_seconds(longest)}" if longest else "", f"{ends} ends it" if ends else ""
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


def _named(words: str, *attributes: str) -> Callable[[Element, str], str]:
    """A sentence for an element that is told by its text, or else by the first of these attributes."""

    def write(element: Element, _: str) -> str:
        told = element.text.strip() or next((v for n in attributes if (v := element.attributes.get(n))), "")
        return f"{words} {told}".strip()

    return write


def _fixed(words: str) -> Callable[[Element, str], str]:
    return lambda *_: words


_FLAT: Final = frozenset({"Say", "Message"})
"""Elements whose sentence tells what is in them."""
_SENTENCES: Final[Mapping[str, Callable[[Element, str], str]]] = {
    "Application": _named("The application", "url"),
    "Client": _named("The client"),
    "Conference": _named("The conference room"),
    "Connect": _fixed("Connects the call"),
    "Conversation": _named("To the conversation service", "serviceInstanceSid"),
    "ConversationRelay": _named("To the conversation relay", "url"),
    "Denoise": _named("Noise reduction:"),
    "Dial": _dial,
    "Echo": _fixed("Plays back what the caller says"),
    "Enqueue": _enqueue,
    "Gather": _gather,
    "Hangup": _fixed("Hangs up"),
    "Leave": _fixed("Leaves the queue"),
    "Message": _message,
    "Number": _named("The number"),
    "Parameter": lambda e, _: f"With {e.attributes.get('name', '')} = {e.attributes.get('value', '')}",
    "Pause": lambda e, _: f"Waits {_seconds(_value(e, 'length') or '1')}",
    "Pay": _pay,
    "Play": _play,
    "Prompt": _prompt,
    "Queue": _named("Whoever waits in the queue"),
    "Receive": _fixed("Receives the fax"),
    "Record": _record,
    "Recording": _named("A recording", "name"),
    "Redirect": _redirect,
    "Refer": _fixed("Hands the call over to"),
    "Reject": _reject,
    "Room": _named("To the video room"),
    "Say": _say,
    "Sim": _named("The SIM"),
    "Sip": _named("The SIP address"),
    "Siprec": _named("A SIPREC session", "name"),
    "Sms": _message,
    "Start": _fixed("Begins, beside the call"),
    "Stop": _fixed("Stops what runs beside the call"),
    "Stream": _named("A media stream", "url", "name"),
    "Transcription": _named("A transcription", "name"),
    "Verto": _named("The Verto address"),
    "VirtualAgent": _named("To the virtual agent", "connectorName"),
    "WhatsApp": _named("By WhatsApp"),
}
