"""The table of elements as data, and what follows from it: right values, bent values, a place for each element."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from laml import Element, FaxResponse, MessagingResponse, VoiceResponse
from laml.registry import class_for

TABLE = json.loads((Path(__file__).parent / "markup_table.json").read_text(encoding="utf-8"))
ELEMENTS: dict[str, Any] = TABLE["elements"]
ROOTS = {"voice": VoiceResponse, "messaging": MessagingResponse, "fax": FaxResponse}
TEXTS = {
    "plain": "hello", "plain-or-ssml": "hello", "url": "https://example.com/a", "phone": "+15551234567",
    "sip-uri": "sip:ann@example.com", "json": '{"a": 1}', "client-identity": "ann", "queue-name": "support",
    "enum": "on", "address": "ann@space.verto.signalwire.com",
}  # fmt: skip
MATCHES = {"Record.finishOnKey": "12#", "Stream.codec": "L16@16000h", "Pay.currency": "usd", "break.time": "500ms"}
"""Values for the patterns of the table, whose others are telephone keys."""

SHOWN_RELATIVE = {("Gather", "action"), ("Dial", "action"), ("Enqueue", "action")}
"""Where a relative URL is only warned about: SignalWire's pages ask for absolute ones, its samples have relative ones.

Source: cxml/reference/voice on Gather, Dial and Enqueue, beside the samples `/smsHandler.php` and `/fax/received`.
"""


def for_dialect(record: dict[str, Any], dialect: str) -> dict[str, Any]:
    """A record with what the dialect has differently laid over it."""
    return {**record, **record.get("dialect_differences", {}).get(dialect, {})}


def element(tag: str, dialect: str, parent: str = "") -> dict[str, Any]:
    """The facts of an element in one dialect and parent."""
    found = for_dialect(ELEMENTS[tag], dialect)
    return {**found, **found.get("by_parent", {}).get(parent, {})}


def attributes(tag: str, dialect: str, parent: str) -> dict[str, dict[str, Any]]:
    """The attributes that the element has in one dialect and under one parent."""
    if element(tag, dialect, parent).get("attributes") == "none" or (tag, parent) == ("Reject", "fax"):
        return {}
    found = {
        name: for_dialect(a, dialect) for name, a in ELEMENTS[tag]["attributes"].items() if dialect in a["dialects"]
    }
    return {
        name: a
        for name, a in found.items()
        if parent in a.get("only_in", [parent]) and parent not in a.get("not_in", [])
    }


@cache
def holders(tag: str, dialect: str) -> list[tuple[str, str]]:
    """The places of an element: each parent, with the confidence of the place."""
    places = []
    for parent, record in ELEMENTS.items():
        by_kind = record.get("children_by_document", {parent: record["children"]})
        for kind, listed in by_kind.items():
            name = f"{parent}:{kind}" if parent == "Response" else parent
            if tag in listed[dialect]:
                weak = element(tag, dialect, parent)["confidence"] != "documented"
                weak = weak or record.get("children_confidence", "documented") != "documented"
                places.append((name, "weak" if weak else "documented"))
            loose = ("sdk_only_children", "helper_only_children", "removed_children")
            if any(tag in record.get(key, {}).get(dialect, []) for key in loose) and kind in (parent, "voice"):
                places.append((name, "weak"))
    return places


@cache
def chain(parent: str, dialect: str) -> list[str]:
    """Tags from a document's kind to a parent: `["voice", "Dial", "Sip"]`."""
    paths = [[f"{kind}"] for kind in ROOTS]
    for path in paths:
        last = "Response:" + path[0] if len(path) == 1 else path[-1]
        if last == parent:
            return path
        if len(path) > 5:
            break
        paths += [
            [*path, tag]
            for tag in ELEMENTS
            if tag not in path and any(place == last for place, _ in holders(tag, dialect))
        ]
    raise AssertionError(f"no way to {parent} in {dialect}")


def class_of(tag: str, parent: str, kind: str) -> type[Element]:
    """Our class, found by the name that the table gives."""
    found = class_for(kind, tag, parent)
    assert found is not None, tag
    return found


def text_for(tag: str, dialect: str, parent: str) -> str | None:
    """A right text, if the element takes one."""
    facts = element(tag, dialect, parent)
    if facts["text"] == "none":
        return None
    if facts["text_kind"] == "sid":
        return facts["text_sid_prefix"] + "0" * 32
    return "a name" if tag == "Autopilot" else TEXTS[facts["text_kind"]]


def right(tag: str, name: str, fact: dict[str, Any], dialect: str, parent: str) -> list[object]:
    """Values that the dialect takes for an attribute."""
    kind = fact["type"]
    values = fact.get("values_in", {}).get(parent) or fact.get("values") or []
    if kind in ("bool", "bool-or-string"):
        return [True, False, "true"] + (["90210"] if kind == "bool-or-string" else [])
    if kind.startswith("list-of-enum"):
        return [values[0], values]
    if kind == "list-of-int":
        return [2, [1, 2], "2 3"]
    if kind == "list-of-string":
        return [["one", "two"], "one"]
    if values:
        return [*values, *fact.get("value_aliases", {})] + (["+10%"] if name == "pitch" else [])
    if kind in ("int", "duration-seconds", "duration-seconds-or-auto", "int-or-auto"):
        low = fact.get("min", 1)
        return [low, str(low), *([fact["max"]] if "max" in fact else []), *fact.get("special_values", [])]
    if kind == "float":
        return [fact.get("min", 0), fact.get("max", 0.5), 0.5]
    if kind == "url":
        return ["https://example.com/a?b=1&c=2"]
    if kind == "ws-url":
        return ["wss://example.com/a"]
    if kind == "language":
        return ["en-US", *fact.get("special_values", [])]
    if kind == "sid":
        return [fact["sid_prefix"] + "0" * 32]
    if "pattern" in fact:
        return [MATCHES.get(f"{tag}.{name}", "1")]
    return ["+15551234567" if kind in ("phone", "sender") else "man" if kind == "voice" else "x"]


def swapped(fact: dict[str, Any]) -> str:
    """A value in the wrong case."""
    return str(fact["values"][0]).swapcase() if fact.get("values") else "TRUE"


def bent(name: str, fact: dict[str, Any]) -> list[object]:
    """Values that are refused, or warned about where nobody documents the attribute or its values are open."""
    kind = fact["type"]
    wrong: list[object] = []
    if "min" in fact:
        wrong.append(fact["min"] - 1)
    if "max" in fact:
        wrong.append(fact["max"] + 1)
    if kind in ("int", "duration-seconds", "duration-seconds-or-auto", "int-or-auto", "float", "list-of-int"):
        wrong += ["x", "1,5"]
    if kind in ("bool", "method", "ssml-scale") or (fact.get("values") and kind != "list-of-enum"):
        wrong += ["x-wrong"] + ([] if fact.get("case_insensitive") else [swapped(fact)])
    if kind == "list-of-enum":
        wrong += [f"{fact['values'][0]}{fact['list_separator']}x-wrong", ["x-wrong"]]
    if kind in ("url", "ws-url"):
        wrong += ["ftp://example.com/a", "https://exa mple.com/"]
    if fact.get("absolute"):
        wrong.append("/relative")
    if fact.get("no_query"):
        wrong.append("wss://example.com/a?b=1")
    if "max_length" in fact:
        wrong.append("x" * (fact["max_length"] + 1))
    if "item_max_length" in fact:
        wrong.append(["x" * (fact["item_max_length"] + 1)])
    if "max_items" in fact:
        wrong.append(["x"] * (fact["max_items"] + 1))
    if "pattern" in fact:
        wrong.append("é")
    if kind == "sid":
        wrong.append("XX" + "0" * 32)
    return wrong
