"""The pure parts alone, as Django or FastAPI would call them; and keys by account."""

from __future__ import annotations

import subprocess
import sys
from typing import Any
from urllib.parse import urlencode

import pytest

from laml import VoiceResponse
from webhooks import (
    CallStatusEvent,
    ConfigError,
    FormError,
    GatherRequest,
    Key,
    MessageRequest,
    RequestValidator,
    SignatureError,
    VoiceRequest,
    WebhookRequest,
    Webhooks,
    any_framework,
    read_request,
)
from webhooks.signature import Message, sign_form, verify

from .apps import DOCUMENT, KEY, MESSAGE, PUBLIC_URL, VOICE, make_app, post, signature
from .vectors import SETTINGS, VECTORS, Vector

URL = PUBLIC_URL + "/voice?step=1"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def read(**changes: object) -> VoiceRequest:
    given: dict[str, object] = {
        "method": "POST",
        "url": URL,
        "headers": {**FORM, "x-twilio-signature": signature(URL, VOICE)},
        "body": urlencode(VOICE).encode(),
        "keys": KEY,
        "provider": "twilio",
    }
    return read_request(VoiceRequest, **{**given, **changes})  # type: ignore[arg-type]


def test_one_call_makes_a_typed_request_of_what_any_framework_has() -> None:
    assert read().from_ == VOICE["From"]
    assert read(keys=["other", Key(KEY)]).raw == tuple(VOICE.items())


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"body": VOICE}, "body: got dict, expected the bytes as they came"),
        ({"body": urlencode(VOICE)}, "body: got str, expected the bytes as they came"),
        ({"body": None}, "body: got NoneType"),
        ({"headers": None}, "headers: got NoneType, expected a mapping"),
        ({"headers": [("X-Twilio-Signature", "x")]}, "headers: got list"),
        ({"url": None}, "url: got NoneType"),
        ({"method": None}, "method: got NoneType"),
        ({"provider": "Twilio"}, "provider: got 'Twilio', expected 'signalwire' or 'twilio'"),
        ({"provider": None}, "provider: got None"),
        ({"keys": None}, "a signing key is empty"),
    ],
)
def test_what_a_program_gives_wrong_is_told_and_is_no_refusal(changes: dict[str, object], words: str) -> None:
    """A refusal is answered and logged as the sender's fault; these are the program's."""
    with pytest.raises(ConfigError, match=words):
        read(**changes)


@pytest.mark.parametrize("kind", [str, VoiceResponse, "voice", None])
def test_a_kind_that_is_none_is_told(kind: Any) -> None:
    with pytest.raises(ConfigError, match=r"kind: got .*, expected a class such as VoiceRequest"):
        read_request(kind, method="POST", url=URL, headers={}, body=b"", keys=KEY, provider="twilio")


def test_a_body_may_be_any_bytes() -> None:
    body = urlencode(VOICE).encode()
    assert read(body=bytearray(body)) == read(body=memoryview(body)) == read()


def test_a_provider_that_does_not_exist_is_told_where_it_is_given() -> None:
    """`validate` never raises, and would refuse every request."""
    wrong: Any = "Twilio"
    for call in (
        lambda: RequestValidator(KEY, provider=wrong),
        lambda: sign_form(URL, key=KEY, provider=wrong),
        lambda: verify(Message(URL, "none", "x"), [Key(KEY)], provider=wrong),
    ):
        with pytest.raises(ConfigError, match="provider: got 'Twilio', expected 'signalwire' or 'twilio'"):
            call()


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"headers": FORM}, 403),
        ({"keys": "other"}, 403),
        ({"url": URL + "x"}, 403),
        ({"body": urlencode(VOICE).encode()[:-1]}, 403),
        ({"body": b"\xff"}, 400),
        ({"method": "GET"}, 400),
        ({"method": "PUT"}, 405),
        ({"headers": {}}, 403),
        ({"headers": {"X-Twilio-Signature": "x"}}, 415),
        ({"body": b"a" * 70_000}, 413),
        ({"url": URL + "&a=" + "b" * 8_192}, 414),
        ({"url": PUBLIC_URL + "/?bodySHA256=a&bodySHA256=b"}, 400),
    ],
)
def test_anything_else_raises_with_the_status_to_answer(changes: dict[str, object], status: int) -> None:
    with pytest.raises((SignatureError, FormError)) as caught:
        read(**changes)
    assert caught.value.status == status


@pytest.mark.parametrize("method", ["POST", "post", "Post"])
def test_the_name_of_a_method_is_taken_in_any_case(method: str) -> None:
    assert read(method=method).call_sid == VOICE["CallSid"]


def twin() -> object:
    """What becomes of a request that shares the signed run of a genuine one, and has another sender."""
    url = PUBLIC_URL + "/sms"
    genuine = {**MESSAGE, "Body": "hiFrom+15559999999FromA"}
    forged = {**MESSAGE, "Body": "hi", "From": "+15559999999", "FromAFrom": MESSAGE["From"]}
    run = "".join(name + genuine[name] for name in sorted(genuine))
    assert "".join(name + forged[name] for name in sorted(forged)) == run
    signed = {**FORM, "X-Twilio-Signature": signature(url, genuine)}
    return read_request(
        MessageRequest, method="POST", url=url, headers=signed, body=urlencode(forged).encode(), keys=KEY,
        provider="twilio",
    ).from_  # fmt: skip


def test_a_twin_of_a_genuine_request_is_refused() -> None:
    with pytest.raises(FormError) as caught:
        twin()
    assert (caught.value.status, caught.value.reason) == (403, "ambiguous")


def test_a_function_that_does_not_look_for_twins_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(any_framework, "refuse_twins", lambda *_: None)
    assert twin() == "+15559999999"


@pytest.mark.parametrize(
    ("url", "taken"),
    [
        (f"/voice?x=1CallSid{VOICE['CallSid']}", False),
        (f"https://h:x/voice?x=1CallSid{VOICE['CallSid']}", False),
        (f"{PUBLIC_URL}/voice?x=1CallSid{VOICE['CallSid']}", False),
        ("/voice?x=1", True),  # no URL, but it verifies
        ("https://h:x/voice?x=1", True),
        (f"https://CallSid{VOICE['CallSid']}:x@ivr.example.com/voice?x=1", True),  # the provider was told these
    ],
)
def test_the_parameters_of_another_request_are_looked_for_behind_the_host(url: str, taken: bool) -> None:
    headers = {**FORM, "X-SignalWire-Signature": signature(url, VOICE)}
    if taken:
        assert read(url=url, headers=headers, provider="signalwire").call_sid == VOICE["CallSid"]
    else:
        with pytest.raises(FormError, match="a value of the URL"):
            read(url=url, headers=headers, provider="signalwire")


class AnyEvent(WebhookRequest):
    """Needs nothing, so that every vector that verifies is read."""

    account_sid: str = ""
    json_too = True


@pytest.mark.parametrize("vector", VECTORS, ids=str)
def test_each_vector_gets_its_answer(vector: Vector) -> None:
    body = (vector.body if vector.body is not None else vector.form_body or "").encode()
    headers = {vector.header: vector.signature, **vector.headers, "Content-Type": vector.content_type or ""}
    try:
        read_request(
            AnyEvent, method=vector.method, url=vector.url, headers=headers, body=body, keys=vector.keys(),
            provider=vector.provider,
        )  # fmt: skip
        answer = "accept"
    except SignatureError:
        answer = "refuse"
    except FormError as error:
        answer = error.reason
    # JSON that is no form is read by nobody, though it verifies
    assert answer in (vector.expect, "json" if vector.body else "")


def test_the_module_needs_no_flask() -> None:
    code = "import sys\nfrom webhooks import read_request, VoiceRequest\nprint('flask' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"


# keys


def test_a_key_may_be_found_by_the_account() -> None:
    keys = {VOICE["AccountSid"]: "theirs", "AC2": ["old", "new"]}
    app = make_app(LAML_SIGNING_KEY=keys.get)
    Webhooks(app).voice("/a")(lambda call: DOCUMENT)
    url = PUBLIC_URL + "/a"
    assert post(app, "/a", signed=signature(url, VOICE, key="theirs")).status_code == 200
    two, unknown = VOICE | {"AccountSid": "AC2"}, VOICE | {"AccountSid": "AC3"}
    assert post(app, "/a", two, signed=signature(url, two, key="old")).status_code == 200
    assert post(app, "/a", two, signed=signature(url, two, key="new")).status_code == 200
    assert post(app, "/a", two, signed=signature(url, two, key="theirs")).status_code == 403
    assert post(app, "/a", unknown, signed=signature(url, unknown, key="theirs")).status_code == 403


@pytest.mark.parametrize(
    ("found", "status"), [("", 403), (None, 403), ([], 403), (7, 503), ([""], 503), (KeyError, 503)]
)
def test_a_key_that_cannot_be_found_lets_nobody_in(found: object, status: int) -> None:
    """A failure of the function asks the provider to come again."""

    def find(account: str) -> object:
        if found is KeyError:
            raise KeyError(account)
        return found

    app = make_app(LAML_SIGNING_KEY=find)
    Webhooks(app).voice("/a")(lambda call: DOCUMENT)
    assert post(app, "/a").status_code == status


@pytest.mark.parametrize(
    "given", ["new,old", "new old", "new\nold\n", ["new", "old"], [Key("new"), "old"], ("new", Key("old"))]
)
def test_several_keys_count_while_one_replaces_another(given: object) -> None:
    """S29."""
    app = make_app(LAML_SIGNING_KEY=given)
    Webhooks(app).voice("/a")(lambda call: DOCUMENT)
    url = PUBLIC_URL + "/a"
    answers = [post(app, "/a", signed=signature(url, VOICE, key=key)).status_code for key in ("new", "old", "gone")]
    assert answers == [200, 200, 403]


def test_a_shared_key_of_twilio_is_used_for_requests_that_name_it() -> None:
    from twilio.request_validator import RequestValidator as TwilioValidator

    app = make_app(LAML_SIGNING_KEY=[KEY, Key("shared", id="webhooks_sharedkey_1", algorithm="sha256")])
    Webhooks(app).voice("/a")(lambda call: DOCUMENT)
    signed = TwilioValidator("shared").compute_signature(PUBLIC_URL + "/a", VOICE, "HMAC_SHA256")
    named = {SETTINGS: "key=webhooks_sharedkey_1,algorithm=HMAC_SHA256"}
    assert post(app, "/a", signed=signed, headers=named).status_code == 200
    assert post(app, "/a", signed=signed).status_code == 403
    for other in ("webhooks_sharedkey_", "webhooks_sharedkey_12", ""):
        named = {SETTINGS: f"key={other},algorithm=HMAC_SHA256"}
        assert post(app, "/a", signed=signed, headers=named).status_code == 403
    for unnamed in ("algorithm=HMAC_SHA256", "x", ""):
        assert post(app, "/a", headers={SETTINGS: unnamed}).status_code == 200


def test_a_foreign_account_is_refused_where_the_settings_name_one() -> None:
    """P5: the same key may sign for sub-accounts."""
    app = make_app(LAML_ACCOUNT_SID=VOICE["AccountSid"])
    Webhooks(app).voice("/a")(lambda call: DOCUMENT)
    assert post(app, "/a").status_code == 200
    assert post(app, "/a", VOICE | {"AccountSid": "AC9"}).status_code == 403


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("LAML_PUBLIC_URL", "ivr.example.com"),
        ("LAML_PUBLIC_URL", "ftp://ivr.example.com"),
        ("LAML_PUBLIC_URL", "https://"),
        ("LAML_PUBLIC_URL", "https://ivr.example.com/?a=1"),
        ("LAML_PUBLIC_URL", "https://ivr.example.com/#rc=2"),
        ("LAML_PUBLIC_URL", "https://ivr.example.com:99999999"),
        ("LAML_PUBLIC_URL", "https://müller.example"),
        ("LAML_PROVIDER", "vonage"),
        ("LAML_SIGNING_KEY", ["ok", " "]),
        ("LAML_SIGNING_KEY", 5),
    ],
)
def test_a_setting_that_cannot_be_is_named(setting: str, value: object) -> None:
    from webhooks import ConfigError

    with pytest.raises(ConfigError, match=setting) as caught:
        Webhooks(make_app(**{setting: value}))
    assert caught.value.setting == setting


def test_a_line_end_around_a_key_is_dropped_with_a_warning(caplog: pytest.LogCaptureFixture) -> None:
    """S30: keys come from files."""
    app = make_app(LAML_SIGNING_KEY=KEY + "\n")
    Webhooks(app).voice("/a")(lambda call: DOCUMENT)
    assert post(app, "/a").status_code == 200
    assert "LAML_SIGNING_KEY" in caplog.text
    assert KEY not in caplog.text


@pytest.mark.parametrize(
    ("public", "signed"),
    [
        ("https://u:p%40w@ivr.example.com", "https://ivr.example.com/a"),
        ("https://u:p%40w@ivr.example.com", "https://u:p%40w@ivr.example.com/a"),
        ("https://ivr.example.com:8443", "https://ivr.example.com/a"),
        ("https://ivr.example.com:8443", "https://ivr.example.com:8443/a"),
        ("https://ivr.example.com", "https://ivr.example.com:443/a"),
        ("http://[2001:db8::7]:5000", "http://[2001:db8::7]:5000/a"),
    ],
)
def test_ports_and_credentials_of_the_public_url_are_tried_as_the_provider_writes_them(
    public: str, signed: str
) -> None:
    """S23."""
    app = make_app(LAML_PUBLIC_URL=public, LAML_PROVIDER="signalwire")
    Webhooks(app).voice("/a")(lambda call: DOCUMENT)
    assert post(app, "/a", url=signed).status_code == 200


def test_credentials_are_never_signed_by_twilio() -> None:
    app = make_app(LAML_PUBLIC_URL="https://u:p@ivr.example.com")
    Webhooks(app).voice("/a")(lambda call: DOCUMENT)
    assert post(app, "/a", url="https://u:p@ivr.example.com/a").status_code == 403
    assert post(app, "/a", url="https://ivr.example.com/a").status_code == 200


@pytest.mark.parametrize("mounted", [True, False])
def test_a_prefix_is_found_whether_a_proxy_takes_it_away_or_not(mounted: bool) -> None:
    app = make_app(LAML_PUBLIC_URL="https://ivr.example.com/tel")
    Webhooks(app).voice("/a")(lambda call: DOCUMENT)
    environ = {"SCRIPT_NAME": "/tel", "REQUEST_URI": "/tel/a"} if mounted else {}
    assert post(app, "/a", url="https://ivr.example.com/tel/a", environ=environ).status_code == 200
    assert post(app, "/a", url="https://ivr.example.com/a", environ=environ).status_code == 403


@pytest.mark.parametrize("missing", ["REQUEST_URI", "RAW_URI"])
def test_a_server_that_keeps_no_raw_target_is_served_as_well_as_can_be(missing: str) -> None:
    app = make_app()
    Webhooks(app).gather("/a b/é")(lambda call: DOCUMENT)
    environ = {"REQUEST_URI": "", "RAW_URI": ""} | ({missing: "/a%20b/%C3%A9"} if missing == "RAW_URI" else {})
    assert post(app, "/a%20b/%C3%A9", environ=environ).status_code == 200


def test_events_are_typed_for_both_names_of_a_status() -> None:
    event = CallStatusEvent(status="completed")
    assert event.call_status == "completed"
    assert GatherRequest().digits is None
