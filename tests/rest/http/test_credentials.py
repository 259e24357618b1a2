"""Who speaks to whom: credentials and addresses, from arguments and the environment."""

import base64
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from twilio.rest import Client as TwilioClient

from rest import Client, ConfigError, Network, Timeouts
from rest.http.credentials import check_address, resolve

from ..clients import ACCOUNT, PROJECT, TOKEN

SIGNALWIRE = {
    "SIGNALWIRE_PROJECT_ID": PROJECT,
    "SIGNALWIRE_API_TOKEN": TOKEN,
    "SIGNALWIRE_SPACE_URL": "example.signalwire.com",
}
TWILIO = {"TWILIO_ACCOUNT_SID": ACCOUNT, "TWILIO_AUTH_TOKEN": TOKEN}
BASE = "/api/laml/2010-04-01"
SPACE = f"https://example.signalwire.com{BASE}"
API = "https://api.twilio.com/2010-04-01"


@pytest.mark.parametrize(
    ("environment", "base_url", "account"),
    [
        (SIGNALWIRE, SPACE, PROJECT),
        (TWILIO, API, ACCOUNT),
        ({**SIGNALWIRE, **TWILIO, "LAML_PROVIDER": "twilio"}, API, ACCOUNT),
        ({**SIGNALWIRE, **TWILIO, "LAML_PROVIDER": "SignalWire"}, SPACE, PROJECT),
        ({**SIGNALWIRE, "SIGNALWIRE_SPACE_URL": "https://example.signalwire.com/"}, SPACE, PROJECT),
        ({**SIGNALWIRE, "SIGNALWIRE_SPACE_URL": "http://example.signalwire.com"}, SPACE, PROJECT),
        ({**SIGNALWIRE, "SIGNALWIRE_SPACE_URL": "https://example.signalwire.com/api/laml"}, SPACE, PROJECT),
        ({**SIGNALWIRE, "SIGNALWIRE_SPACE_URL": f"{SPACE}/"}, SPACE, PROJECT),
        ({**SIGNALWIRE, "SIGNALWIRE_SPACE_URL": "localhost:1"}, "https://localhost:1/api/laml/2010-04-01", PROJECT),
        ({**SIGNALWIRE, "LAML_BASE_URL": "https://a.example/api/laml"}, f"https://a.example{BASE}", PROJECT),
        ({**SIGNALWIRE, "LAML_BASE_URL": "http://127.0.0.1:80"}, "http://127.0.0.1:80/api/laml/2010-04-01", PROJECT),
        ({**TWILIO, "LAML_BASE_URL": "http://localhost:8088/"}, "http://localhost:8088/2010-04-01", ACCOUNT),
        ({**TWILIO, "LAML_BASE_URL": "http://[::1]:8088"}, "http://[::1]:8088/2010-04-01", ACCOUNT),
    ],
)  # fmt: skip
def test_the_environment_names_provider_and_account(environment: dict[str, str], base_url: str, account: str) -> None:
    client = Client(environment=environment)
    assert (client.base_url, client.account_sid) == (base_url, account)


@pytest.mark.parametrize(
    ("environment", "words"),
    [
        ({}, ["SIGNALWIRE_PROJECT_ID", "TWILIO_ACCOUNT_SID"]),
        ({**SIGNALWIRE, **TWILIO}, ["SIGNALWIRE_PROJECT_ID", "TWILIO_ACCOUNT_SID", "LAML_PROVIDER"]),
        ({**TWILIO, "LAML_PROVIDER": "signalwire"}, ["SIGNALWIRE_PROJECT_ID", "SIGNALWIRE_API_TOKEN"]),
        ({"LAML_PROVIDER": "twilio", "TWILIO_ACCOUNT_SID": ACCOUNT}, ["TWILIO_AUTH_TOKEN"]),
        ({**TWILIO, "LAML_PROVIDER": "plivo"}, ["plivo", "signalwire", "twilio"]),
        ({k: v for k, v in SIGNALWIRE.items() if k != "SIGNALWIRE_SPACE_URL"}, ["SIGNALWIRE_SPACE_URL"]),
        ({**SIGNALWIRE, "SIGNALWIRE_SPACE_URL": "example"}, ["SIGNALWIRE_SPACE_URL", "example.signalwire.com"]),
        ({**SIGNALWIRE, "SIGNALWIRE_SPACE_URL": "https://example.signalwire.com/dashboard"}, ["has a path"]),
        ({**TWILIO, "TWILIO_AUTH_TOKEN": f'"{TOKEN}"'}, ["Twilio: the token stands in", "take these two"]),
        ({**TWILIO, "TWILIO_ACCOUNT_SID": f"<{ACCOUNT}>"}, ["Twilio: the user stands in <>"]),
        ({**SIGNALWIRE, "SIGNALWIRE_SPACE_URL": "'example.signalwire.com'"}, ["SignalWire: the space stands in"]),
        ({**TWILIO, "LAML_BASE_URL": "http://api.example.com"}, ["https"]),
        ({**TWILIO, "LAML_BASE_URL": "https://user:pw@api.example.com"}, ["credentials"]),
        ({**TWILIO, "LAML_BASE_URL": "ftp://api.example.com"}, ["https://host"]),
        ({**TWILIO, "LAML_BASE_URL": "https://api.example.com/?x=1"}, ["query"]),
        ({**TWILIO, "LAML_BASE_URL": "https://api.example.com\r\nX: y"}, ["characters"]),
        ({**TWILIO, "LAML_BASE_URL": "https://[::1"}, ["URL"]),
        ({**TWILIO, "LAML_BASE_URL": "https://api.example.com:port"}, ["URL"]),
    ],
)
def test_what_is_missing_or_contradicts_itself_is_named(environment: dict[str, str], words: list[str]) -> None:
    with pytest.raises(ConfigError) as caught:
        Client(environment=environment)
    assert all(word in str(caught.value) for word in words), caught.value
    assert TOKEN not in str(caught.value)
    assert "pw" not in str(caught.value)


@pytest.mark.parametrize(
    ("arguments", "base_url", "account", "user"),
    [
        ({"project": "p", "token": TOKEN, "signalwire_space_url": "example.signalwire.com"}, SPACE, "p", "p"),
        ({"project": ACCOUNT, "token": TOKEN}, API, ACCOUNT, ACCOUNT),
        ({"account_sid": ACCOUNT, "auth_token": TOKEN}, API, ACCOUNT, ACCOUNT),
        ({"project": "SK" + "0" * 32, "token": TOKEN, "account_sid": ACCOUNT}, API, ACCOUNT, "SK" + "0" * 32),
        ({"project": "any", "token": TOKEN, "provider": "twilio"}, API, "any", "any"),
    ],
)  # fmt: skip
def test_arguments_win_over_the_environment(arguments: dict[str, str], base_url: str, account: str, user: str) -> None:
    client = Client(**arguments, environment=SIGNALWIRE)  # type: ignore[arg-type]  # a table of keywords
    assert (client.base_url, client.account_sid) == (base_url, account)
    names = {"project": "user", "token": "token", "auth_token": "token", "signalwire_space_url": "space"}
    found = resolve(**{names.get(key, key): value for key, value in arguments.items()}, environment={})  # type: ignore[arg-type]
    assert base64.b64decode(found.authorization.reveal().removeprefix("Basic ")).decode() == f"{user}:{TOKEN}"


KEY = "SK" + "1" * 32
KEYED = {"TWILIO_ACCOUNT_SID": ACCOUNT, "TWILIO_API_KEY": KEY, "TWILIO_API_SECRET": "key-secret"}


@pytest.mark.parametrize(
    "arguments",
    [
        {"environment": KEYED},
        {"environment": {**KEYED, "TWILIO_AUTH_TOKEN": TOKEN}},
        {"environment": {**KEYED, **SIGNALWIRE, "LAML_PROVIDER": "twilio"}},
        {"user": KEY, "token": "key-secret", "environment": {"TWILIO_ACCOUNT_SID": ACCOUNT}},
        {"user": KEY, "token": "key-secret", "account_sid": ACCOUNT, "environment": {}},
    ],
)
def test_an_api_key_authenticates_for_the_account_that_is_named(arguments: dict[str, Any]) -> None:
    found = resolve(**arguments)
    assert (found.provider.name, found.account_sid) == ("twilio", ACCOUNT)
    assert base64.b64decode(found.authorization.reveal().split()[1]).decode() == f"{KEY}:key-secret"


@pytest.mark.parametrize(
    "arguments",
    [
        {"user": KEY, "token": "s", "environment": {}},
        {"environment": {"TWILIO_ACCOUNT_SID": KEY, "TWILIO_AUTH_TOKEN": "s"}},
        {"account_sid": KEY, "token": "s", "environment": {}},
    ],
)
def test_an_api_key_without_an_account_is_told_so(arguments: dict[str, Any]) -> None:
    with pytest.raises(ConfigError, match=r"an API key \(SK…\) names no account: pass account_sid, or set TWILIO_"):
        resolve(**arguments)


def test_blanks_and_line_ends_around_credentials_are_dropped() -> None:
    """They come from files and from copying."""
    padded = {name: f" {value}\r\n" for name, value in SIGNALWIRE.items()}
    plain, found = resolve(environment=SIGNALWIRE), resolve(environment=padded)
    given = resolve(f"{PROJECT}\n", f" {TOKEN} ", space=" example.signalwire.com\n", environment={})
    assert [one.authorization.reveal() for one in (found, given)] == [plain.authorization.reveal()] * 2
    assert [one.base_url for one in (found, given)] == [plain.base_url] * 2


PLACES = [
    ({"region": "ie1", "edge": "dublin"}, {}, "api.dublin.ie1.twilio.com"),
    ({"region": "ie1"}, {}, "api.ie1.twilio.com"),
    ({"edge": "sydney"}, {}, "api.sydney.us1.twilio.com"),
    ({}, {"TWILIO_REGION": "au1", "TWILIO_EDGE": "sydney"}, "api.sydney.au1.twilio.com"),
    ({"region": "ie1"}, {"TWILIO_REGION": "au1", "TWILIO_EDGE": "dublin"}, "api.dublin.ie1.twilio.com"),
    ({"base_url": "https://api.dublin.ie1.twilio.com"}, {"TWILIO_REGION": "au1"}, "api.dublin.ie1.twilio.com"),
    ({}, {}, "api.twilio.com"),
]


@pytest.mark.parametrize(("arguments", "environment", "host"), PLACES)
def test_region_and_edge_stand_in_the_host_as_in_twilio_python(
    arguments: dict[str, Any], environment: dict[str, str], host: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = Client(ACCOUNT, TOKEN, environment=environment, **arguments)
    assert client.base_url == f"https://{host}/2010-04-01"
    if "base_url" not in arguments:
        for name in ("TWILIO_REGION", "TWILIO_EDGE"):
            monkeypatch.delenv(name, raising=False)
        theirs = TwilioClient(ACCOUNT, TOKEN, environment=environment, **arguments)
        assert theirs.get_hostname("https://api.twilio.com") == f"https://{host}"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"region": "ie1.evil.example/"}, "region: got"),
        ({"edge": "a b"}, "edge: got"),
        ({"region": "ie1", "base_url": "https://api.example.com"}, "base_url says where"),
        ({"region": "ie1", "provider": "signalwire", "signalwire_space_url": "x.signalwire.com"}, "has no region"),
    ],
)
def test_a_region_that_cannot_be_is_told(arguments: dict[str, Any], words: str) -> None:
    with pytest.raises(ConfigError, match=words):
        Client(ACCOUNT, TOKEN, environment={}, **arguments)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "[::1]", "localhost", "app.localhost"])
def test_plain_http_is_for_this_machine(host: str) -> None:
    assert check_address(f"http://{host}:80", "base_url", False) == f"http://{host}:80"


def test_plain_http_elsewhere_must_be_asked_for() -> None:
    client = Client(ACCOUNT, TOKEN, base_url="http://emulator:8088", allow_http=True, environment={})
    assert client.base_url == "http://emulator:8088/2010-04-01"


def test_a_user_of_no_form_is_told_what_those_of_the_other_provider_look_like() -> None:
    for user in (ACCOUNT.lower(), f'"{ACCOUNT}', "your_account_sid"):
        with pytest.raises(ConfigError, match=r"which space\?.*; a user of Twilio is AC, or SK"):
            Client(user, TOKEN, environment={})


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"timeouts": 5}, r"timeouts: got int, expected a rest\.Timeouts"),
        ({"network": "http://proxy:3128"}, r"network: got str, expected a rest\.Network"),
        ({"on_exchange": 5}, "on_exchange: got int, expected a function"),
        ({"max_per_second": "1"}, "max_per_second: got str, expected a number"),
        ({"max_per_second": True}, "max_per_second: got bool, expected a number"),
        ({"provider": 5}, "provider is a text, got int"),
    ],
)
def test_an_argument_of_the_wrong_type_is_told_where_it_is_given(arguments: dict[str, Any], words: str) -> None:
    with pytest.raises(ConfigError, match=words):
        Client(ACCOUNT, TOKEN, environment={}, **arguments)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"proxy": {"https": "http://proxy:3128"}}, "proxy: got dict, expected a URL as text"),
        ({"proxy": "ftp://u:hidden@proxy:21"}, "proxy: expected a URL such as"),
        ({"proxy": "http://u:hidden@proxy:port"}, "proxy: expected a URL such as"),
        ({"proxy": "http://"}, "proxy: expected a URL such as"),
        ({"proxy": "http://proxy/path"}, "proxy: expected a URL such as"),
        ({"proxy": "socks5://u:hidden@proxy:1080"}, r"SOCKS needs another package: pip install 'requests\[socks\]'"),
        ({"ca_bundle": "/nowhere/ca.pem"}, "ca_bundle: there is no /nowhere/ca.pem"),
    ],
)
def test_a_network_that_cannot_be_is_told_where_it_is_given(arguments: dict[str, Any], words: str) -> None:
    with pytest.raises(ConfigError, match=words) as refused:
        Network(**arguments)
    assert "hidden" not in str(refused.value)


@pytest.mark.parametrize(
    "proxy",
    ["http://proxy:3128", "proxy:3128", "proxy", "HTTPS://user:p@ss@proxy.example.com/", "http://[::1]:3128", "", None],
)
def test_a_proxy_is_taken_with_or_without_scheme_port_and_password(proxy: str | None) -> None:
    assert Network(proxy=proxy).proxy == proxy


def test_a_file_of_certificates_may_be_a_path(tmp_path: Path) -> None:
    file = tmp_path / "ca.pem"
    file.touch()
    assert Network(ca_bundle=file).verify == Network(ca_bundle=str(file)).verify == str(file)


@pytest.mark.parametrize("seconds", [0, -1, float("inf"), float("nan"), 10**9, None, "5", True, timedelta(seconds=5)])
def test_a_request_is_never_without_a_deadline(seconds: Any) -> None:
    for name in ("connect", "read", "total"):
        with pytest.raises(ConfigError, match=name):
            Timeouts(**{name: seconds})


@pytest.mark.parametrize("rate", [0, -1, float("nan")])
def test_a_rate_must_be_above_nothing(rate: float) -> None:
    with pytest.raises(ConfigError, match="max_per_second"):
        Client(ACCOUNT, TOKEN, max_per_second=rate, environment={})


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("https://ex\u00e4mple.com", "characters"),
        ("https://example.com/\x7f", "characters"),
        ("https://example.com/\t", "characters"),
        ("https://exa mple.com", "characters"),
        ("https://[::1", "is not a URL"),
        ("https://example.com:99999", "is not a URL"),
        ("https://", "expected https://host"),
        ("https:///a", "expected https://host"),
        ("example.com", "expected https://host"),
        ("ftp://example.com", "expected https://host"),
        ("https://example.com?a", "expected https://host"),
        ("https://example.com/#a", "expected https://host"),
        ("https://u@example.com", "has credentials"),
        ("https://:p@example.com", "has credentials"),
        ("https://u:p@example.com", "has credentials"),
        ("http://example.com", "plain http"),
        ("http://localhost.example.com", "plain http"),
        ("http://alocalhost", "plain http"),
        ("http://10.0.0.1", "plain http"),
    ],
)
def test_an_address_that_would_lose_the_token_is_refused(address: str, words: str) -> None:
    with pytest.raises(ConfigError, match=words) as refused:
        check_address(address, "base_url", allow_http=False)
    assert "u:p" not in str(refused.value)


@pytest.mark.parametrize(
    "address",
    [
        "https://example.com",
        "https://example.com:8443/a",
        "http://localhost",
        "http://a.localhost:1",
        "http://127.0.0.2",
        "http://[::1]",
    ],
)
def test_an_address_over_tls_or_on_this_machine_is_taken_without_its_last_slash(address: str) -> None:
    assert check_address(address + "/", "base_url", allow_http=False) == address
    assert check_address("http://example.com", "base_url", allow_http=True) == "http://example.com"
