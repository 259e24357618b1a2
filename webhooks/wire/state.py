"""Tokens that carry state in URLs: signed, timed, and bound to a route, an account and a call. No Flask.

A token is made for one app and one path; it may be bound to an account and, inside a request, to its call or pair of
numbers. Whoever has a token can read it, but cannot make one or use it elsewhere. Of accounts and numbers it holds
keyed digests only, so that nobody can find a number by trying all.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import secrets as random
from base64 import urlsafe_b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import isfinite
from typing import Final, NotRequired, TypedDict, TypeGuard

from itsdangerous import BadData, URLSafeSerializer

from ..errors import ConfigError, StateRefused
from .message import Json

MAX_TOKEN_LENGTH: Final = 1_024
MAX_URL_LENGTH: Final = 2_000  # what the narrowest proxies and the providers' consoles take
MAX_DEPTH: Final = 8
MAX_INTEGER_BITS: Final = 1_024  # Python writes no number of more than 4,300 digits
MAX_AGE: Final = timedelta(hours=4)  # no call of either provider is longer: Dial's timeLimit ends at 4 h by default
SKEW: Final = timedelta(seconds=30)
MAX_SHOWN: Final = 24
OWN_NAMES: Final = "laml."  # how names of ours in the state begin; no keyword of `bind` can be spelled so
NONCE_BYTES: Final = 9
SALT: Final = "lamlkit.state:"
_DIGEST_SALT: Final = b"lamlkit.state.digest:"
_HALF: Final = re.compile("[\ud800-\udfff]")  # of a character that UTF-16 writes as a pair
_LAST_SECOND: Final = 2**40


@dataclass(frozen=True, slots=True)
class Binding:
    """What a token is bound to.

    Args:
        route: The route of its URL, as it was registered.
        account: The account SID; None if it is not known, empty if the request came with an empty one.
        subjects: The calls, or the pair of numbers, that it may belong to. There is none if nothing names one yet; an
            empty text is a name that came empty. Empty names match nothing, not even each other.
        app: The name of the app.
        path: The path of its URL, decoded, with the values of the route's variables.
    """

    route: str
    account: str | None = None
    subjects: tuple[str, ...] = field(default=(), repr=False)
    app: str = ""
    path: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Opened:
    """The content of a token.

    Args:
        state: Names to plain JSON values.
        nonce: A text that no other token has.
        once: Whether the request that brings it is answered once.
    """

    state: Mapping[str, Json]
    nonce: str
    once: bool


class _Payload(TypedDict):
    t: int  # when it was made, in seconds
    n: str  # the nonce
    s: dict[str, Json]  # the state
    p: NotRequired[str]  # the digest of app and path; a token of the version before this one has none
    a: NotRequired[str]  # the digest of the account
    c: NotRequired[str]  # the digest of the call, pair of numbers or fax
    o: NotRequired[int]  # 1 if the request is answered once


def seal(
    state: Mapping[str, object], binding: Binding, keys: Sequence[str], now: datetime, *, once: bool = False
) -> str:
    """Make a token.

    Args:
        state: Names to plain JSON values.
        binding: What the token is bound to; of its subjects, the first.
        keys: The secrets; the first signs.
        now: The time, aware.
        once: Whether the request that brings it is answered once, and repeated from memory afterwards.
    Raises:
        ConfigError: The state is no plain JSON or too long, or there is no secret.
    """
    serializer = _serializer(binding.route, keys)
    nonce = random.token_urlsafe(NONCE_BYTES)
    payload: _Payload = {"t": int(now.timestamp()), "n": nonce, "s": check_state(state)}
    payload["p"] = _digest("p", _place(binding), nonce, keys[0])
    if binding.account is not None:
        payload["a"] = _digest("a", binding.account, nonce, keys[0])
    if binding.subjects:
        payload["c"] = _digest("c", binding.subjects[0], nonce, keys[0])
    if once:
        payload["o"] = 1
    token = serializer.dumps(payload)
    if len(token) > MAX_TOKEN_LENGTH:
        raise ConfigError(f"the state is too long for a URL: {len(token)} characters, at most {MAX_TOKEN_LENGTH}")
    return token


def unseal(token: object, binding: Binding, keys: Sequence[str], now: datetime, *, max_age: timedelta) -> Opened:
    """Read a token.

    Args:
        token: As it came; anything that is no token of ours for this route is refused.
        binding: App, path, account and subjects of the request that brought it. A token that is bound to an account or
            a call is accepted there only; one that was made before there was a call is accepted in any. What the
            request does not name at all is not compared; what it names with an empty text is no match.
        keys: The secrets; a token of any of them is accepted.
        now: The time, aware.
        max_age: How old it may be.
    Raises:
        StateRefused: Forged, altered, of another form, of another app, path, account or call, or too old (`.reason` is
            `state-age`).
    """
    if not isinstance(token, str) or not token.isascii() or not 0 < len(token) <= MAX_TOKEN_LENGTH:
        raise StateRefused("state", "the state in the URL is missing or no token")
    try:
        payload = _serializer(binding.route, keys).loads(token)
    except (BadData, ValueError, RecursionError):
        raise StateRefused("state", "the state in the URL was not signed here for this route") from None
    if not _is_payload(payload):
        raise StateRefused("state", "the state in the URL was signed here, but it is none that this version makes")
    account = () if binding.account is None else (binding.account,)
    bound = (("p", payload.get("p"), (_place(binding),)), ("a", payload.get("a"), account))
    for name, made, values in (*bound, ("c", payload.get("c"), binding.subjects)):
        if made is not None and values and made not in _digests(name, values, payload, keys):
            raise StateRefused("state-place", "the state in the URL belongs to another app, path, account or call")
    age = now.timestamp() - payload["t"]
    if age > max_age.total_seconds() or age < -SKEW.total_seconds():
        raise StateRefused("state-age", f"the state in the URL is {int(age)} s old")
    return Opened(payload["s"], payload["n"], "o" in payload)


def shown(token: str) -> str:
    """What a token says, for people to read: `tries=2, name="Anna"`; empty for what is no token.

    Nothing is verified, so nothing may be done with it. Values are JSON and cut; what binds the token is left out.
    """
    payload = _unverified(token)
    if payload is None:
        return ""
    found = [f"{_cut(name)}={_value(name, value)}" for name, value in payload["s"].items()]
    return ", ".join([*found, *(["once"] if "o" in payload else [])]) or "nothing"


def peek(token: str) -> Mapping[str, Json] | None:
    """The state in a token, to compare two tokens that were made at different times; None for what is no token.

    Nothing is verified, so nothing may be done with it. Names of ours, such as those of jobs, are left out.
    """
    payload = _unverified(token)
    if payload is None:
        return None
    return {name: value for name, value in payload["s"].items() if not name.startswith(OWN_NAMES)}


def _unverified(token: str) -> _Payload | None:
    if not token.isascii() or len(token) > MAX_TOKEN_LENGTH:
        return None
    _, payload = URLSafeSerializer("nobody", serializer=json).loads_unsafe(token)
    return payload if _is_payload(payload) else None


def _value(name: str, value: Json) -> str:
    own = name.startswith(OWN_NAMES)  # such as the name of a job, which whoever polls must know
    return "…" if own else _cut(json.dumps(value, separators=(",", ":")))


def _cut(text: str) -> str:
    plain = "".join(character if character.isprintable() else "\ufffd" for character in text)
    return plain if len(plain) <= MAX_SHOWN else plain[:MAX_SHOWN] + "…"


def _is_payload(payload: object) -> TypeGuard[_Payload]:
    """Whether what was signed has the form of a token of this version, or of the one before."""
    return (
        isinstance(payload, dict)
        and type(payload.get("t")) is int
        and abs(payload["t"]) < _LAST_SECOND
        and isinstance(payload.get("n"), str)
        and isinstance(payload.get("s"), dict)
        and all(isinstance(payload[name], str) for name in ("p", "a", "c") if name in payload)
        and payload.get("o", 1) == 1
    )


def _place(binding: Binding) -> str:
    return f"{binding.app}\n{binding.path}"


def _digests(name: str, values: Sequence[str], payload: _Payload, keys: Sequence[str]) -> set[str]:
    """The digests that match these values in a token: with any of the keys; of the version before, without a key."""
    named = [value for value in values if value]
    if "p" not in payload:
        return {_plain_digest(value) for value in named}
    return {_digest(name, value, payload["n"], key) for value in named for key in keys}


def check_state(state: Mapping[str, object]) -> dict[str, Json]:
    """The state as plain JSON that comes back as it was given.

    Raises:
        ConfigError: It holds something else, is nested too deep, or is too long for a URL.
    """
    plain = {_name(name): _plain(value, name, MAX_DEPTH) for name, value in state.items()}
    length = len(json.dumps(plain, separators=(",", ":")))
    if length > MAX_TOKEN_LENGTH:
        raise ConfigError(f"the state has {length} characters as JSON, at most {MAX_TOKEN_LENGTH}: carry a key of it")
    return plain


def _plain(value: object, name: str, depth: int) -> Json:
    if depth == 0:
        raise ConfigError(f"the state {name!r} is nested deeper than {MAX_DEPTH}")
    if value is None or (isinstance(value, int) and value.bit_length() <= MAX_INTEGER_BITS):
        return value
    if isinstance(value, int):
        raise ConfigError(f"the state {name!r} is a number of {value.bit_length()} bits, at most {MAX_INTEGER_BITS}")
    if isinstance(value, str) and not _HALF.search(value):
        return value
    if isinstance(value, float) and isfinite(value):
        return value
    if isinstance(value, (list, tuple)):
        return [_plain(item, name, depth - 1) for item in value]
    if isinstance(value, Mapping):
        return {_name(key): _plain(item, name, depth - 1) for key, item in value.items()}
    raise ConfigError(
        f"the state {name!r} is of type {type(value).__name__}: a URL carries text, numbers, booleans and lists"
    )


def _name(name: object) -> str:
    if not isinstance(name, str):
        raise ConfigError(f"the state has a name of type {type(name).__name__}, not text")
    return name


def _digest(name: str, text: str, nonce: str, key: str) -> str:
    """A short, keyed digest of a name: it can be compared here only, and is another one in each token."""
    made = hmac.digest(_encoded(key), _DIGEST_SALT + _encoded(f"{name}:{nonce}:{text}"), "sha256")
    return urlsafe_b64encode(made[:9]).decode()


def _plain_digest(text: str) -> str:
    """The digest of the version before, whose tokens are taken for the four hours that they live."""
    return urlsafe_b64encode(hashlib.sha256(text.encode("utf-8", "replace")).digest()[:9]).decode()


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _serializer(route: str, keys: Sequence[str]) -> URLSafeSerializer:
    if not keys:
        raise ConfigError(
            "LAML_SECRET_KEY is missing: state in URLs is signed with it, or with the app's SECRET_KEY",
            setting="LAML_SECRET_KEY",
        )
    # itsdangerous signs with the last of its keys, our settings have the newest first
    return URLSafeSerializer(
        list(reversed(keys)),
        salt=SALT + route,
        signer_kwargs={"digest_method": hashlib.sha256, "key_derivation": "hmac"},
        serializer=json,
        serializer_kwargs={"separators": (",", ":")},
    )
