"""Tokens that carry state in URLs: signed, timed, and bound to a route, an account and a call. No Flask.

A token is made for one route; it may be bound to an account and, inside a request, to its call or pair of numbers.
Whoever has a token can read it, but cannot make one or use it elsewhere. It holds digests of accounts and numbers only.
"""

from __future__ import annotations

import hashlib
import json
import secrets as random
from base64 import urlsafe_b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import isfinite
from typing import Final

from itsdangerous import BadData, URLSafeSerializer

from ..errors import ConfigError, StateRefused
from .message import Json

MAX_TOKEN_LENGTH: Final = 1_024
MAX_URL_LENGTH: Final = 2_000  # what the narrowest proxies and the providers' consoles take
MAX_DEPTH: Final = 8
MAX_INTEGER_BITS: Final = 1_024  # Python writes no number of more than 4,300 digits
MAX_AGE: Final = timedelta(hours=4)  # no call of either provider is longer: Dial's timeLimit ends at 4 h by default
SKEW: Final = timedelta(seconds=30)
SALT: Final = "lamlkit.state:"


@dataclass(frozen=True, slots=True)
class Binding:
    """What a token is bound to.

    Args:
        route: The route of its URL.
        account: The account SID; empty if it is not known yet.
        subjects: The calls, or the pair of numbers, that it may belong to; empty if there is none yet.
    """

    route: str
    account: str = ""
    subjects: tuple[str, ...] = field(default=(), repr=False)


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
    payload: dict[str, object] = {
        "t": int(now.timestamp()),
        "n": random.token_urlsafe(9),
        "s": check_state(state),
    }
    if binding.account:
        payload["a"] = _digest(binding.account)
    if binding.subjects:
        payload["c"] = _digest(binding.subjects[0])
    if once:
        payload["o"] = 1
    token = _serializer(binding.route, keys).dumps(payload)
    if len(token) > MAX_TOKEN_LENGTH:
        raise ConfigError(f"the state is too long for a URL: {len(token)} characters, at most {MAX_TOKEN_LENGTH}")
    return token


def unseal(token: object, binding: Binding, keys: Sequence[str], now: datetime, *, max_age: timedelta) -> Opened:
    """Read a token.

    Args:
        token: As it came; anything that is no token of ours for this route is refused.
        binding: Route, account and subjects of the request that brought it. A token that is bound to an account or a
            call is accepted there only; one that was made before there was a call is accepted in any.
        keys: The secrets; a token of any of them is accepted.
        now: The time, aware.
        max_age: How old it may be.
    Raises:
        StateRefused: Forged, altered, of another route, account or call, or too old (`.reason` is `state-age`).
    """
    if not isinstance(token, str) or not token.isascii() or not 0 < len(token) <= MAX_TOKEN_LENGTH:
        raise StateRefused("state", "the state in the URL is missing or no token")
    try:
        payload = _serializer(binding.route, keys).loads(token)
    except (BadData, ValueError, RecursionError):
        raise StateRefused("state", "the state in the URL was not signed here for this route") from None
    bound = (("a", (binding.account,)), ("c", binding.subjects))
    for name, values in bound:
        known = [_digest(value) for value in values if value]
        if name in payload and known and payload[name] not in known:
            raise StateRefused("state-place", "the state in the URL belongs to another account or call")
    age = now.timestamp() - payload["t"]
    if age > max_age.total_seconds() or age < -SKEW.total_seconds():
        raise StateRefused("state-age", f"the state in the URL is {int(age)} s old")
    return Opened(payload["s"], payload["n"], "o" in payload)


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
    if isinstance(value, str) and value == value.encode("utf-8", "replace").decode():
        return value
    if isinstance(value, float) and isfinite(value):
        return value
    if isinstance(value, (list, tuple)):
        return [_plain(item, name, depth - 1) for item in value]
    if isinstance(value, Mapping):
        return {_name(key): _plain(item, name, depth - 1) for key, item in value.items()}
    raise ConfigError(
        f"the state {name!r} is a {type(value).__name__}: a URL carries text, numbers, booleans and lists"
    )


def _name(name: object) -> str:
    if not isinstance(name, str):
        raise ConfigError(f"the state has a name that is a {type(name).__name__}, not text")
    return name


def _digest(text: str) -> str:
    """A short digest of a name: it can be compared, and does not show the name."""
    return urlsafe_b64encode(hashlib.sha256(text.encode("utf-8", "replace")).digest()[:9]).decode()


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
