"""The countries whose numbers are for sale, and the kinds of numbers. Data, and what a number shows of itself.

A template holds the digits behind the calling code; `*` is free. Numbers of the rarer kinds have a mark of two digits
in theirs, which is ours. Source: ITU-T E.164 and the national numbering plans, in the first digits and the lengths.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

NORTH_AMERICA: Final = "1"
TOLL_FREE: Final = ("800", "888", "877", "866", "855", "844", "833")
KINDS: Final[Mapping[str, str]] = {
    "local": "Local",
    "mobile": "Mobile",
    "toll_free": "TollFree",
    "national": "National",
    "voip": "Voip",
    "shared_cost": "SharedCost",
    "machine_to_machine": "MachineToMachine",
}
"""Each kind, as the last part of a resource's name and of its path."""
MARKS: Final[Mapping[str, str]] = {"national": "03", "voip": "04", "shared_cost": "05", "machine_to_machine": "06"}
_MARKED: Final = re.compile(r"1[0-9]{3}555(0[2-6])[0-9]{2}")


@dataclass(frozen=True, slots=True)
class Country:
    """One country: its name, its calling code, and the templates of local, mobile and toll-free numbers."""

    name: str
    code: str
    local: str
    mobile: str
    toll_free: str

    def template(self, kind: str) -> str:
        """The digits of a number of this kind behind the calling code."""
        if self.code == NORTH_AMERICA:
            mark = {"local": "01", "mobile": "02", **MARKS}.get(kind)
            return self.toll_free if mark is None else f"{self.local[:3]}555{mark}**"
        if kind in MARKS:
            base = self.mobile if kind == "machine_to_machine" else self.local
            return base.replace("**", MARKS[kind], 1)
        return {"local": self.local, "mobile": self.mobile}.get(kind, self.toll_free)


def _northern(name: str, area: str) -> Country:
    return Country(name, NORTH_AMERICA, f"{area}*******", f"{area}*******", "80055501**")


COUNTRIES: Final[Mapping[str, Country]] = {
    "US": _northern("United States", "415"),
    "CA": _northern("Canada", "416"),
    "PR": _northern("Puerto Rico", "787"),
    "AR": Country("Argentina", "54", "11********", "911********", "800*******"),
    "AT": Country("Austria", "43", "1*******", "660*******", "800******"),
    "AU": Country("Australia", "61", "2********", "4********", "1800******"),
    "BE": Country("Belgium", "32", "2*******", "470******", "800*****"),
    "BG": Country("Bulgaria", "359", "2*******", "87*******", "800*****"),
    "BR": Country("Brazil", "55", "11********", "119********", "800*******"),
    "CH": Country("Switzerland", "41", "44*******", "76*******", "800******"),
    "CL": Country("Chile", "56", "2********", "9********", "800******"),
    "CO": Country("Colombia", "57", "601*******", "300*******", "800*******"),
    "CZ": Country("Czech Republic", "420", "2********", "6********", "800******"),
    "DE": Country("Germany", "49", "30********", "151********", "800*******"),
    "DK": Country("Denmark", "45", "3*******", "2*******", "80******"),
    "EE": Country("Estonia", "372", "6******", "5*******", "800****"),
    "ES": Country("Spain", "34", "91*******", "6********", "900******"),
    "FI": Country("Finland", "358", "9*******", "45*******", "800******"),
    "FR": Country("France", "33", "1********", "6********", "805******"),
    "GB": Country("United Kingdom", "44", "20********", "74********", "800*******"),
    "GR": Country("Greece", "30", "21********", "69********", "800*******"),
    "HK": Country("Hong Kong", "852", "3*******", "5*******", "800******"),
    "HU": Country("Hungary", "36", "1*******", "20*******", "80******"),
    "IE": Country("Ireland", "353", "1*******", "83*******", "1800******"),
    "IL": Country("Israel", "972", "3*******", "52*******", "180*******"),
    "IN": Country("India", "91", "22********", "9*********", "1800*******"),
    "IT": Country("Italy", "39", "06********", "3*********", "800******"),
    "JP": Country("Japan", "81", "3********", "90********", "120******"),
    "LT": Country("Lithuania", "370", "5*******", "6*******", "800*****"),
    "LV": Country("Latvia", "371", "6*******", "2*******", "80******"),
    "MX": Country("Mexico", "52", "55********", "155********", "800*******"),
    "MY": Country("Malaysia", "60", "3********", "1********", "1800******"),
    "NL": Country("Netherlands", "31", "20*******", "6********", "800****"),
    "NO": Country("Norway", "47", "2*******", "4*******", "800*****"),
    "NZ": Country("New Zealand", "64", "9*******", "21*******", "800******"),
    "PH": Country("Philippines", "63", "2********", "9*********", "180********"),
    "PL": Country("Poland", "48", "22*******", "7********", "800******"),
    "PT": Country("Portugal", "351", "21*******", "9********", "800******"),
    "RO": Country("Romania", "40", "21*******", "7********", "800******"),
    "SE": Country("Sweden", "46", "8*******", "7********", "20*******"),
    "SG": Country("Singapore", "65", "3*******", "8*******", "800*******"),
    "SI": Country("Slovenia", "386", "1*******", "4*******", "80******"),
    "SK": Country("Slovakia", "421", "2********", "9********", "800******"),
    "TH": Country("Thailand", "66", "2*******", "8********", "1800******"),
    "TW": Country("Taiwan", "886", "2********", "9********", "80*******"),
    "ZA": Country("South Africa", "27", "11*******", "6********", "800******"),
}


def kind_of(number: str) -> str:
    """The kind that a number in E.164 shows; `local` for one that shows none."""
    digits = number.removeprefix("+")
    if digits.startswith(NORTH_AMERICA):
        marked = _MARKED.fullmatch(digits)
        by_mark = {"02": "mobile", **{mark: kind for kind, mark in MARKS.items()}}
        return "toll_free" if digits[1:4] in TOLL_FREE else by_mark[marked[1]] if marked else "local"
    for country in COUNTRIES.values():
        if digits.startswith(country.code):
            for kind in (*MARKS, "toll_free", "mobile"):
                if _fits(digits, country.code + country.template(kind)):
                    return kind
    return "local"


def _fits(digits: str, template: str) -> bool:
    return len(digits) == len(template) and all(t in ("*", d) for d, t in zip(digits, template, strict=True))
