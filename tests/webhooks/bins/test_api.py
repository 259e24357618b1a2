"""The REST resource of bins without a server: what is asked, and what is answered.

Sources: Compatibility REST API, Compatibility XML Bins and its error codes; RFC 9110, 13.1.1 and 15.5.6.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from webhooks.bins import api
from webhooks.bins.api import Answer, Asked, answer
from webhooks.bins.editing import BinEditor
from webhooks.bins.stores import MemoryBins

from .editors import DEATH_STAR, PROJECT, editor_of

KIBIBYTES_64 = 65_536


@pytest.fixture
def editor() -> BinEditor:
    return editor_of(MemoryBins())


def ask(editor: BinEditor, method: str, sid: str = "", **given: Any) -> Answer:
    return answer(editor, Asked(method, PROJECT, sid, **given))


def body_of(given: Answer) -> dict[str, Any]:
    assert given.body is not None
    return dict(given.body)


def pages_of(given: Answer) -> list[str | None]:
    """The numbers of the first page, the one before, this one and the one after, as a page names them."""
    meta = body_of(given)["meta"]
    names = ("first_page_url", "previous_page_url", "url", "next_page_url")
    return [meta[name] and parse_qs(urlsplit(meta[name]).query)["Page"][0] for name in names]


PAGES = [
    ("Page=0", ["0", None, "0", "1"], 2),
    ("Page=1", ["0", "0", "1", "2"], 2),
    ("Page=2", ["0", "1", "2", None], 1),
    ("Page=3", ["0", "2", "3", None], 0),
    ("Page=", ["0", None, "0", "1"], 2),
]


@pytest.mark.parametrize(("query", "pages", "found"), PAGES, ids=[row[0] for row in PAGES])
def test_a_page_names_the_first_the_one_before_itself_and_the_one_after(
    query: str, pages: list[str | None], found: int, editor: BinEditor
) -> None:
    for number in range(5):
        editor.create(f"Star {number}")
    given = ask(editor, "GET", query=f"PageSize=2&{query}")
    assert pages_of(given) == pages
    assert len(body_of(given)["laml_bins"]) == found
    assert body_of(given)["meta"]["page_size"] == 2


def test_the_last_page_may_be_full_and_a_filter_stays_from_page_to_page(editor: BinEditor) -> None:
    for name in ("Star 1", "Hoth", "Star 2"):
        editor.create(name)
    meta = body_of(ask(editor, "GET", query="PageSize=1&Page=0&Name=Star"))["meta"]
    assert parse_qs(urlsplit(meta["next_page_url"]).query) == {"Name": ["Star"], "PageSize": ["1"], "Page": ["1"]}
    last = ask(editor, "GET", query=urlsplit(meta["next_page_url"]).query)
    assert [one["name"] for one in body_of(last)["laml_bins"]] == ["Star 1"]
    assert body_of(last)["meta"]["next_page_url"] is None
    assert "Name=" not in body_of(ask(editor, "GET"))["meta"]["url"]


@pytest.mark.parametrize(
    ("size", "status"), [("1", 200), ("1000", 200), ("0", 422), ("1001", 422), ("5x", 422), ("-1", 422), ("", 200)]
)
def test_a_page_has_1_to_1000_bins(size: str, status: int, editor: BinEditor) -> None:
    given = ask(editor, "GET", query=f"PageSize={size}")
    assert given.status == status
    if status == 422:
        told = "PageSize is no number" if size in ("5x", "-1") else "PageSize: 1 to 1000"
        assert str(body_of(given)["message"]).endswith(f": {told}")


MATCHES = [
    ('"1"', 200),
    ('  "1"\t', 200),
    ("*", 200),
    (" * ", 200),
    ("", 200),
    ('"2"', 412),
    ('"0"', 412),
    ('"1"x', 412),
    ('x"1"', 412),
    ("1", 412),
    ("x", 412),
    ('W/"1"', 412),  # RFC 9110, 13.1.1: If-Match compares strongly, and a weak tag never is the same
    ('"1000000000000"', 412),
]


@pytest.mark.parametrize(("header", "status"), MATCHES)
def test_if_match_names_the_version_or_any(header: str, status: int, editor: BinEditor) -> None:
    """The fault guarded against: a header that names no version is taken for version 1, or for none."""
    made = editor.create("Hoth IVR")
    assert ask(editor, "POST", made.sid, body=b"Name=Echo", if_match=header).status == status
    assert editor.fetch(made.sid).name == ("Echo" if status == 200 else "Hoth IVR")


CODES = [
    (400, "JSON that is none", "POST", "", {"body": b"[", "is_json": True}, 10000),
    (404, "no such bin", "GET", "5184b831-184f-4209-872d-ccdccc80f2f1", {}, 20404),
    (405, "no such method", "PATCH", "", {}, 20004),
    (412, "another version", "DELETE", "{sid}", {"if_match": '"7"'}, 20409),
    (413, "too large", "POST", "{sid}", {"body": b"Contents=" + b"a" * (KIBIBYTES_64 + 1)}, 20422),
    (422, "no valid document", "POST", "{sid}", {"body": b"Contents=<Other/>"}, "20422"),
    (422, "no name", "POST", "", {"body": b"Name="}, "10000"),
]


@pytest.mark.parametrize(("status", "what", "method", "sid", "sent", "code"), CODES, ids=[row[1] for row in CODES])
def test_a_refusal_has_the_provider_s_code_and_status(
    status: int, what: str, method: str, sid: str, sent: dict[str, Any], code: object, editor: BinEditor
) -> None:
    made = editor.create("Hoth IVR")
    given = ask(editor, method, sid.format(sid=made.sid), **sent)
    assert given.status == status, what
    assert (body_of(given)["code"], body_of(given)["status"]) == (code, status)
    assert body_of(given)["message"]
    assert str(body_of(given)["more_info"]).startswith("https://developer.signalwire.com/")


REFUSALS = [(401, 20003), (403, 20003), (404, 20404), (405, 20004), (409, 10000), (411, 10000), (503, 20503)]


@pytest.mark.parametrize(("status", "code"), REFUSALS)
def test_what_the_server_refuses_has_a_code_as_well(status: int, code: int) -> None:
    refused = body_of(api.refusal(status))
    assert (refused["code"], refused["status"]) == (code, status)
    assert "problems" not in refused
    assert str(body_of(api.refusal(status, "why"))["message"]) == f"{refused['message']}: why"


def test_each_problem_of_a_document_is_told_with_its_place(editor: BinEditor) -> None:
    contents = b"Contents=<Response>\n<Say voyce='x'>Hi</Say>\n<Shout/></Response>"
    refused = ask(editor, "POST", editor.create("Hoth IVR").sid, body=contents)
    problems: Any = body_of(refused)["problems"]
    assert [(one["severity"], one["path"], one["line"]) for one in problems] == [
        ("error", "Response/Say@voyce", 2),
        ("error", "Response/Shout", 3),
    ]


def test_a_name_and_a_document_that_are_both_wrong_are_told_together_as_a_document(editor: BinEditor) -> None:
    refused = body_of(ask(editor, "POST", body=b"Name=&Contents=<Other/>"))
    assert refused["code"] == "20422"
    problems: Any = refused["problems"]
    assert [one["code"] for one in problems] == ["bin-name", "wrong-root"]


def test_a_document_of_64_kilobytes_may_have_each_of_its_characters_escaped(editor: BinEditor) -> None:
    start, end = "<Response><!--", "--></Response>"
    contents = start + "a" * (KIBIBYTES_64 - len(start + end)) + end
    body = b"Name=a&Contents=" + "".join(f"%{ord(character):02X}" for character in contents).encode()
    assert len(body) > 3 * KIBIBYTES_64
    given = ask(editor, "POST", body=body)
    assert (given.status, body_of(given)["contents"]) == (201, contents)


@pytest.mark.parametrize(("length", "status"), [(4 * KIBIBYTES_64, 201), (4 * KIBIBYTES_64 + 1, 413)])
def test_a_body_has_four_times_the_bytes_of_a_document_at_most(length: int, status: int, editor: BinEditor) -> None:
    """What is longer is not read: this one would be fine, since its end is a parameter that nobody asks for."""
    body = b"Name=a&x="
    assert ask(editor, "POST", body=body + b"a" * (length - len(body))).status == status


JSON = [
    (b'{"Name": "a"}', 201),
    (b'{"Name": "a", "Contents": "<Response/>"}', 201),
    (b'{"Name": "a", "Contents": 7}', 400),
    (b'{"Name": "a", "Contents": null}', 400),
    (b'["Name"]', 400),
    (b'"Name"', 400),
    (b"{}", 422),
    (b"", 422),
    (b"[" * 100_000, 400),
]


@pytest.mark.parametrize(("body", "status"), JSON, ids=lambda value: str(value)[:40])
def test_a_body_of_json_is_an_object_of_texts(body: bytes, status: int, editor: BinEditor) -> None:
    assert ask(editor, "POST", body=body, is_json=True).status == status


@pytest.mark.parametrize(("fields", "status"), [(100, 201), (101, 400)])
def test_a_form_has_a_hundred_parameters_at_most(fields: int, status: int, editor: BinEditor) -> None:
    body = "&".join(["Name=a", *(f"x{number}=1" for number in range(fields - 1))])
    assert ask(editor, "POST", body=body.encode()).status == status


def test_an_update_with_an_empty_document_is_refused_and_one_without_keeps_it(editor: BinEditor) -> None:
    made = editor.create("Hoth IVR", DEATH_STAR)
    assert ask(editor, "POST", made.sid, body=b"Contents=").status == 422
    assert body_of(ask(editor, "POST", made.sid, body=b"Name=Echo"))["contents"] == DEATH_STAR
    assert body_of(ask(editor, "PUT", made.sid, body=b""))["name"] == "Echo"


def test_a_body_is_a_form_unless_it_is_said_to_be_json(editor: BinEditor) -> None:
    assert body_of(ask(editor, "POST", body=b"Name=Hoth+IVR"))["name"] == "Hoth IVR"


def test_a_method_that_a_path_does_not_take_is_told_those_that_it_takes(editor: BinEditor) -> None:
    """RFC 9110, 15.5.6: a 405 has `Allow`."""
    of_all, of_one = ask(editor, "DELETE"), ask(editor, "PATCH", editor.create("Hoth IVR").sid)
    assert [dict(one.headers)["Allow"] for one in (of_all, of_one)] == ["GET, POST", "GET, POST, PUT, DELETE"]
    assert ask(editor, "PUT").status == 405
    assert editor.number() == 1


def test_the_headers_of_an_answer_are_those_of_what_is_in_it(editor: BinEditor) -> None:
    made = ask(editor, "POST", body=b"Name=a")
    always = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
    assert dict(made.headers) == {"Content-Type": "application/json", "ETag": '"1"', **always}
    gone = ask(editor, "DELETE", str(body_of(made)["sid"]))
    assert (gone.status, gone.content, dict(gone.headers)) == (204, b"", always)
    assert "WWW-Authenticate" not in dict(api.refusal(403).headers)
    assert dict(api.refusal(401).headers)["WWW-Authenticate"].startswith("Basic ")


def test_a_repr_shows_neither_query_nor_body() -> None:
    asked = Asked("POST", PROJECT, "", query="Name=hidden", body=b"Contents=hidden")
    assert "hidden" not in repr(asked)
    assert "hidden" not in repr(Answer(200, {"contents": "hidden"}))


PLACES = [
    (f"{PROJECT}/LamlBins", (PROJECT, "")),
    (f"{PROJECT}/LamlBins.json", (PROJECT, "")),
    (f"{PROJECT}/LamlBins.JSON", (PROJECT, "")),
    (f"{PROJECT}/LamlBins/abc", (PROJECT, "abc")),
    (f"{PROJECT}/LamlBins/abc.json", (PROJECT, "abc")),
    (f"{PROJECT}/lamlbins/abc.xml", (PROJECT, "abc.xml")),
    (f"{PROJECT}/LamlBinsx", None),
    (f"{PROJECT}/Faxes", None),
    ("/LamlBins", None),
]


@pytest.mark.parametrize(("below", "place"), PLACES)
def test_a_path_names_an_account_and_a_bin(below: str, place: tuple[str, str] | None) -> None:
    assert api.place_of(below) == place
