"""Where a URL leads: its origin, whether others can reach it, and what headers say of a part of a file."""

import pytest

from rest import ParameterError
from rest.http.callback_urls import check_public_url, problem_with
from rest.http.origins import Origin, joined, origin_of
from rest.http.ranges import Part, ends_itself, length_of, part_of, strong_version


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("http://example.com", ("http", "example.com", 80)),
        ("https://example.com/a?b#c", ("https", "example.com", 443)),
        ("https://EXAMPLE.com:8443/", ("https", "example.com", 8443)),
        ("HTTPS://example.com:443/", ("https", "example.com", 443)),
        ("http://example.com:443/", ("http", "example.com", 443)),
        ("https://example.com:0/", ("https", "example.com", 0)),
        ("https://[::1]:1/", ("https", "::1", 1)),
        ("https://example.com.evil.example/", ("https", "example.com.evil.example", 443)),
        ("https://example.com@evil.example/", None),
        ("https://@example.com/", None),
        ("ftp://example.com/", None),
        ("//example.com/", None),
        ("https://", None),
        ("https://:443", None),
        ("https://[::1", None),
        ("https://example.com:99999/", None),
        ("https://example.com:x/", None),
        ("https://ex\u00e4mple.com/", None),
        ("https://example.com/\x7f", None),
        ("", None),
        *((f"https://example.com/{odd}", None) for odd in ' <>"\\^`{|}\n\t'),
    ],
)
def test_an_origin_is_scheme_host_and_port_each_whole(url: str, origin: Origin | None) -> None:
    assert origin_of(url) == origin


def test_what_is_no_url_joins_to_nothing() -> None:
    assert joined("https://example.com/a/b", "../c") == "https://example.com/c"
    assert joined("https://example.com/a", "https://[") == ""


PUBLIC = [
    "http://example.com", "https://example.com./a", "ws://example.com", "wss://a.example.com:1/x?y", "https://8.8.8.8/",
    "https://134744072/", "https://[2606:4700:4700::1111]/", "https://[::ffff:8.8.8.8]/", "https://[64:ff9b::808:808]/",
    "https://xn--exmple-cua.com/", "https://localhost.example.com/", "https://local.com/",
]  # fmt: skip
PRIVATE = [
    "http://localhost/", "http://a.localhost/", "http://printer/", "http://printer./", "http://a.local/", "http://a.local./",
    "http://a.internal/", "http://127.0.0.1/", "http://127.1/", "http://2130706433/", "http://0x7f.1/", "http://0x7f000001/",
    "http://10.0.0.1/", "http://192.168.1.1/", "http://169.254.169.254/", "http://0.0.0.0/", "http://224.0.0.1/",
    "http://100.64.0.1/", "http://99999999999/", "http://[::1]/", "http://[fe80::1]/", "http://[fd00::1]/",
    "http://[ff0e::1]/", "http://[::ffff:10.0.0.1]/", "http://[::ffff:7f00:1]/", "http://[64:ff9b::a00:1]/", "http://[2002:a00:1::]/",
]  # fmt: skip
WRONG = {
    "it is not a URL": ["https://[", "https://[::1"],
    "it is not an absolute URL": ["ftp://example.com", "/answer", "", "https://", "mailto:a@example.com", "https:a.b"],
    "it has a user or password": ["https://u:p@example.com", "https://u@example.com", "https://:p@example.com"],
    "its host is not written in ASCII": ["https://ex\u00e4mple.com"],
}  # fmt: skip


@pytest.mark.parametrize("url", PUBLIC)
def test_a_url_that_others_can_reach_may_be_given_to_them(url: str) -> None:
    check_public_url(url)


@pytest.mark.parametrize("url", PRIVATE)
def test_a_url_of_this_machine_or_network_is_refused_in_every_spelling(url: str) -> None:
    """Source: RFC 6890, the registries; RFC 6052, RFC 3056 and RFC 4291, for addresses inside others."""
    with pytest.raises(ParameterError, match="known on this machine or network only"):
        check_public_url(url)


@pytest.mark.parametrize(("words", "url"), [(words, url) for words, urls in WRONG.items() for url in urls])
def test_what_is_wrong_with_a_url_is_said(words: str, url: str) -> None:
    assert (problem_with(url) or "").startswith(words)


@pytest.mark.parametrize(
    ("span", "more", "part"),
    [
        ("bytes 0-0/1", {}, Part(0, 1, 1)),
        (" bytes 5-9/10 ", {"Content-Length": "5"}, Part(5, 10, 10)),
        ("bytes 5-9/10", {"Content-Length": "4"}, None),
        ("bytes 5-9/10", {"Content-Length": "6"}, None),
        ("bytes 5-9/10", {"Content-Length": "x"}, Part(5, 10, 10)),
        ("bytes 5-9/9", {}, None),
        ("bytes 6-5/9", {}, None),
        ("bytes 5-9/*", {}, None),
        ("bytes */9", {}, None),
        ("bytes 5-9/10, 11-12/13", {}, None),
        ("xbytes 5-9/10", {}, None),
        ("", {}, None),
        ("bytes 5-9/10", {"Content-Encoding": "gzip"}, None),
        ("bytes 5-9/10", {"Content-Encoding": " Identity "}, Part(5, 10, 10)),
        ("bytes 5-9/10", {"Content-Encoding": ""}, Part(5, 10, 10)),
    ],
)
def test_a_part_is_one_if_its_headers_agree(span: str, more: dict[str, str], part: Part | None) -> None:
    assert part_of({"Content-Range": span, **more}) == part


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("5", 5),
        (" 5 ", 5),
        ("0", 0),
        ("9" * 18, 10**18 - 1),
        ("9" * 19, None),
        ("²", None),
        ("٣", None),
        ("5x", None),
        ("", None),
    ],
)
def test_a_length_is_a_number_of_so_many_digits(text: str, length: int | None) -> None:
    assert length_of({"Content-Length": text}) == length


@pytest.mark.parametrize(
    ("tag", "version"),
    [
        ('"v"', '"v"'),
        (' "v" ', '"v"'),
        ('"vv', ""),
        ('vv"', ""),
        ('""', ""),
        ('"', ""),
        ('"v', ""),
        ('v"', ""),
        ('W/"v"', ""),
        ("", ""),
    ],
)
def test_a_version_is_a_strong_tag(tag: str, version: str) -> None:
    assert strong_version({"ETag": tag}) == version
    assert strong_version({"ETag": tag, "Content-Encoding": "gzip"}) == ""


@pytest.mark.parametrize(
    ("headers", "ends"),
    [
        ({}, False),
        ({"Content-Length": "0"}, True),
        ({"Content-Length": "x"}, False),
        ({"Transfer-Encoding": "gzip, Chunked"}, True),
        ({"Transfer-Encoding": "identity"}, False),
    ],
)
def test_a_body_ends_by_its_length_or_its_chunks(headers: dict[str, str], ends: bool) -> None:
    assert ends_itself(headers) is ends
