"""What each problem code of ours means. Data only: `code: (what, what to do)`; a test holds it against the source."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

EXPLANATIONS: Final[Mapping[str, tuple[str, str]]] = {
    "bad-type": (
        "A Python value that the attribute cannot be made from, such as a list where a number belongs.",
        "Pass what the message says: a text, a number, a truth value, a list, or an object with a `url`.",
    ),
    "bad-value": (
        "The value is not one that the attribute or the text takes; the provider refuses it or falls back.",
        "Use one of the values or the form that the message names. Names and values are case-sensitive.",
    ),
    "bin-name": (
        "The name of a bin is blank, too long, or has characters that nobody can see.",
        "Give a short name of characters that show; the message says what the limit is.",
    ),
    "deprecated": (
        "The attribute, the value or the element still works, and something else has replaced it.",
        "Write what the message says. Where that is one to one, laml check --fix does it.",
    ),
    "duplicate": (
        "Two elements beside each other, or two items of a list, have the same value where each is wanted once.",
        "Keep one, or give the other a value of its own.",
    ),
    "empty-value": (
        "The value or an item of it is empty; an empty URL means the document that is running now, which runs again.",
        "Leave the attribute or the item out, or give what is meant.",
    ),
    "excluded": (
        "Two attributes, or an attribute and the value of another, do not go together.",
        "Keep one of them; the message names both.",
    ),
    "given-twice": (
        "One attribute is written by its keyword and again through `extra=`; XML has each name once.",
        "Give it once.",
    ),
    "illegal-character": (
        "XML 1.0 has no control characters but tab and line ends, no lone surrogates, no U+FFFE and U+FFFF.",
        "Take the character out or replace it; the message says which it is and where.",
    ),
    "illegal-comment": (
        "A comment may not have `--` in it nor end with `-`: that would end it elsewhere.",
        "Write the dashes apart.",
    ),
    "illegal-name": (
        "The name cannot be that of an XML element or attribute, or its prefix is not declared.",
        "Begin with a letter, without blanks; declare a prefix by an attribute xmlns:prefix.",
    ),
    "inline-relative": (
        "A document that a REST request carries has no URL of its own, so nothing in it can be relative to one.",
        "Give absolute URLs, and an action to every verb that would ask for the document again.",
    ),
    "inline-too-long": (
        "A REST request carries a document of at most 4,000 characters.",
        "Host the document at a URL, by a handler or a bin, and give that.",
    ),
    "loops": (
        "A verb without `action`, or a Redirect without a URL, asks for this same document again: a caller may go "
        "round for ever.",
        "Give it an action that answers what was pressed, said or recorded; a Redirect the URL of another document.",
    ),
    "missing-attribute": (
        "The element needs an attribute that is not there, always or because of another attribute or its place.",
        "Add the attribute that the message names.",
    ),
    "missing-noun": (
        "The verb has nothing to act on: a Dial without a number, an element without the ones that it needs.",
        "Give it a text or a noun; laml verbs NAME lists them.",
    ),
    "missing-text": (
        "The element needs a text, and has none.",
        "Give it a text, or the attribute or element that may stand in its place.",
    ),
    "no-effect": (
        "The attribute is allowed, and nothing comes of it: what it belongs to is missing.",
        "Add what the message names, or take the attribute out.",
    ),
    "not-allowed-here": (
        "The element or attribute exists, and not in this place.",
        "Put it where it belongs; laml verbs NAME lists parents and children.",
    ),
    "not-alone": (
        "An element that must stand alone has others beside it.",
        "Take the others out, or move them into a verb of their own.",
    ),
    "out-of-range": (
        "The number is smaller or larger than the provider takes.",
        "Use a number within the limits that the message names.",
    ),
    "split-item": (
        "An item of a list has the sign in it that separates the items, so that it becomes several of them.",
        "Give each on its own, or take the comma or blank out of it.",
    ),
    "text-and-children": (
        "The element has a text and elements in it, where only one of the two is allowed.",
        "Keep the text, or write it as an element: <Dial><Number>…</Number></Dial>.",
    ),
    "template": (
        "A bin has something in double braces that is not filled in, or not there: it could become an element.",
        "Write what the message says. Values are filled into texts and the values of attributes, as {{Name}}.",
    ),
    "too-deep": (
        "Elements are nested deeper than any document needs, and than a parser reads.",
        "Look for a loop in what made the document; put the elements side by side.",
    ),
    "too-large": (
        "The document has more than 64 kB; providers refuse to read it (error 11750).",
        "Split it, and go on by <Redirect>.",
    ),
    "too-long": (
        "A text, a value or an item of a list has more characters than the provider takes.",
        "Shorten it, or spread it over several elements.",
    ),
    "too-many": (
        "More elements or items than the provider takes.",
        "Remove some, or split them over several verbs.",
    ),
    "unchecked": (
        "Written by hand, through `extra=`, `add_child` or with validation off: nobody checked it.",
        "Nothing, if it is meant; otherwise use the declared name.",
    ),
    "undocumented": (
        "A helper library or an example has it, and no page of the provider documents it.",
        "Try it with the provider before you rely on it.",
    ),
    "unexpected-text": (
        "Characters stand where only elements may; providers ignore them or refuse the document.",
        "Put the text into <Say>, <Message> or another element that takes one.",
    ),
    "unknown-attribute": (
        "The element has no attribute of that name, in neither dialect. Names are case-sensitive.",
        "Use the name that is suggested; in Python `extra={…}` passes what a provider added yesterday.",
    ),
    "unknown-element": (
        "No declaration knows the element. Names are case-sensitive: verbs begin with a capital.",
        "Use the name that is suggested; in Python `add_child` passes what a provider added yesterday.",
    ),
    "unreachable": (
        "The verb never runs: one before it ends the document or hands over to its action.",
        "Move it before that verb, or remove it.",
    ),
    "unusual-value": (
        "The value is not among the known ones, or does not look like what belongs there; it may still be right.",
        "Compare it with the provider's page.",
    ),
    "wrong-dialect": (
        "The other provider has it, and this one does not: SignalWire speaks laml, Twilio speaks twiml.",
        "Take it out or replace it; laml verbs NAME shows the dialects of each attribute.",
    ),
    "wrong-root": (
        "A document is one <Response> and all else in it (error 12102 at Twilio, 12100 at SignalWire).",
        "Wrap the verbs in <Response>, and nothing around it.",
    ),
    "xml-malformed": (
        "The text is not well-formed XML; providers refuse it (error 12100).",
        "Close each element, escape & as &amp; and < as &lt;, and begin with the XML itself.",
    ),
    "xml-refused": (
        "A DOCTYPE, a processing instruction, compressed bytes or an encoding but UTF-8 and UTF-16: attacks need them.",
        "Take it out; a document never needs one.",
    ),
    "xml-too-deep": (
        "Nested deeper, or with more attributes on an element, than any document has.",
        "Look for a loop in what made the document.",
    ),
}
