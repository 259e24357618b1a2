"""The faults on request as the scripted phone takes and lists them, in JSON. Knows no HTTP."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, fields
from typing import Final

from laml.grammar.spelling import did_you_mean

from ..errors import EmulatorError
from ..faults import KINDS as APP_KINDS
from ..faults import Fault, Faults
from .api_faults import KINDS as API_KINDS
from .api_faults import ApiFaultRow

Json = dict[str, object]
WHERE: Final = ("api", "app")
_TYPES: Final[Mapping[str, tuple[type, ...]]] = {
    "path": (str,),
    "method": (str,),
    "seconds": (int, float),
    "status": (int,),
    "retry_after": (int, float),
    "done": (bool,),
    "share": (int, float),
    "times": (int,),
}


def add(faults: Faults, args: Json) -> Json:
    """Add the fault that a request describes; returns what stands there now.

    Raises:
        EmulatorError: It describes none; the message says what was expected.
    """
    where = args.get("of", "api")
    if where not in WHERE:
        raise EmulatorError(f"of is one of {', '.join(WHERE)}")
    row = _api_row(args.get("kind")) if where == "api" else _app_row(args.get("kind"))
    known = {field.name for field in fields(row)} - {"struck"}
    for name, value in args.items():
        if name in ("of", "kind"):
            continue
        expected = _TYPES.get(name)
        field = "left" if name == "times" else name
        if expected is None or field not in known:
            names = sorted({"times" if one == "left" else one for one in known})
            hint = did_you_mean(name, names)
            raise EmulatorError(
                f"{name} is unknown; a fault of the {where} has {', '.join(names)}" + (f"; {hint}" if hint else "")
            )
        given = float("inf") if name == "seconds" and value is None else value
        if type(given) not in expected:
            raise EmulatorError(f"{name} is no {expected[-1].__name__}")
        setattr(row, field, given)
    if isinstance(row, ApiFaultRow):
        faults.api.add(row)
    else:
        faults.add(row)
    return told(faults)


def _api_row(kind: object) -> ApiFaultRow:
    for known in API_KINDS:
        if known == kind:
            return ApiFaultRow(known)
    raise EmulatorError(f"kind is one of {', '.join(API_KINDS)}")


def _app_row(kind: object) -> Fault:
    for known in APP_KINDS:
        if known == kind:
            return Fault(known, "*")
    raise EmulatorError(f"kind is one of {', '.join(APP_KINDS)}")


def told(faults: Faults) -> Json:
    """The faults that there are, and how often each kind struck."""
    return {
        "api": {"faults": [_plain(row) for row in faults.api.rows], "struck": dict(faults.api.struck)},
        "app": {"faults": [_plain(row) for row in faults.rows], "struck": dict(faults.struck)},
    }


def _plain(row: ApiFaultRow | Fault) -> Json:
    found: Json = asdict(row)
    found["times"] = found.pop("left")
    if row.seconds == float("inf"):
        found["seconds"] = None  # JSON has no number without end
    return found
