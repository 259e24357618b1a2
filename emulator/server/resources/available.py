"""Numbers for sale: invented on request, always the same ones for the same search.

Source: REST reference, resources.available_phone_numbers; the 555-01xx range is for examples.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from ..context import Context, Given, Operation, Reply, text
from ..records.errors import ApiFault

COUNTRIES: Final[Mapping[str, tuple[str, str]]] = {"US": ("United States", "+1"), "CA": ("Canada", "+1")}
AREA_CODES: Final[Mapping[str, tuple[str, ...]]] = {"US": ("253", "415", "512", "617"), "CA": ("416", "604")}
TOLL_FREE: Final = ("800", "888", "877")
PER_AREA: Final = 20
KEYPAD: Final = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "22233344455566677778889999")
MOST: Final = 30  # numbers in one answer


def countries(context: Context, _path: Mapping[str, str], _given: Given) -> Reply:
    """Every country; not paged."""
    found = [_country(context, code) for code in COUNTRIES]
    return Reply(200, {"countries": found, "uri": context.uri("AvailablePhoneNumbers")})


def country(context: Context, path: Mapping[str, str], _given: Given) -> Reply:
    """One country."""
    return Reply(200, _country(context, _code(path)))


def _country(context: Context, code: str) -> dict[str, object]:
    uri = context.uri("AvailablePhoneNumbers", code, suffix="")
    return {
        "beta": False,
        "country": COUNTRIES[code][0],
        "country_code": code,
        "subresource_uris": {name: f"{uri}/{last}.json" for name, last in context.api.number_kinds.items()},
        "uri": f"{uri}.json",
    }


def _code(path: Mapping[str, str]) -> str:
    code = path["IsoCountry"].upper()
    if code not in COUNTRIES:
        raise ApiFault(404, 20404, f"country {code}")
    return code


def local(context: Context, path: Mapping[str, str], given: Given) -> Reply:
    """Numbers of an area."""
    return _search(context, path, given, AREA_CODES[_code(path)], "Local")


def mobile(context: Context, path: Mapping[str, str], given: Given) -> Reply:
    """Numbers of mobile phones."""
    return _search(context, path, given, AREA_CODES[_code(path)][:1], "Mobile")


def toll_free(context: Context, path: Mapping[str, str], given: Given) -> Reply:
    """Numbers that cost the caller nothing."""
    return _search(context, path, given, TOLL_FREE, "TollFree")


def _search(context: Context, path: Mapping[str, str], given: Given, areas: tuple[str, ...], kind: str) -> Reply:
    code = _code(path)
    wanted = given.get("area_code")
    areas = (str(wanted),) if wanted is not None and kind != "TollFree" else areas
    pattern = _pattern(text(given, "contains"))
    bought = {record["phone_number"] for record in context.store.all("incoming_phone_numbers").values()}
    found = [number for number in _numbers(areas) if number not in bought and pattern.search(number)]
    size = given.get("page_size", MOST)
    records = [_record(number, code, kind) for number in found[: size if isinstance(size, int) else MOST]]
    uri = context.uri("AvailablePhoneNumbers", code, kind)
    return Reply(200, {"uri": uri, "available_phone_numbers": records})


def _numbers(areas: tuple[str, ...]) -> Iterator[str]:
    for area in areas:
        for last in range(PER_AREA):
            yield f"+1{area}5550{100 + last:03d}"


def _pattern(contains: str) -> re.Pattern[str]:
    """`*` stands for any digit, and letters for their keys."""
    keys = contains.upper().translate(KEYPAD)
    return re.compile("".join(r"\d" if key == "*" else re.escape(key) for key in keys))


def _record(number: str, country_code: str, kind: str) -> dict[str, object]:
    return {
        "friendly_name": f"({number[2:5]}) {number[5:8]}-{number[8:]}",
        "phone_number": number,
        "lata": None,
        "rate_center": "EXAMPLE" if kind == "Local" else None,
        "latitude": None,
        "longitude": None,
        "region": "EX" if kind == "Local" else None,
        "postal_code": None,
        "iso_country": country_code,
        "capabilities": {"voice": True, "SMS": True, "MMS": True},
        "beta": False,
    }


OPERATIONS: Final[Mapping[str, Mapping[str, Operation]]] = {
    "available_phone_numbers": {"list": countries, "fetch": country},
    "available_phone_numbers.local": {"list": local},
    "available_phone_numbers.mobile": {"list": mobile},
    "available_phone_numbers.toll_free": {"list": toll_free},
}
