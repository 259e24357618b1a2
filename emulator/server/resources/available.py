"""Numbers for sale: invented on request, always the same ones for the same search.

Source: REST reference, resources.available_phone_numbers, its parameter Contains; the range 555-01xx is for examples.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import islice, product
from typing import Final

from ..context import Context, Given, Operation, Reply, text, undeclared
from ..records.errors import ApiFault
from ..records.number_kinds import COUNTRIES, KINDS, NORTH_AMERICA, TOLL_FREE, kind_of
from ..records.pages import page

REGIONS: Final[Mapping[str, tuple[str, ...]]] = {
    **{"WA": ("253", "206"), "CA": ("415", "213"), "TX": ("512", "214"), "MA": ("617",), "NY": ("212", "646")},
    **{"IL": ("312",), "FL": ("305",), "GA": ("404",), "CO": ("303",), "AZ": ("602",), "PA": ("215",), "OR": ("503",)},
    **{"ON": ("416",), "BC": ("604",), "QC": ("514",), "AB": ("403",)},
}
AREAS: Final[Mapping[str, tuple[str, ...]]] = {"US": ("253", "415", "512", "617"), "CA": ("416", "604")}
"""The areas of a search that names none."""
CAPABLE: Final[Mapping[str, frozenset[str]]] = {
    "voice_enabled": frozenset(KINDS),
    "sms_enabled": frozenset({"local", "mobile", "toll_free", "machine_to_machine"}),
    "mms_enabled": frozenset({"local", "mobile"}),
    "fax_enabled": frozenset({"local", "national", "toll_free", "shared_cost"}),
}
"""The kinds of numbers that can do what a filter asks for. Ours: real numbers differ one by one."""
KEYPAD: Final = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "22233344455566677778889999")
MOST: Final = 30  # numbers in one answer
FOUND: Final = 200  # numbers of one search
VALID: Final = re.compile(r"1[2-9][0-9]{2}[2-9][0-9]{6}|[2-9][0-9]{6,14}")


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
        "country": COUNTRIES[code].name,
        "country_code": code,
        "subresource_uris": {},
        "uri": f"{uri}.json",
    }


def _code(path: Mapping[str, str]) -> str:
    code = path["IsoCountry"].upper()
    if code not in COUNTRIES:
        raise ApiFault(404, 20404, f"country {code}")
    return code


def _of_kind(kind: str, last: str) -> Operation:
    def search(context: Context, path: Mapping[str, str], given: Given) -> Reply:
        code = _code(path)
        bought = {record["phone_number"] for record in context.store.all("incoming_phone_numbers").values()}
        free = (number for number in _numbers(code, kind, given) if number not in bought)
        records = [_record(number, code, kind, given) for number in islice(dict.fromkeys(free), FOUND)]
        uri = context.uri("AvailablePhoneNumbers", code, last, suffix=context.api.page_suffix)
        if context.api.page_suffix:
            return Reply(200, page(uri, "available_phone_numbers", records, _paging(given)))
        size = given.get("page_size", MOST)
        return Reply(200, {"uri": uri, "available_phone_numbers": records[: size if isinstance(size, int) else MOST]})

    return search


def _paging(given: Given) -> Given:
    """Size and place of the page; the place is no parameter of the operation, and stands in the addresses of pages."""
    return {"page_size": MOST, **given, "page_token": undeclared(given, "PageToken")}


def _numbers(code: str, kind: str, given: Given) -> Iterator[str]:
    """The numbers that pass the filters, in order."""
    if any(name in given and given[name] is not (kind in kinds) for name, kinds in CAPABLE.items()):
        return
    own = COUNTRIES[code]
    contains = _keys(text(given, "contains"))
    areas = _areas(code, given) if own.code == NORTH_AMERICA and kind != "toll_free" else None
    if kind == "toll_free" and given.get("area_code") is not None:
        areas = (str(given["area_code"]),)
    templates = [own.template(kind)] if areas is None else [area + own.template(kind)[3:] for area in areas]
    if not contains:
        found = (number for template in templates for number in _filled(own.code + template))
    else:
        if areas == AREAS.get(code, areas) and kind == "local":
            templates.append("*" * len(own.local))  # no place is named: any digits will do
        if own.code == NORTH_AMERICA and kind == "toll_free":
            templates = [f"{area}*******" for area in areas or TOLL_FREE]
        elif own.code == NORTH_AMERICA and kind == "local":
            templates = [template.replace("55501", "*****") for template in templates]
        found = (number for template in templates for number in _matching(own.code + template, contains))
    yield from (f"+{digits}" for digits in found if VALID.fullmatch(digits) and kind_of(digits) == kind)


def _areas(code: str, given: Given) -> tuple[str, ...]:
    """The area codes of a search in North America."""
    if given.get("area_code") is not None:
        return (str(given["area_code"]),)
    near = text(given, "near_number")
    if near.startswith("+1") and len(near) == len("+12345678901"):
        return (near[2:5],)
    region = text(given, "in_region").upper()
    if region:
        return REGIONS.get(region, ())
    return AREAS.get(code, (COUNTRIES[code].local[:3],))


def _keys(contains: str) -> str:
    """A pattern in digits and `*`; letters stand for their keys.

    Raises:
        ApiFault: It holds something else.
    """
    keys = re.sub(r"[ ().+-]", "", contains.upper().translate(KEYPAD))
    if not re.fullmatch(r"[0-9*]*", keys):
        raise ApiFault(400, 10000, f"Contains {contains!r}: digits, letters and * are allowed")
    return keys


def _matching(template: str, keys: str) -> Iterator[str]:
    """Numbers of a template that hold the keys, at each place where they can stand."""
    for place in range(len(template) - len(keys), -1, -1):
        behind = template[place : place + len(keys)]
        if all("*" in (key, fixed) or key == fixed for key, fixed in zip(keys, behind, strict=True)):
            laid = "".join(fixed if key == "*" else key for key, fixed in zip(keys, behind, strict=True))
            yield from islice(_filled(template[:place] + laid + template[place + len(keys) :], "5234678901"), 10)


def _filled(template: str, counted: str = "0123456789") -> Iterator[str]:
    """The numbers of a template: its last two free digits count in this order, the others are fives."""
    free = template.count("*")
    for last in product(counted, repeat=min(free, 2)):
        digits = iter("5" * (free - len(last)) + "".join(last))
        yield "".join(next(digits) if digit == "*" else digit for digit in template)


def _record(number: str, country_code: str, kind: str, given: Given) -> dict[str, object]:
    local = kind == "local"
    region = text(given, "in_region").upper() or "EX"
    can = {name: kind in kinds for name, kinds in CAPABLE.items()}
    return {
        "friendly_name": _friendly(number),
        "phone_number": number,
        "lata": text(given, "in_lata") or None,
        "rate_center": (text(given, "in_rate_center") or "EXAMPLE") if local else None,
        "latitude": None,
        "longitude": None,
        "locality": text(given, "in_locality") or None,
        "region": region if local else None,
        "postal_code": text(given, "in_postal_code") or None,
        "iso_country": country_code,
        "address_requirements": "none",
        "capabilities": {"voice": can["voice_enabled"], "SMS": can["sms_enabled"], "MMS": can["mms_enabled"]},
        "beta": False,
    }


def _friendly(number: str) -> str:
    if len(number) == len("+12345678901") and number.startswith("+1"):
        return f"({number[2:5]}) {number[5:8]}-{number[8:]}"
    return number


OPERATIONS: Final[Mapping[str, Mapping[str, Operation]]] = {
    "available_phone_numbers": {"list": countries, "fetch": country},
    **{f"available_phone_numbers.{kind}": {"list": _of_kind(kind, last)} for kind, last in KINDS.items()},
}
