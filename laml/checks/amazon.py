"""The speech tags of Amazon's voices: which there are, what they take, and where they are understood.

SignalWire's page refers to Amazon's for the mark-up of its voices; Twilio's has none of these tags.
Source: cxml/reference/voice/say; docs.aws.amazon.com/polly/latest/dg/supportedtags.html.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from ..grammar import constraints as c
from ..grammar.facts import Facts
from ..grammar.values import PLACEHOLDER, Finding, shown
from ..tree import Node

PREFIX: Final = "amazon:"
_LEVELS: Final = "x-soft|soft|medium|loud|x-loud"
_LENGTHS: Final = "x-short|short|medium|long|x-long"
AMAZON_TAGS: Final[Mapping[str, Mapping[str, str]]] = {
    "amazon:auto-breaths": {
        "volume": f"default|{_LEVELS}",
        "frequency": "default|x-low|low|medium|high|x-high",
        "duration": f"default|{_LENGTHS}",
    },
    "amazon:breath": {"volume": f"default|{_LEVELS}", "duration": f"default|{_LENGTHS}"},
    "amazon:domain": {"name": "news"},
    "amazon:effect": {"name": "drc|whispered", "phonation": "soft", "vocal-tract-length": r"[+-]?[0-9]+(\.[0-9]+)?%"},
}
"""The attributes of each tag, with the values that they take, as regular expressions."""
_AMAZON_VOICE: Final = re.compile(r"(?i:polly|amazon)\..*", re.DOTALL)


def amazon_place_finding(holder: Node, node: Node, dialects: int) -> Finding | None:
    """What is wrong with a tag of Amazon's in `holder`."""
    tag = node.tag
    if tag not in AMAZON_TAGS:
        message = f"unknown element <{tag}>"
        return Finding("error", "unknown-element", message, f"of Amazon's there are {', '.join(AMAZON_TAGS)}")
    say: Node | None = holder
    while say is not None and say.tag != "Say" and say.tag[:1].islower():
        say = say._parent
    if say is None or say.tag != "Say":
        return Finding("error", "not-allowed-here", f"<{tag}> may not stand in <{holder.tag}>", "it belongs in <Say>")
    if dialects == c.TWIML:
        message = f"<{tag}> in <{holder.tag}> does not exist in twiml"
        return Finding("error", "wrong-dialect", message, "it belongs to laml only")
    voice = Facts(say).value("voice") or ""
    if not _AMAZON_VOICE.fullmatch(voice) and PLACEHOLDER not in voice:
        message = f"only Amazon's voices know <{tag}>"
        return Finding("warning", "no-effect", message, "give <Say> such a voice, as in voice='Polly.Joanna'")
    return None


def amazon_attribute_findings(node: Node) -> Iterator[tuple[Finding, str]]:
    """What is wrong with the attributes of a tag of Amazon's, each with the name of the attribute."""
    known = AMAZON_TAGS.get(node.tag)
    if known is None:
        return
    for name, value in node.attributes.items():
        if name not in known and not name.startswith("xmlns"):
            yield Finding("error", "unknown-attribute", f"unknown attribute {name!r}", _takes(node.tag, known)), name
        elif name in known and PLACEHOLDER not in value and not re.fullmatch(known[name], value):
            expected = known[name].replace("|", ", ") if "[" not in known[name] else "a percentage such as +15%"
            yield Finding("warning", "unusual-value", f"got {shown(value)}, known are {expected}"), name
    if node.tag == "amazon:effect" and not known.keys() & node.attributes.keys():
        finding = Finding("error", "missing-attribute", f"<{node.tag}> needs an attribute", _takes(node.tag, known))
        yield finding, ""


def _takes(tag: str, known: Mapping[str, str]) -> str:
    return f"<{tag}> takes {', '.join(known)}"
