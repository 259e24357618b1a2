"""The spellings of a URL that may have been signed: few, and none that leads elsewhere."""

import pytest

from webhooks.wire.urls import Origin, origin_variants, spellings, split_url, url_variants


@pytest.mark.parametrize(
    ("url", "variants"),
    [
        ("https://e.com/a", ["https://e.com/a", "https://e.com:443/a"]),
        ("http://e.com", ["http://e.com", "http://e.com:80"]),
        ("HTTPS://E.com/a", ["HTTPS://E.com/a", "HTTPS://E.com:443/a"]),
        ("https://e.com:8443/a?b", ["https://e.com:8443/a?b", "https://e.com/a?b", "https://e.com:443/a?b"]),
        ("https://e.com:443/a", ["https://e.com:443/a", "https://e.com/a"]),
        ("https://[::1]:1/a", ["https://[::1]:1/a", "https://[::1]/a", "https://[::1]:443/a"]),
        ("https://u:p@e.com/a", ["https://u:p@e.com/a", "https://u:p@e.com:443/a"]),
        ("https://@e.com/a", ["https://@e.com/a", "https://@e.com:443/a"]),
        ("https://e.com/a?", ["https://e.com/a?", "https://e.com:443/a?", "https://e.com/a", "https://e.com:443/a"]),
        ("https://e.com?", ["https://e.com?", "https://e.com:443?", "https://e.com", "https://e.com:443"]),
        ("https://e.com/a?b?", ["https://e.com/a?b?", "https://e.com:443/a?b?"]),
        ("https://e.com/a??", ["https://e.com/a??", "https://e.com:443/a??"]),
        ("wss://e.com/s", ["wss://e.com/s", "wss://e.com:443/s", "wss://e.com/s/", "wss://e.com:443/s/"]),
        ("WSS://e.com/s", ["WSS://e.com/s", "WSS://e.com:443/s", "WSS://e.com/s/", "WSS://e.com:443/s/"]),
        ("ws://e.com/s?x=/", ["ws://e.com/s?x=/", "ws://e.com:80/s?x=/", "ws://e.com/s/?x=/", "ws://e.com:80/s/?x=/"]),
        ("wss://e.com/s/", ["wss://e.com/s/", "wss://e.com:443/s/"]),
        ("wss://e.com/s/?x", ["wss://e.com/s/?x", "wss://e.com:443/s/?x"]),
        ("ftp://e.com/a", ["ftp://e.com/a"]),
        ("nonsense", ["nonsense"]),
        ("https://e.com:123456/", ["https://e.com:123456/"]),
        ("https://[::1/", ["https://[::1/"]),
        ("", [""]),
    ],
)
def test_a_url_has_these_spellings(url: str, variants: list[str]) -> None:
    """Source: Twilio's pages on security and its validator; SignalWire's validator. The likeliest comes first."""
    assert list(url_variants(url)) == variants


@pytest.mark.parametrize(
    ("url", "split"),
    [
        ("https://e.com:1/a?b#c", (Origin("https", None, "e.com", "1"), "/a?b#c")),
        ("https://a@b@e.com\n/x\n", (Origin("https", "a@b", "e.com\n", None), "/x\n")),
        ("https://@e.com?x", (Origin("https", "", "e.com", None), "?x")),
        ("https://", (Origin("https", None, "", None), "")),
        ("https://e.com:", None),
        ("https://e.com:x/", None),
        ("//e.com/", None),
        ("1https://e.com/", None),
    ],
)
def test_a_url_is_split_into_its_origin_and_the_text_behind(url: str, split: tuple[Origin, str] | None) -> None:
    assert split_url(url) == split


@pytest.mark.parametrize(
    ("target", "spelled"),
    [
        ("/a", ["/a"]),
        ("/", ["/", ""]),
        ("/?a=1", ["/?a=1", "?a=1"]),
        ("/?a=%21", ["/?a=%21", "/?a=!", "?a=%21", "?a=!"]),
        ("/x/", ["/x/"]),
        ("/x/?a=1", ["/x/?a=1"]),
        ("/it%27s", ["/it%27s", "/it's"]),
        ("/%7e", ["/%7e", "/~"]),
        ("/a%20b", ["/a%20b", "/a b"]),
        ("/a b", ["/a b", "/a%20b"]),
        ("/[x]", ["/[x]", "/%5Bx%5D"]),
        ("/%2A%7C", ["/%2A%7C", "/*%7C", "/%2A|", "/*|"]),
        ("/caf%C3%A9", ["/caf%C3%A9", "/caf\xe9"]),
        ("/caf\xe9", ["/caf\xe9", "/caf%C3%A9"]),
        ("/%FF", ["/%FF"]),  # no text
        ("/%2Fa%3Fb%26c%3Dd%2B%25%23%3B%22%41%61%31", ["/%2Fa%3Fb%26c%3Dd%2B%25%23%3B%22%41%61%31"]),
    ],
)
def test_a_target_has_these_spellings_and_what_separates_is_never_touched(target: str, spelled: list[str]) -> None:
    """Source: docs/signed-runs.md, the spellings of a URL."""
    assert list(spellings(target)) == spelled


def test_the_credentials_of_a_url_are_written_where_they_are_asked_for_and_shown_nowhere() -> None:
    origin = Origin("https", "user:secret", "e.com", None)
    assert origin_variants(origin) == ("https://user:secret@e.com", "https://user:secret@e.com:443")
    assert origin_variants(origin, credentials=False) == ("https://e.com", "https://e.com:443")
    assert "secret" not in repr(origin)
