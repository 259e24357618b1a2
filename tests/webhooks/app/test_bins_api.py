"""The REST resource of bins: the reference's own requests, at the app and at the emulator; and rest.Client.

Source: Compatibility REST API, Compatibility XML Bins. The curl lines are its own, but for host and credentials.
"""

from __future__ import annotations

import itertools
import json
import re
import shlex
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import Client, TestResponse

from emulator import Provider, ProviderServer
from rest import ApiError
from rest import Client as RestClient
from webhooks import BinMissing, BinReadOnly, ConfigError, Webhooks
from webhooks.bins.records import SID
from webhooks.bins.sql import SqlBins
from webhooks.store.errors import StoreAway

from ..apps import PUBLIC_URL, make_app
from ..served_here import serving

PROJECT = "b3877c40-da60-4998-90ad-b792e98472af"
TOKEN = "PT0123456789abcdef0123456789abcdef"
DEATH_STAR = (
    "<Response><Say>Hello, welcome to the Death Star. Your call is very important to us.</Say><Hangup /></Response>"
)
CREATE = rf"""curl https://your-space.signalwire.com/api/laml/2010-04-01/Accounts/{{AccountSid}}/LamlBins.JSON \
  -X POST \
  -u 'YourProjectID:YourAuthToken' \
  --data-urlencode "Name=Death Star IVR" \
  --data-urlencode "Contents={DEATH_STAR}" """
FETCH = r"""curl https://your-space.signalwire.com/api/laml/2010-04-01/Accounts/{AccountSid}/LamlBins/{Sid} \
  -u 'YourProjectID:YourAuthToken'"""
UPDATE = r"""curl https://your-space.signalwire.com/api/laml/2010-04-01/Accounts/{AccountSid}/LamlBins/{Sid} \
  -X POST \
  -u 'YourProjectID:YourAuthToken' \
  --data-urlencode "Name=Hoth IVR" """
DELETE = r"""curl https://your-space.signalwire.com/api/laml/2010-04-01/Accounts/{AccountSid}/LamlBins/{Sid} \
  -X DELETE \
  -u 'YourProjectID:YourAuthToken'"""
LIST = r"""curl https://your-space.signalwire.com/api/laml/2010-04-01/Accounts/{AccountSid}/LamlBins?Name=Star \
  -u 'YourProjectID:YourAuthToken'"""
PROPERTIES = {
    "sid", "date_created", "date_updated", "date_last_accessed", "account_sid", "name", "contents", "request_url",
    "num_requests", "api_version", "uri",
}  # fmt: skip


class Place:
    """Somewhere that has the resource."""

    def __init__(self, app: Callable[..., object], account: str, token: str) -> None:
        self.client = Client(app)  # type: ignore[arg-type] # any WSGI application
        self.account, self.token = account, token

    @property
    def path(self) -> str:
        """The path of all bins."""
        return f"/api/laml/2010-04-01/Accounts/{self.account}/LamlBins"

    def curl(self, line: str, sid: str = "", **headers: str) -> TestResponse:
        """Send what a line of curl sends."""
        line = line.replace("{AccountSid}", self.account).replace("{Sid}", sid)
        words = shlex.split(line.replace("YourProjectID:YourAuthToken", f"{self.account}:{self.token}"))
        options = list(itertools.pairwise(words))
        form = dict(word.split("=", 1) for option, word in options if option == "--data-urlencode")
        (user,) = (word for option, word in options if option == "-u")
        return self.client.open(
            words[1].removeprefix("https://your-space.signalwire.com"),
            method=next((word for option, word in options if option == "-X"), "GET"),
            data=form or None,
            auth=tuple(user.split(":", 1)),
            headers=headers,
        )


def app_with_api(**settings: object) -> Flask:
    own = {"LAML_PROVIDER": "signalwire", "LAML_BINS_API_TOKEN": TOKEN, "LAML_ACCOUNT_SID": PROJECT}
    app = make_app(**{"TESTING": True, **own, **settings})
    Webhooks(app)
    return app


@pytest.fixture
def emulator() -> Iterator[Place]:
    with ProviderServer(Provider("signalwire")) as server:
        account = server.provider.engine.world.account
        yield Place(server.app, account.sid, account.token)


@pytest.fixture(params=["app", "emulator"])
def place(request: pytest.FixtureRequest) -> Place:
    found: Place = (
        Place(app_with_api(), PROJECT, TOKEN) if request.param == "app" else request.getfixturevalue("emulator")
    )
    return found


def test_the_reference_s_own_requests_have_the_reference_s_own_answers(place: Place) -> None:
    made = place.curl(CREATE)
    assert made.status_code == 201
    assert made.json is not None
    sid = made.json["sid"]
    assert made.json.keys() == PROPERTIES
    assert made.json["account_sid"] == place.account
    assert (made.json["name"], made.json["contents"]) == ("Death Star IVR", DEATH_STAR)
    assert (made.json["num_requests"], made.json["date_last_accessed"]) == (0, None)
    assert made.json["api_version"] == "2010-04-01"
    assert made.json["uri"] == f"/api/laml/2010-04-01/Accounts/{place.account}/LamlBins/{sid}"
    assert made.json["request_url"].endswith(f"/laml-bins/{sid}")
    for name in ("date_created", "date_updated"):
        datetime.strptime(made.json[name], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    assert (place.curl(FETCH, sid).status_code, place.curl(FETCH, sid).json) == (200, made.json)
    changed = place.curl(UPDATE, sid)
    assert changed.status_code == 200
    assert changed.json is not None
    assert (changed.json["name"], changed.json["contents"]) == ("Hoth IVR", DEATH_STAR)
    place.curl(CREATE)
    listed = place.curl(LIST)
    assert listed.status_code == 200
    assert listed.json is not None
    assert [one["name"] for one in listed.json["laml_bins"]] == ["Death Star IVR"]
    assert listed.json["meta"].keys() == {
        "first_page_url", "key", "next_page_url", "page", "page_size", "previous_page_url", "url",
    }  # fmt: skip
    assert (listed.json["meta"]["key"], listed.json["meta"]["page"], listed.json["meta"]["page_size"]) == (
        "faxes",
        0,
        50,
    )
    gone = place.curl(DELETE, sid)
    assert (gone.status_code, gone.data) == (204, b"")
    assert place.curl(FETCH, sid).status_code == 404


def test_a_bin_without_contents_has_the_reference_s_default(place: Place) -> None:
    made = place.curl(CREATE.partition('--data-urlencode "Contents')[0].rstrip(" \\\n"))
    assert made.json is not None
    assert made.json["contents"] == '<?xml version="1.0" encoding="UTF-8"?>\n<Response>\n</Response>'


@pytest.mark.parametrize(
    "contents", ["<Other/>", "<Response><Shout/></Response>", "<Response><Say>{{x</Say></Response>"]
)
def test_a_document_with_errors_is_refused_and_the_old_one_stays(contents: str, place: Place) -> None:
    """B12. The body is SignalWire's: with a 422 the code is a text."""
    made = place.curl(CREATE).json
    assert made is not None
    refused = place.curl(UPDATE.replace("Name=Hoth IVR", f"Contents={contents}"), made["sid"])
    assert refused.status_code == 422
    assert refused.json is not None
    assert {"code", "message", "more_info", "status"} <= refused.json.keys()
    assert refused.json["code"] == "20422"
    assert place.curl(FETCH, made["sid"]).json == made
    assert place.curl(CREATE.replace(DEATH_STAR, contents)).status_code == 422


def test_who_has_no_token_gets_nothing(place: Place) -> None:
    sid = (place.curl(CREATE).json or {})["sid"]
    place.token = "PT" + "x" * 32
    for line in (CREATE, LIST, FETCH, UPDATE, DELETE):
        refused = place.curl(line, sid)
        assert (refused.status_code, (refused.json or {})["code"]) == (401, 20003)
        assert refused.headers["WWW-Authenticate"].startswith("Basic ")


@pytest.mark.parametrize(
    ("account", "token", "told"),
    [
        (PROJECT, "PT" + "x" * 32, "the password is no token of LAML_BINS_API_TOKEN"),
        ("other", TOKEN, "the user is no account of LAML_ACCOUNT_SID"),
        ("", TOKEN, "the user is no account of LAML_ACCOUNT_SID"),
    ],
)
def test_the_log_says_which_of_the_credentials_is_wrong(
    account: str, token: str, told: str, caplog: pytest.LogCaptureFixture
) -> None:
    refused = app_with_api().test_client().get(Place(app_with_api(), PROJECT, TOKEN).path, auth=(account, token))
    assert refused.status_code == 401
    assert told in caplog.text
    assert told not in refused.text
    assert token not in caplog.text


def test_without_a_token_in_the_settings_there_is_no_api() -> None:
    app = make_app(TESTING=True)
    Webhooks(app)
    assert Place(app, PROJECT, TOKEN).curl(LIST).status_code == 404
    with pytest.raises(ConfigError, match="LAML_BINS_API_TOKEN has less than 16"):
        Webhooks(make_app(LAML_BINS_API_TOKEN="secret"))


def test_another_account_s_path_is_none_of_ours() -> None:
    app = app_with_api()
    assert Place(app, PROJECT, TOKEN).curl(LIST).status_code == 200
    assert Place(app, "other", TOKEN).curl(LIST).status_code == 401
    refused = Place(app_with_api(), PROJECT, TOKEN).curl(LIST.replace("{AccountSid}", "other"))
    assert refused.status_code == 404
    assert "the account in the path is not the user of the request" in refused.text


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"Name=a&Contents=" + b"a" * 65_537, "application/x-www-form-urlencoded", 413),
        (b"a" * 300_000, "application/x-www-form-urlencoded", 413),
        (b"Name=%ff", "application/x-www-form-urlencoded", 400),
        (b"Name=\xff", "application/x-www-form-urlencoded", 400),
        (b"Name=a&Contents=%3C!DOCTYPE Response [%3C!ENTITY a 'b'>]%3E%3CResponse/%3E", "", 400),
        (b"Contents=%3CResponse/%3E", "application/x-www-form-urlencoded", 422),
        (b'{"Name": "a", "Contents": "<Response/>"}', "application/json", 201),
        (b'{"Name": 1}', "application/json", 400),
        (b"[", "application/json", 400),
    ],
)
def test_what_is_uploaded_is_limited_and_read_strictly(body: bytes, kind: str, status: int, place: Place) -> None:
    """B12."""
    made = place.client.post(place.path, data=body, content_type=kind, auth=(place.account, place.token))
    assert made.status_code == status
    assert made.json is not None


def test_a_change_of_another_version_is_refused(place: Place) -> None:
    """B13: `If-Match`."""
    made = place.curl(CREATE)
    assert made.json is not None
    sid, tag = made.json["sid"], made.headers["ETag"]
    changed = place.curl(UPDATE, sid, **{"If-Match": tag})
    assert (changed.status_code, changed.headers["ETag"] != tag) == (200, True)
    for other in (tag, '"0"', "x", f"W/{changed.headers['ETag']}"):
        assert place.curl(UPDATE, sid, **{"If-Match": other}).status_code == 412
        assert place.curl(DELETE, sid, **{"If-Match": other}).status_code == 412
    assert place.curl(UPDATE.replace("POST", "PUT"), sid, **{"If-Match": "*"}).status_code == 200
    assert place.curl(DELETE, sid, **{"If-Match": changed.headers["ETag"]}).status_code == 204


def test_other_paths_methods_and_pages_are_refused(place: Place) -> None:
    wrong = place.curl(DELETE.replace("/{Sid}", ""))
    assert (wrong.status_code, wrong.headers["Allow"]) == (405, "GET, POST")
    assert place.curl(FETCH.replace("LamlBins", "Faxes"), "x").status_code == 404
    for query in ("PageSize=0", "PageSize=1001", "PageSize=x", "Page=x"):
        refused = place.curl(LIST.replace("Name=Star", query))
        assert (refused.status_code, (refused.json or {})["code"]) == (422, "10000")
        assert "not valid XML" not in (refused.json or {})["message"]


def test_a_page_of_another_site_cannot_send_a_browser_to_the_api() -> None:
    assert Place(app_with_api(), PROJECT, TOKEN).curl(LIST, **{"Sec-Fetch-Site": "cross-site"}).status_code == 403


STEPS: list[tuple[str, str, dict[str, Any]]] = [
    ("POST", "", {"data": {"Name": "Death Star IVR", "Contents": DEATH_STAR}}),
    ("POST", ".json", {"data": {"Name": "Star 2"}}),
    ("POST", "", {"data": {"Name": " "}}),
    ("POST", "", {"data": {"Name": "x", "Contents": "<Response><Say>{{x</Say><Shout/></Response>"}}),
    ("POST", "", {"json": {"Name": "x", "Contents": 7}}),
    ("PUT", "/{Sid}", {"data": {"Name": "Hoth IVR"}, "headers": {"If-Match": '"1"'}}),
    ("POST", "/{Sid}.JSON", {"data": {"Contents": "<Other/>"}}),
    ("POST", "/{Sid}", {"data": {"Name": "x"}, "headers": {"If-Match": '"1"'}}),
    ("GET", "?PageSize=1", {}),
    ("GET", "?PageSize=1&Page=1&Name=IVR", {}),
    ("GET", "?Name=ivr", {}),
    ("GET", "?PageSize=x", {}),
    ("GET", "/{Sid}", {}),
    ("GET", "/5184b831-184f-4209-872d-ccdccc80f2f1", {}),
    ("PUT", "", {"data": {"Name": "x"}}),
    ("PATCH", "/{Sid}", {"data": {"Name": "x"}}),
    ("HEAD", "/{Sid}", {}),
    ("HEAD", "", {}),
    ("DELETE", "/{Sid}", {"headers": {"If-Match": '"1"'}}),
    ("DELETE", "/{Sid}", {}),
    ("DELETE", "/{Sid}", {}),
]


def _told(place: Place) -> list[object]:
    """What a place answers to all steps, without what is its own: identifiers, accounts, hosts and times."""
    told: list[object] = []
    sids: list[str] = []
    for method, below, sent in STEPS:
        path = place.path + below.replace("{Sid}", sids[0] if sids else "")
        made = place.client.open(path, method=method, auth=(place.account, place.token), **sent)
        if made.status_code == 201:
            sids.append((made.json or {})["sid"])
        text = made.text.replace(place.account, "{AccountSid}")
        for sid in sids:
            text = text.replace(sid, "{Sid}")
        text = re.sub(r"https://[^/]+/laml-bins", "{Host}/laml-bins", text)
        text = re.sub(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", "{Time}", text)
        headers = {name: value for name, value in made.headers.items() if name != "Content-Length"}
        told.append((method, below, made.status_code, json.loads(text or "null"), headers))
    return told


def test_the_app_and_the_emulator_answer_alike(emulator: Place) -> None:
    """One implementation, so that what was tried in the emulator holds in the app."""
    assert _told(emulator) == _told(Place(app_with_api(), PROJECT, TOKEN))


FORM = "application/x-www-form-urlencoded"
FETCHES: list[tuple[str, dict[str, Any]]] = [
    ("GET", {}),
    ("HEAD", {}),
    ("GET", {"headers": {"If-None-Match": "{ETag}"}}),
    ("GET", {"headers": {"If-None-Match": 'W/{ETag}, "x"'}}),
    ("GET", {"headers": {"If-None-Match": '"x"'}}),
    ("POST", {"data": {"To": "+1555<>&"}}),
    ("GET", {"query_string": {"To": "Ann", "From": "x"}}),
    ("POST", {"query_string": "To=a", "data": "To=%ff", "content_type": FORM}),
    ("POST", {"data": "{}", "content_type": "application/json"}),
    ("PUT", {}),
]


def _hosted(place: Place, path: str) -> list[object]:
    """What a place sends for a document, however it is asked for."""
    told: list[object] = []
    etag = place.client.get(path).headers.get("ETag", "")
    for method, sent in FETCHES:
        asked = {
            **sent,
            "headers": {name: text.replace("{ETag}", etag) for name, text in sent.get("headers", {}).items()},
        }
        made = place.client.open(path, method=method, **asked)
        if made.status_code < 400:  # pages of errors are each one's own
            told.append((method, made.data, sorted(made.headers.items())))
        told.append((method, made.status_code))
    return told


@pytest.mark.parametrize(
    ("contents", "counted"), [(DEATH_STAR, 10), ("<Response><Say>Hello {{To}}</Say><Hangup/></Response>", 8)]
)
def test_the_app_and_the_emulator_host_and_count_alike(contents: str, counted: int, emulator: Place) -> None:
    app = make_app(TESTING=True, LAML_PROVIDER="signalwire", LAML_BINS_API_TOKEN=TOKEN, LAML_ACCOUNT_SID=PROJECT)
    ours = Place(app, PROJECT, TOKEN)
    sid = Webhooks(app).bins.create("Death Star IVR", contents, public=True).sid
    theirs = (emulator.curl(CREATE.replace(DEATH_STAR, contents)).json or {})["sid"]
    assert _hosted(emulator, f"/laml-bins/{theirs}") == _hosted(ours, f"/laml-bins/{sid}")
    for place, one in ((emulator, theirs), (ours, sid)):
        found = place.curl(FETCH, one).json or {}
        assert found["num_requests"] == counted, place
        assert found["date_last_accessed"] is not None


@pytest.mark.parametrize("name", ["closed", "de/closed", "closed.v2", "hello"])
def test_a_bin_of_a_file_or_of_python_is_not_changed_by_rest(name: str, tmp_path: Path) -> None:
    app = make_app(TESTING=True, LAML_PROVIDER="signalwire", LAML_BINS_API_TOKEN=TOKEN, LAML_ACCOUNT_SID=PROJECT)
    hooks = Webhooks(app)
    folder = tmp_path / "bins"
    (folder / "de").mkdir(parents=True)
    for file in ("closed.xml", "closed.v2.xml", "de/closed.xml"):
        (folder / file).write_text(DEATH_STAR)
    hooks.bins.from_folder(folder)
    hooks.bins.add("hello", "<Response/>")
    where = "change the Python code that adds it" if name == "hello" else f"change the file bins/{name}.xml"
    place = Place(app, PROJECT, TOKEN)
    for line, status in ((UPDATE, 409), (UPDATE.replace("POST", "PUT"), 409), (DELETE, 409), (FETCH, 404)):
        refused = place.curl(line, name)
        assert (refused.status_code, (refused.json or {})["status"]) == (status, status)
        assert where in (refused.json or {})["message"]
        assert str(tmp_path) not in refused.text
    assert (place.curl(LIST.replace("?Name=Star", "")).json or {})["laml_bins"] == []
    with pytest.raises(BinReadOnly, match=re.escape(where)):
        hooks.bins.update(name, name="x")
    with pytest.raises(BinMissing):
        hooks.bins.delete(name)


def test_the_api_says_when_the_store_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    place = Place(app_with_api(), PROJECT, TOKEN)

    def away(*_: object, **__: object) -> None:
        raise StoreAway("no connection")

    monkeypatch.setattr(SqlBins, "listed", away)
    refused = place.curl(LIST)
    assert (refused.status_code, refused.headers["Retry-After"]) == (503, "5")
    assert (refused.json or {})["code"] == 20503


def test_in_a_test_a_client_of_the_app_reaches_the_app_and_any_other_the_provider() -> None:
    app = app_with_api()
    provider = Provider("signalwire")
    with provider.answering():
        provider.host(app)
        own = RestClient(PROJECT, TOKEN, base_url=PUBLIC_URL)
        made = own.laml_bins.create("Death Star IVR", contents=DEATH_STAR)
        assert provider.dial(made).heard("welcome to the Death Star")
        assert RestClient(PROJECT, TOKEN, base_url="https://example.signalwire.com").laml_bins.list() == []
        with pytest.raises(ApiError) as caught:
            own.laml_bins(made.sid).update(contents="<Other/>")
        assert caught.value.status == 422
        with pytest.raises(ApiError) as caught:
            RestClient(PROJECT, "wrong", base_url=PUBLIC_URL).laml_bins.list()
        assert caught.value.status == 401
    provider.close()


def test_rest_client_works_against_the_app() -> None:
    app = app_with_api()
    with serving(app) as url:
        client = RestClient(PROJECT, TOKEN, base_url=url)
        made = client.laml_bins.create("Death Star IVR", contents=DEATH_STAR)
        assert SID.fullmatch(made.sid)
        assert made.request_url == f"{PUBLIC_URL}/laml-bins/{made.sid}"
        for number in range(4):
            client.laml_bins.create(f"Star {number}")
        names = {found.name for found in client.laml_bins.list(page_size=2, name="Star")}
        assert names == {"Death Star IVR", *(f"Star {number}" for number in range(4))}
        assert client.laml_bins(made.sid).update(name="Hoth IVR").name == "Hoth IVR"
        with pytest.raises(ApiError) as caught:
            client.laml_bins(made.sid).update(contents="<Other/>")
        assert caught.value.status == 422
        client.laml_bins(made.sid).delete()
        assert len(client.laml_bins.list()) == 4
