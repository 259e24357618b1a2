"""What the door makes of an environment: the raw target, the body, the path that was routed; and what it logs."""

from __future__ import annotations

import contextlib
import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webhooks import FormError, SignatureError
from webhooks.wire.logs import MAX_FIELD, field, line
from webhooks.wire.providers import SIGNALWIRE, TWILIO
from webhooks.wire.receiving import MAX_TARGET_LENGTH, missing_start, mount_of, raw_target, read_body
from webhooks.wire.settings import read_public_url


@pytest.mark.parametrize(
    ("environ", "target"),
    [
        ({"REQUEST_URI": "/a%2Fb?x=%7E"}, "/a%2Fb?x=%7E"),
        ({"RAW_URI": "/a//b?"}, "/a//b?"),
        ({"REQUEST_URI": "/one", "RAW_URI": "/two"}, "/one"),
        ({"REQUEST_URI": "http://evil.example/hook?a=1"}, "/hook?a=1"),
        ({"REQUEST_URI": "http://evil.example"}, "/"),
        ({"REQUEST_URI": "https://u:p@evil.example:1/x"}, "/x"),
        ({"REQUEST_URI": "/caf\xc3\xa9"}, "/café"),
        ({"SCRIPT_NAME": "/tel", "PATH_INFO": "/a b/\xc3\xa9~", "QUERY_STRING": "x=%41"}, "/tel/a%20b/%C3%A9~?x=%41"),
        ({"PATH_INFO": "/a"}, "/a"),
    ],
)
def test_the_target_is_taken_as_it_stood_in_the_request_line(environ: dict[str, str], target: str) -> None:
    assert raw_target(environ) == target


def test_the_longest_target_is_read() -> None:
    target = "/" + "a" * (MAX_TARGET_LENGTH - 1)
    assert raw_target({"REQUEST_URI": target}) == target


@pytest.mark.parametrize(
    ("target", "status"),
    [
        ("*", 400),
        ("/a#b", 400),
        ("nonsense", 400),
        ("/" + "a" * MAX_TARGET_LENGTH, 414),
        ("//#", 400),
    ],
)
def test_what_is_no_target_is_refused(target: str, status: int) -> None:
    with pytest.raises(FormError) as caught:
        raw_target({"REQUEST_URI": target})
    assert caught.value.status == status


@given(st.text(st.characters(max_codepoint=255)))
def test_no_target_makes_the_door_raise_anything_else(text: str) -> None:
    with contextlib.suppress(FormError):
        assert raw_target({"REQUEST_URI": text, "PATH_INFO": "/"}).startswith("/")


@pytest.mark.parametrize(
    ("environ", "body"),
    [
        ({}, b""),
        ({"CONTENT_LENGTH": ""}, b""),
        ({"CONTENT_LENGTH": "3"}, b"abc"),
        ({"CONTENT_LENGTH": "2"}, b"ab"),
        ({"CONTENT_LENGTH": "0"}, b""),
        ({"wsgi.input_terminated": True}, b""),
    ],
)
def test_a_body_is_read_by_its_length(environ: dict[str, object], body: bytes) -> None:
    assert read_body({"wsgi.input": io.BytesIO(b"abc"), **environ}) == body


class Drip(io.BytesIO):
    """Gives one byte at a time, as a slow client's socket does."""

    def read(self, size: int | None = -1, /) -> bytes:
        return super().read(1)


def test_a_body_that_comes_in_pieces_is_read_whole() -> None:
    assert read_body({"wsgi.input": Drip(b"abcdef"), "CONTENT_LENGTH": "6"}) == b"abcdef"
    assert read_body({"wsgi.input": Drip(b"abcdefgh"), "CONTENT_LENGTH": "6"}) == b"abcdef", (
        "the next is another request"
    )


@pytest.mark.parametrize(
    ("environ", "status"),
    [
        ({"HTTP_TRANSFER_ENCODING": "chunked"}, 411),
        ({"HTTP_TRANSFER_ENCODING": "chunked", "CONTENT_LENGTH": "3"}, 411),
        ({"HTTP_TRANSFER_ENCODING": "identity"}, 411),
        ({"CONTENT_LENGTH": "4"}, 400),
        ({"CONTENT_LENGTH": "-1"}, 400),
        ({"CONTENT_LENGTH": "+3"}, 400),
        ({"CONTENT_LENGTH": "٣"}, 400),
        ({"CONTENT_LENGTH": "3, 3"}, 400),
        ({"CONTENT_LENGTH": "9" * 30}, 400),
        ({"CONTENT_LENGTH": "65537"}, 413),
    ],
)
def test_a_body_of_no_or_another_length_is_refused(environ: dict[str, object], status: int) -> None:
    with pytest.raises(FormError) as caught:
        read_body({"wsgi.input": io.BytesIO(b"abc"), **environ})
    assert caught.value.status == status


def test_a_body_that_is_too_large_is_not_kept() -> None:
    """It is read and dropped up to a bound, so that the sender sees the answer."""
    stream = io.BytesIO(b"a" * 1_000_000)
    with pytest.raises(FormError):
        read_body({"wsgi.input": stream, "CONTENT_LENGTH": "1000000"})
    assert stream.tell() == 262_144


@pytest.mark.parametrize(
    ("target", "script", "path", "start"),
    [
        ("/a?x", "", "/a", "/pub"),
        ("/a%2Fb", "", "/a/b", "/pub"),
        ("/tel/a", "/tel", "/a", "/pub"),
        ("/a", "/tel", "/a", "/pub"),
        ("/a%20b", "/tel", "/a b", "/pub"),
        ("//a", "", "/a", "/pub"),
        ("/a", "", "//a", "/pub"),
        ("/b", "", "/a", None),
        ("/a", "", "/a/admin", None),
        ("/ba", "", "/a", None),
        ("/x/a", "", "/a", None),
        ("/x/pub/a", "", "/a", None),
        ("/pub/a", "", "/a", ""),
        ("/pub/a", "/pub", "/a", ""),
        ("/pub/x/a", "/pub/x", "/a", ""),
        ("/public/a", "/public", "/a", "/pub"),
        ("/pub/a", "", "/pub/a", "/pub"),
        ("/pub/a", "/pub", "/pub/a", "/pub"),
        ("/puba", "/pub", "/a", None),
        ("/a/", "", "/a", None),
        ("/a%2Fb", "", "/a%2Fb", None),
        ("/a%62", "", "/ab", "/pub"),
        ("/abc", "", "/ab", None),
        ("/tel/abc", "/tel", "/ab", None),
        ("/pub/abc", "", "/ab", None),
    ],
)
def test_of_the_url_that_was_signed_one_start_is_missing(
    target: str, script: str, path: str, start: str | None
) -> None:
    """What a proxy took away, given the path that was routed; None if no URL of that route could have this target."""
    environ = {"PATH_INFO": path, "SCRIPT_NAME": script}
    if start is not None:
        assert missing_start(environ, target, "/pub") == start
    else:
        with pytest.raises(SignatureError):
            missing_start(environ, target, "/pub")


def test_a_mount_is_escaped_like_a_path() -> None:
    assert mount_of({"SCRIPT_NAME": "/a b/"}) == "/a%20b"
    assert mount_of({}) == ""


@pytest.mark.parametrize(
    ("public", "target", "start", "candidates"),
    [
        ("https://e.com", "/a", "", ["https://e.com/a", "https://e.com:443/a"]),
        ("https://e.com/tel", "/a", "/tel", ["https://e.com/tel/a", "https://e.com:443/tel/a"]),
        ("https://e.com/tel", "/tel/a", "", ["https://e.com/tel/a", "https://e.com:443/tel/a"]),
        ("http://e.com:8080", "/a?", "", ["http://e.com:8080/a?", "http://e.com/a?", "http://e.com:80/a?",
                                          "http://e.com:8080/a", "http://e.com/a", "http://e.com:80/a"]),
    ],
)  # fmt: skip
def test_the_urls_that_may_have_been_signed_are_few(
    public: str, target: str, start: str, candidates: list[str]
) -> None:
    assert list(read_public_url(public, TWILIO).candidates(target, start)) == candidates


def test_credentials_are_tried_at_the_provider_that_may_sign_them() -> None:
    tried = read_public_url("https://u:p@e.com", SIGNALWIRE).candidates("/a")
    assert list(tried) == [
        "https://e.com/a", "https://e.com:443/a", "https://u:p@e.com/a", "https://u:p@e.com:443/a"
    ]  # fmt: skip


@given(st.text())
def test_a_log_line_is_one_line_of_plain_characters(text: str) -> None:
    """P10."""
    written = line("webhook.rejected", path=text, reason="x")
    assert "\n" not in written
    assert written.replace("…", "").isascii()
    assert written.replace("…", "").isprintable()


@pytest.mark.parametrize("text", ["a\r\nwebhook.accepted", "\x1b[2J", "\u202eabc", "\x00", "a" * 1_000_000, 'a" b="c'])
def test_a_value_in_a_log_line_cannot_pretend_to_be_another(text: str) -> None:
    written = line("webhook.rejected", path=text)
    assert len(written) < 12 * MAX_FIELD
    assert not any(character in written for character in "\r\n\x1b\u202e\x00")
    assert " webhook.accepted" not in written


@pytest.mark.parametrize(("length", "cut"), [(MAX_FIELD - 1, False), (MAX_FIELD, False), (MAX_FIELD + 1, True)])
def test_a_value_in_a_log_line_is_cut_where_it_is_too_long(length: int, cut: bool) -> None:
    assert line("x", p="a" * length) == "x p=" + "a" * min(length, MAX_FIELD) + "…" * cut


def test_what_is_empty_is_left_out_and_what_is_false_is_not() -> None:
    assert line("x", a=None, b="", c=0, d=False, e="-") == "x c=0 d=False e=-"
    assert field("") == "''"


TOKEN = "eyJ0IjoxNzY0MzIx.c2lnbmF0dXJl-_abc"


@pytest.mark.parametrize(
    ("text", "written"),
    [
        (f"/menu?laml_state={TOKEN}", "/menu?laml_state=eyJ0Ijox…"),
        (f"/menu?laml_state={TOKEN}&x=1", "/menu?laml_state=eyJ0Ijox…&x=1"),
        (f"laml_state={TOKEN}\tlaml_state={TOKEN}", r"'laml_state=eyJ0Ijox\u2026\tlaml_state=eyJ0Ijox\u2026'"),
        (f"got ftp://e.com/?a=b&laml_state={TOKEN} here", r"'got ftp://e.com/?a=b&laml_state=eyJ0Ijox\u2026 here'"),
        ("a" * 250 + f"laml_state={TOKEN}", "a" * 250 + "laml_s…"),
    ],
)
def test_of_a_state_token_a_log_line_shows_eight_characters(text: str, written: str) -> None:
    """Who reads the log could use the token as long as it lives."""
    assert line("x", p=text) == f"x p={written}"


def test_a_line_without_masks_shows_the_token(monkeypatch: pytest.MonkeyPatch) -> None:
    """The fault that the test above guards against."""
    monkeypatch.setattr("webhooks.wire.logs._STATE", re.compile(r"(?!)()"))
    assert TOKEN in line("webhook.document", problem=f"/menu?laml_state={TOKEN}")
