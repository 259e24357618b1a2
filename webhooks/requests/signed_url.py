"""Refuses a URL that holds a part of another request's parameters, where the two share one signed run."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from ..errors import FormError
from .declarations import compiled
from .signed_run import form_of
from .value_forms import JSON, SID, SID_TEXT

_GLUED: Final = re.compile(rf"[A-Za-z]S(?:id|ID){SID_TEXT}")


def refuse_border(kind: type, target: str, scheme: str) -> None:
    """Refuse a URL that holds the beginning of another request's parameters.

    Examples, of a genuine POST to `/hook?x=1`: a GET of `/hook?x=1AccountSidAC…Bodyhi&AccountSid=…`. Of a genuine GET:
    a POST to `/hook?AccountSid=AC…&Body=hi`, or to `/hook?Body=hi`, with the rest as its form. No URL has a quotation
    mark, but one that has the beginning of a JSON body.
    """
    if "S" not in target and "?" not in target and '"' not in target:
        return
    path, _, query = target.partition("?")
    account = _account_in(kind)
    if '"' in target or _GLUED.search(path) or account.search(path):
        raise ambiguous("the URL")
    shape = compiled(kind)
    for part in query.split("&"):
        name, _, value = part.partition("=")
        form = form_of(shape, name)
        written = form is not None and (form.people or form is JSON)
        if scheme == "form":
            wrong: object = written or _GLUED.search(part) or account.search(part)
        else:
            wrong = not written and (_GLUED.search(name) or _GLUED.search(value) or account.search(value))
        if wrong:
            raise ambiguous("the URL")


@lru_cache(maxsize=64)
def _account_in(kind: type) -> re.Pattern[str]:
    """Make the pattern of the account, or of what else names a request that comes without one, in a query or JSON."""
    shape = compiled(kind)
    name = next((name for name in shape.always if shape.forms[name] is SID), "AccountSid")
    return re.compile(rf"{name}\W{{0,8}}{SID_TEXT}")


def ambiguous(name: str) -> FormError:
    """The refusal of a request that could be another one; names a parameter, never a sender's text."""
    return FormError("ambiguous", f"a value of {name} could stand in, or be joined to, another parameter", status=403)
