"""Pages joined equal the whole; a listing ends, stays at its origin, and stays small."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

import pytest

from rest import BadResponse, ForeignPage, PagingLoop, ParameterError

from ..clients import ACCOUNT, BASES, PROJECT, make_client
from ..server import Answer, Received, Server, reply

LIST = f"{BASES['twilio']}/Accounts/{ACCOUNT}/Calls.json"


def pages_of(total: int, default_size: int = 50) -> Server:
    """A server that pages through so many calls as the providers do."""

    def script(request: Received) -> Answer:
        query = dict(request.query)
        size = int(query.get("PageSize", default_size))
        page = int(query.get("Page", 0))
        items = [{"sid": f"CA{number}"} for number in range(page * size, min((page + 1) * size, total))]
        more = f"{LIST}?PageSize={size}&Page={page + 1}" if (page + 1) * size < total else None
        return reply(200, {"calls": items, "next_page_uri": more, "page": page, "page_size": size, "account_sid": "AC"})

    return Server(script)


@pytest.mark.parametrize("total", [0, 1, 49, 50, 51, 100, 230])
def test_pages_joined_equal_the_whole(total: int) -> None:
    with pages_of(total) as server:
        calls = make_client(server.url).calls.list()
    assert [call.sid for call in calls] == [f"CA{number}" for number in range(total)]
    assert len(server.received) == max(1, -(-total // 50))


@pytest.mark.parametrize(
    ("limit", "page_size", "requests", "first_query"),
    [
        (0, None, 0, None),
        (1, None, 1, [("PageSize", "1")]),
        (60, None, 1, [("PageSize", "60")]),
        (60, 50, 2, [("PageSize", "50")]),
        (50, 50, 1, [("PageSize", "50")]),
        (2000, None, 1, [("PageSize", "1000")]),
        (None, 100, 3, [("PageSize", "100")]),
    ],
)
def test_a_limit_is_honoured_with_as_few_requests_as_it_takes(
    limit: int | None, page_size: int | None, requests: int, first_query: list[tuple[str, str]] | None
) -> None:
    with pages_of(230) as server:
        paging = {"limit": limit, "page_size": page_size}
        calls = make_client(server.url).calls.list(**paging)  # type: ignore[arg-type]  # None counts as not given
    assert len(calls) == min(230, 230 if limit is None else limit)
    assert len(server.received) == requests
    assert first_query is None or server.received[0].query == first_query


def test_a_stream_fetches_only_the_pages_it_needs() -> None:
    with pages_of(230) as server:
        stream = make_client(server.url).calls.stream()
        assert isinstance(stream, Iterator)
        assert server.received == []
        assert len(list(islice(stream, 51))) == 51
    assert len(server.received) == 2


@pytest.mark.parametrize("url", [None, 5, b"/x"])
def test_what_is_no_address_of_a_page_is_told(url: Any) -> None:
    """`None` is what the last page says of its next one in the vendor's package."""
    with pytest.raises(ParameterError, match=r"calls\.get_page: expected the address of a page, got"):
        make_client("http://127.0.0.1:1").calls.get_page(url)


def test_a_page_knows_its_neighbours() -> None:
    with pages_of(120) as server:
        calls = make_client(server.url).calls
        first = calls.page(page_size=50)
        second = first.next_page()
        assert second is not None
        assert (len(first), first.number, second.number, second.size) == (50, 0, 1, 50)
        assert [call.sid for call in calls.get_page(f"{server.url}{LIST}?PageSize=50&Page=2")][-1] == "CA119"
        third = second.next_page()
        assert third is not None
        assert third.next_page() is None


@pytest.mark.parametrize(
    ("next_uris", "requests"),
    [(["?Page=1", "?Page=1"], 2), (["?Page=1", "?Page=2", "?Page=1"], 3), (["?Page=0"], 2)],
    ids=["itself", "a circle", "the first"],
)
def test_c21_pages_in_a_circle_stop(next_uris: list[str], requests: int) -> None:
    """Read no further than ten records, so that a missing guard is a failure and no hang."""
    answers = [reply(200, {"calls": [{"sid": "CA1"}], "next_page_uri": LIST + uri}) for uri in next_uris]
    with Server(answers) as server, pytest.raises(PagingLoop):
        list(islice(make_client(server.url).calls.stream(), 10))
    assert len(server.received) == requests


@pytest.mark.services
def test_c21_ten_thousand_pages_are_read_one_after_the_other() -> None:
    """Each on a connection that is kept; 0.4 ms a page."""
    with pages_of(10_000, default_size=1) as server:
        count = sum(1 for _ in make_client(server.url).calls.stream())
    assert count == 10_000


@pytest.mark.parametrize("total", [0, 3])
def test_an_empty_page_ends_a_listing_even_if_it_names_another(total: int) -> None:
    items = [{"sid": f"CA{number}"} for number in range(total)]
    answers = [
        reply(200, {"calls": items, "next_page_uri": f"{LIST}?Page=1"}),
        reply(200, {"calls": [], "next_page_uri": f"{LIST}?Page=2"}),
    ]
    with Server(answers if total else answers[1:]) as server:
        assert len(make_client(server.url).calls.list()) == total


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/2010-04-01/Accounts/AC/Calls.json?Page=1",
        "//evil.example/Calls.json",
        "http://127.0.0.1:9/Calls.json",
        "file:///etc/passwd",
        "http://127.0.0.1@evil.example/",
    ],
)
def test_c20_paging_never_leaves_the_origin(url: str) -> None:
    with Server([reply(200, {"calls": [{"sid": "CA1"}], "next_page_uri": url})]) as server, pytest.raises(ForeignPage):
        make_client(server.url).calls.list()
    assert len(server.received) == 1


@pytest.mark.parametrize("payload", [{}, {"calls": None}, {"calls": {}}, {"calls": ["CA1"]}, {"call": []}])
def test_a_page_without_its_records_is_a_bad_response(payload: dict[str, object]) -> None:
    with Server([reply(200, payload)]) as server, pytest.raises(BadResponse, match="calls"):
        make_client(server.url).calls.list()


@pytest.mark.parametrize("number", ["9" * 5_000, "²", "٣", "1.5", "", -1, 1.5, [1], {}])
def test_a_page_that_is_numbered_oddly_has_its_records_all_the_same(number: object) -> None:
    """Its number and size are told, and nothing goes by them."""
    with Server([reply(200, {"calls": [{"sid": "CA7"}], "page": number, "page_size": number})]) as server:
        assert [call.sid for call in make_client(server.url).calls.list()] == ["CA7"]


@pytest.mark.parametrize("limit", [-1, "5", 2.5, True])
def test_a_limit_must_be_a_count(limit: object) -> None:
    with pytest.raises(ParameterError, match="limit"):
        make_client("http://127.0.0.1:1").calls.list(limit=limit)  # type: ignore[typeddict-item]  # on purpose


def test_listed_records_can_be_acted_on() -> None:
    with Server(
        [reply(200, {"calls": [{"sid": "CA7", "status": "in-progress"}]}), reply(200, {"sid": "CA7"})]
    ) as server:
        call = make_client(server.url).calls.list()[0]
        call.update(status="completed")
    assert server.received[1].path == LIST.replace(".json", "/CA7.json")
    assert server.received[1].form == [("Status", "completed")]


def test_pages_may_carry_their_addresses_in_meta_and_its_key_is_not_trusted() -> None:
    bins = f"{BASES['signalwire']}/Accounts/{PROJECT}/LamlBins"

    def script(request: Received) -> Answer:
        page = int(dict(request.query).get("Page", 0))
        more = f"{bins}?PageSize=1&Page={page + 1}" if page < 2 else None
        meta = {"key": "faxes", "next_page_url": more, "page": page, "page_size": 1, "url": bins}
        return reply(200, {"laml_bins": [{"sid": f"B{page}"}], "meta": meta})

    with Server(script) as server:
        found = make_client(server.url, "signalwire").laml_bins.list()
    assert [one.sid for one in found] == ["B0", "B1", "B2"]
    assert [request.path for request in server.received] == [bins] * 3


def test_fax_media_are_found_under_both_their_keys() -> None:
    with Server([reply(200, {"media": [{"sid": "ME1"}]}), reply(200, {"fax_media": [{"sid": "ME2"}]})]) as server:
        media = make_client(server.url, "signalwire").faxes("FX1").media
        assert [[one.sid for one in media.list()] for _ in range(2)] == [["ME1"], ["ME2"]]


def test_keys_beside_the_records_do_not_confuse() -> None:
    page = {
        "queue_members": [{"call_sid": "CA1"}],
        "queue_sid": "QU1",
        "account_sid": "AC1",
        "num_pages": 1,
        "total": 1,
    }
    with Server([reply(200, page)]) as server:
        (member,) = make_client(server.url).queues("QU1").members.list()
        assert member.call_sid == "CA1"
        member.update(url="https://example.com/")
    assert server.received[1].path.endswith("/Queues/QU1/Members/CA1.json")
