"""After a refusal the log says which setting would mend it, and the answer says nothing."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from webhooks import Key, Webhooks
from webhooks.app.app_state import LINES_A_MINUTE

from ..apps import DOCUMENT, KEY, VOICE, make_app, post, signature

CASES: dict[str, tuple[dict[str, object], str, dict[str, str], str]] = {
    # settings, the URL that was signed, headers, what the hint says
    "scheme": ({}, "http://ivr.example.com/a%2Fb", {}, "LAML_PUBLIC_URL should begin with http://ivr.example.com"),
    "host": ({}, "https://new.example/a%2Fb", {"Host": "new.example"}, "begin with https://new.example"),
    "forwarded host": (
        {},
        "https://new.example/a%2Fb",
        {"X-Forwarded-Host": "new.example, proxy"},
        "begin with https://new.example: that was signed (the X-Forwarded-Host header has it)",
    ),
    "host and scheme": ({}, "http://new.example:8080/a%2Fb", {"Host": "new.example:8080"}, "http://new.example:8080"),
    "port": (
        {},
        "https://ivr.example.com:8443/a%2Fb",
        {"Host": "ivr.example.com:8443"},
        "https://ivr.example.com:8443",
    ),
    "prefix set and not there": (
        {"LAML_PUBLIC_URL": "https://ivr.example.com/tel"},
        "https://ivr.example.com/a%2Fb",
        {},
        "LAML_PUBLIC_URL should end before /tel",
    ),
    "prefix that a proxy takes away": (
        {},
        "https://ivr.example.com/tel/a%2Fb",
        {"X-Forwarded-Prefix": "/tel"},
        "add /tel to the end of LAML_PUBLIC_URL",
    ),
    "path rewritten, original kept": (
        {},
        "https://ivr.example.com/v2/x",
        {"X-Original-URI": "/v2/x"},
        "a proxy rewrites the path (the X-Original-URI header has the original)",
    ),
    "escapes in small letters": ({}, "https://ivr.example.com/a%2fb", {}, "proxy_pass without a path"),
    "slash": ({}, "https://ivr.example.com/a%2Fb/", {}, "with a slash at its end"),
    "retired key": ({"LAML_RETIRED_KEY": "old"}, "https://ivr.example.com/a%2Fb", {}, "signed with the retired key"),
    "auth token": ({"TWILIO_AUTH_TOKEN": "tok"}, "https://ivr.example.com/a%2Fb", {}, "the value of TWILIO_AUTH_TOKEN"),
    "api token": (
        {"SIGNALWIRE_API_TOKEN": "PTx", "LAML_PROVIDER": "signalwire"},
        "https://ivr.example.com/a%2Fb",
        {},
        "the value of SIGNALWIRE_API_TOKEN",
    ),
    "retired key and scheme": (
        {"LAML_RETIRED_KEY": "old"},
        "http://ivr.example.com/a%2Fb",
        {},
        "begin with http://ivr.example.com: that was signed; the request is signed with the retired",
    ),
}
KEYS = {"retired key": "old", "retired key and scheme": "old", "auth token": "tok", "api token": "PTx"}


def refused(
    settings: Mapping[str, object],
    caplog: pytest.LogCaptureFixture,
    *,
    headers: Mapping[str, str] | None = None,
    **more: str,
) -> str:
    app = make_app(**settings)
    Webhooks(app).voice("/a/b")(lambda call: DOCUMENT)
    response = post(app, "/a%2Fb", headers=headers, **more)  # type: ignore[arg-type]
    assert (response.status_code, response.data) == (403, b"")
    assert len(response.headers) == 1, response.headers
    (message,) = [r.getMessage() for r in caplog.records if r.getMessage().startswith("webhook.rejected")]
    return message


@pytest.mark.parametrize("name", CASES)
def test_the_log_says_which_setting_mends_it(name: str, caplog: pytest.LogCaptureFixture) -> None:
    settings, url, headers, hint = CASES[name]
    signed = signature(url, VOICE, key=KEYS.get(name, KEY))
    message = refused(settings, caplog, headers=headers, signed=signed)
    assert hint in message
    assert signed not in message
    for secret in (KEY, *KEYS.values()):
        assert f"={secret} " not in message


def test_the_other_providers_header_is_named(caplog: pytest.LogCaptureFixture) -> None:
    made = signature("https://ivr.example.com/a%2Fb", VOICE)
    message = refused({}, caplog, signed="", headers={"X-SignalWire-Signature": made})
    assert "signature header of signalwire" in message


def test_a_request_without_any_signature_is_said_to_be_that(caplog: pytest.LogCaptureFixture) -> None:
    assert "not signed at all" in refused({}, caplog, signed="")


def test_a_key_that_looks_like_a_token_is_pointed_out(caplog: pytest.LogCaptureFixture) -> None:
    settings = {"LAML_PROVIDER": "signalwire", "LAML_SIGNING_KEY": "PT_ExampleApiToken0001"}
    assert "looks like an API token" in refused(settings, caplog, signed="A" * 27 + "=")


def test_a_request_of_another_account_is_pointed_out(caplog: pytest.LogCaptureFixture) -> None:
    """A subaccount of Twilio signs with its own auth token; that of the main account is right for none of its calls."""
    signed = signature("https://ivr.example.com/a%2Fb", VOICE, key="token of the subaccount")
    message = refused({"TWILIO_ACCOUNT_SID": "AC" + "0" * 32}, caplog, signed=signed)
    assert "hint='the request names another account than the settings: a subaccount signs with a key" in message
    assert "AC" + "0" * 32 not in message
    caplog.clear()
    assert "hint=" not in refused({"TWILIO_ACCOUNT_SID": VOICE["AccountSid"]}, caplog, signed=signed)


def test_a_query_that_was_signed_with_its_addresses_unescaped_is_pointed_out(caplog: pytest.LogCaptureFixture) -> None:
    """A GET about a call of SIP, whose `Caller` is an address. Source: twilio-node, pull request 621."""
    app = make_app()
    Webhooks(app).voice("/a")(lambda call: DOCUMENT)
    sent, signed = "/a?Caller=sip%3Aanna%40example.com&b=1", "/a?Caller=sip:anna@example.com&b=1"
    assert post(app, sent, signed=signature(f"https://ivr.example.com{signed}", VOICE)).status_code == 403
    assert "signed with @ and : as they are" in caplog.text


def test_what_nothing_explains_has_no_hint(caplog: pytest.LogCaptureFixture) -> None:
    assert "hint=" not in refused({}, caplog, signed="A" * 27 + "=")


@pytest.mark.parametrize("host", ["evil.example/x?", "a b", "h@x", "é", "x" * 9000, "[::1"])
def test_a_strange_host_is_not_tried(host: str, caplog: pytest.LogCaptureFixture) -> None:
    refused({}, caplog, headers={"X-Forwarded-Host": host}, signed="A" * 27 + "=")


def test_a_flood_of_forgeries_does_not_fill_the_log(caplog: pytest.LogCaptureFixture) -> None:
    """S32: a number of lines a minute, and how many were held back."""
    app = make_app()
    Webhooks(app).voice("/a")(lambda call: DOCUMENT)
    for _ in range(LINES_A_MINUTE + 40):
        assert post(app, "/a", signed="x").status_code == 403
    assert len([r for r in caplog.records if "webhook.rejected" in r.getMessage()]) == LINES_A_MINUTE


def test_the_lines_that_were_held_back_are_counted() -> None:
    from webhooks.app.app_state import Budget

    class Clock:
        time = 0.0

        def monotonic(self) -> float:
            return self.time

    clock = Clock()
    budget = Budget(clock, lines=2)  # type: ignore[arg-type]
    assert [budget.spend() for _ in range(5)] == [0, 0, None, None, None]
    clock.time = 61.0
    assert [budget.spend() for _ in range(3)] == [3, 0, None]


def test_a_retired_key_is_never_accepted(caplog: pytest.LogCaptureFixture) -> None:
    app = make_app(LAML_RETIRED_KEY="old", LAML_SIGNING_KEY=[Key("new", label="new")])
    Webhooks(app).voice("/a")(lambda call: DOCUMENT)
    signed = signature("https://ivr.example.com/a", VOICE, key="old")
    assert post(app, "/a", signed=signed).status_code == 403
