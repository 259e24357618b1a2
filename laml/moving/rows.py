"""What each name of the vendors' packages is here: data that `laml move` and docs/moving.md have in common."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple


class Row(NamedTuple):
    """One name that differs; a row of docs/moving.md.

    Args:
        name: The vendor's name, dotted.
        instead: What to write, in code; `nothing` if there is nothing to write.
        note: Why, or what is different about it.
        by_itself: Whether `laml move` changes it; else it lists the lines that have it.
    """

    name: str
    instead: str
    note: str
    by_itself: bool = False


DOCUMENTS: Final = (
    Row("twilio.twiml.GenericNode", "`laml.UnknownElement`", "an attribute may be called `name`", True),
    Row("twilio.twiml.GenericNode(…)", '`laml.UnknownElement("Name", "text")`', "both by position"),
    Row("twilio.twiml.TwiMLException", "`laml.LamlError`", "the root of all errors of documents", True),
    Row(
        "twilio.twiml.TwiML(…)", '`laml.UnknownElement("Name", …)`', "a class of your own cannot name its tag by itself"
    ),
    Row("twilio.twiml.TwiML.MAP", "nothing", "`from_`, `for_`, `xml_lang` and the others are known"),
    Row("twilio.twiml.TwiML.attrs", "`.attributes`", "texts by their names in XML; a new mapping each time"),
    Row("twilio.twiml.TwiML.name", "`.tag`", "it cannot be set"),
    Row("twilio.twiml.TwiML.value", "`.text`", "`add_text` adds to it"),
    Row("twilio.twiml.TwiML.xml", "`.to_xml(fragment=True)`", "a text; parse it where you need a tree"),
    Row("twilio.twiml.TwiML.add_child(name=, value=)", '`.add_child("Name", "text")`', "the name by position"),
    Row("twilio.twiml.TwiML.append(verb=)", "`.append(element)`", "by position"),
    Row("twilio.twiml.TwiML.nest(verb=)", "`.nest(element)`", "by position"),
    Row("twilio.twiml.format_language", "nothing", "language tags are checked where they are given"),
    Row("twilio.twiml.lower_camel", "nothing", "keywords are spelled as XML does"),
)
VALIDATOR: Final = (
    Row("twilio.request_validator.HMAC_SHA1", '`"HMAC_SHA1"`', "the text itself"),
    Row("twilio.request_validator.HMAC_SHA256", '`"HMAC_SHA256"`', "the text itself"),
    Row("twilio.request_validator.SIGNATURE_HEADER", '`"X-Twilio-Signature"`', "the text itself"),
    Row("twilio.request_validator.SIGNATURE_SETTINGS_HEADER", '`"X-Twilio-Webhooks-Signature-Settings"`', "likewise"),
    Row(
        "twilio.request_validator.RequestValidator.token", "nothing", "the key is not shown; keep it where you have it"
    ),
    Row("twilio.request_validator.add_port", "nothing", "`validate` tries the URL with and without its port"),
    Row("twilio.request_validator.compare", "`hmac.compare_digest`", "of the standard library"),
    Row("twilio.request_validator.get_signature_algorithm", "`webhooks.Webhooks`", "reads the header, for shared keys"),
    Row("twilio.request_validator.logger", '`logging.getLogger("webhooks")`', "the logger of the package"),
    Row("twilio.request_validator.remove_port", "nothing", "`validate` tries the URL with and without its port"),
)
EXCEPTIONS: Final = (
    Row("twilio.base.exceptions.TwilioException", "`rest.RestError`", "the root of all errors of the client", True),
    Row(
        "twilio.base.exceptions.TwilioRestException",
        "`rest.ApiError`",
        "a lost answer, 408, 5xx or a redirect to a `POST` is `rest.OutcomeUnknown`: it may have happened",
        True,
    ),
    Row("twilio.base.exceptions.TwilioRestException(…)", "`rest.ApiError(404, code=…)`", "other parameters"),
    Row(
        "twilio.base.exceptions.TwilioRestException.msg", "`.message`", "without `Unable to … record:` before it", True
    ),
    Row("twilio.base.exceptions.TwilioServiceException", "`rest.ApiError`", "one class for both forms of errors", True),
    Row("twilio.base.exceptions.TwilioServiceException(…)", "`rest.ApiError(404, code=…)`", "other parameters"),
    Row("twilio.base.exceptions.TwilioServiceException.detail", '`.details["detail"]`', "as it came"),
    Row("twilio.base.exceptions.TwilioServiceException.errors", '`.details["errors"]`', "as it came"),
    Row("twilio.base.exceptions.TwilioServiceException.instance", '`.details["instance"]`', "as it came"),
    Row("twilio.base.exceptions.TwilioServiceException.title", '`.details["title"]`', "as it came"),
    Row("twilio.base.exceptions.TwilioServiceException.type", '`.details["type"]`', "as it came"),
)
SIGNALWIRE: Final = (
    Row(
        "signalwire.request_validator.RequestValidator",
        '`webhooks.RequestValidator(key, provider="signalwire")`',
        "a form that is given as JSON text is refused: give the form",
        True,
    ),
    Row(
        "signalwire.request_validator.RequestValidator.compatibility_validator",
        "nothing",
        "its methods are the class's",
    ),
    Row("signalwire.request_validator.RequestValidator.token", "nothing", "the key is not shown"),
    Row("signalwire.relay", "nothing", "calls over a WebSocket are no part of this package"),
)
NO_PRODUCT: Final = frozenset({
    "accounts", "bulkexports", "chat", "content", "conversations", "events", "flex_api", "frontline_api",
    "iam", "insights", "intelligence", "ip_messaging", "knowledge", "lookups", "marketplace", "memory", "messaging",
    "monitor", "notify", "numbers", "oauth", "preview", "preview_iam", "pricing",
    "proxy", "routes", "serverless", "studio", "supersim", "sync", "taskrouter", "trunking", "trusthub", "verify",
    "video", "voice", "webhooks", "wireless",
})  # fmt: skip
"""Attributes of `twilio.rest.Client` that the client here does not have: mostly products with APIs of their own."""
PROGRAMS: Final = (
    Row(
        "twilio.rest.Client.…", "keep twilio-python for it", "the client here has the 2010-04-01 API, no other product"
    ),
    Row("twilio.rest.Client(…)", "`rest.Client(…, base_url=…)`", "`http_client` is not taken"),
    Row("twilio.….…", "keep the vendor's package for it", "other modules of the vendor have no counterpart here"),
    Row('"twilio.….…"', "the name here", "a text that names the vendor's module, as `mock.patch` takes it"),
    Row("flask_twilio", "`webhooks.Webhooks`", "see [from Flask-Twilio](moving-from-flask-twilio.md)"),
    Row("rest.py, webhooks.py, laml.py", "another name for your file", "a file of that name hides the package"),
)
OLDER: Final = (
    Row("twilio.TwilioRestException", "`rest.ApiError`", "of twilio-python 5"),
    Row("twilio.twiml.Response", "`laml.VoiceResponse` or `laml.MessagingResponse`", "of twilio-python 5"),
    Row("twilio.rest.TwilioRestClient", "`rest.Client`", "of twilio-python 5"),
    Row("twilio.util.RequestValidator", "`webhooks.RequestValidator`", "of twilio-python 5"),
)
CALLS: Final = (
    Row(
        'r.say("Hi", newAttribute="x")', '`extra={"newAttribute": "x"}`', "nobody knows the attribute, which is refused"
    ),
    Row('r.gather(input="dtfm")', "a value that the provider knows", "this one is refused"),
    Row(
        'r.gather(hints=["a", "b"])', "nothing", "the list is joined here, where twilio-python writes it as Python does"
    ),
    Row('r.verbs.append(Say("Hi"))', '`r.append(Say("Hi"))`', "`verbs` is a tuple"),
    Row('VoiceResponse(custom="x")', "nothing", "`<Response>` has no attributes"),
)
"""Rows of the tables of calls that `laml move` finds in programs."""
BY_ITSELF: Final = "; `laml move` changes it"
TABLES: Final[Mapping[str, tuple[Row, ...]]] = {
    "Names of documents": DOCUMENTS,
    "Names of the validator": VALIDATOR,
    "Names of exceptions": EXCEPTIONS,
    "Names of SignalWire's package": SIGNALWIRE,
    "Names in programs": PROGRAMS,
    "Names of older versions": OLDER,
}
ROWS: Final[Mapping[str, Row]] = {row.name: row for rows in (*TABLES.values(), CALLS) for row in rows}

VENDORS: Final = ("twilio", "signalwire", "flask_twilio")
"""The packages that programs are moved from, by their import names."""
MODULES: Final[Mapping[str, str]] = {
    "twilio.twiml.voice_response": "laml.voice_response",
    "twilio.twiml.messaging_response": "laml.messaging_response",
    "twilio.twiml.fax_response": "laml.fax_response",
    "twilio.request_validator": "webhooks",
    "twilio.rest": "rest",
    "twilio.base.exceptions": "rest",
    "signalwire.voice_response": "laml.voice_response",
    "signalwire.messaging_response": "laml.messaging_response",
    "signalwire.fax_response": "laml.fax_response",
    "signalwire.request_validator": "webhooks",
    "signalwire.rest": "rest",
}
"""Modules that have one in their place."""
NAMES: Final[Mapping[str, tuple[str, str]]] = {
    "twilio.twiml.TwiML": ("laml", "TwiML"),
    "twilio.twiml.GenericNode": ("laml", "UnknownElement"),
    "twilio.twiml.TwiMLException": ("laml", "LamlError"),
    "twilio.rest.Client": ("rest", "Client"),
    "twilio.base.exceptions.TwilioException": ("rest", "RestError"),
    "twilio.base.exceptions.TwilioRestException": ("rest", "ApiError"),
    "twilio.base.exceptions.TwilioServiceException": ("rest", "ApiError"),
    "twilio.request_validator.RequestValidator": ("webhooks", "RequestValidator"),
    "signalwire.rest.Client": ("rest", "Client"),
    "signalwire.request_validator.RequestValidator": ("webhooks", "RequestValidator"),
}
"""Module and name of what stands for a vendor's name; the names of documents are the same in the modules above."""
RENAMED: Final = frozenset(old.rpartition(".")[2] for old, (_, new) in NAMES.items() if not old.endswith(f".{new}"))
"""Names that are called otherwise here."""


def tables() -> str:
    """The tables as they stand in docs/moving.md."""
    parts = []
    for title, rows in TABLES.items():
        lines = [f"| `{row.name}` | {row.instead} | {row.note}{BY_ITSELF if row.by_itself else ''} |" for row in rows]
        parts.append("\n".join([f"### {title}", "", "| Name | Here | Note |", "|---|---|---|", *lines]))
    return "\n\n".join(parts)
