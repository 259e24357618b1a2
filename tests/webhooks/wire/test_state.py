"""State tokens: what is refused, and what is bound to where."""

from __future__ import annotations

import base64
import hashlib
import json
import tracemalloc
import zlib
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from itsdangerous import URLSafeSerializer, URLSafeTimedSerializer

from webhooks import (
    ConfigError,
    StateRefused,
)
from webhooks.wire import state as state_module
from webhooks.wire.state import (
    MAX_AGE,
    MAX_DEPTH,
    MAX_INTEGER_BITS,
    MAX_TOKEN_LENGTH,
    Binding,
    check_state,
    peek,
    seal,
    unseal,
)

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
BINDING = Binding("/menu", "AC1", ("CA1",))
KEYS = ("new-secret", "old-secret")


class FakeClock:
    def __init__(self) -> None:
        self.time = NOW

    def now(self) -> datetime:
        return self.time

    def monotonic(self) -> float:
        return self.time.timestamp()


def opened(token: object, binding: Binding = BINDING, now: datetime = NOW, keys: tuple[str, ...] = KEYS) -> object:
    return dict(unseal(token, binding, keys, now, max_age=MAX_AGE).state)


def test_what_goes_in_comes_out() -> None:
    state = {"tries": 2, "name": "zażółć 😀", "flags": [True, None, 1.5], "deep": {"a": {"b": []}}}
    assert opened(seal(state, BINDING, KEYS, NOW)) == state


def test_a_look_into_a_token_gives_its_state_without_the_names_of_ours() -> None:
    token = seal({"tries": 2, "laml.job": "3f2a", "laml": 1}, BINDING, KEYS, NOW)
    assert peek(token) == {"tries": 2, "laml": 1}


@pytest.mark.parametrize("text", ["", "no token", "żółć", "e30.abc"])
def test_a_look_into_what_is_no_token_gives_nothing(text: str) -> None:
    assert peek(text) is None


TOKEN = seal({"tries": 2}, BINDING, KEYS, NOW)


@pytest.mark.parametrize(
    "token",
    ["", "..", TOKEN[:-1], TOKEN + "A", TOKEN + "\n", " " + TOKEN, TOKEN * 2, "A" * 1_000_000, None, 5, b"x", "\ud800"],
)
def test_what_is_no_token_is_refused_in_one_way(token: object) -> None:
    """T1, T2: itsdangerous lets TypeError and UnicodeEncodeError out."""
    with pytest.raises(StateRefused):
        opened(token)


def test_a_compressed_bomb_is_refused_before_it_is_unpacked() -> None:
    """T9: itsdangerous marks a compressed payload with a dot, and looks at the signature first."""
    bomb = "." + base64.urlsafe_b64encode(zlib.compress(b"0" * 50_000_000, 9)).decode().rstrip("=")
    tracemalloc.start()
    for token in (bomb, bomb[:900], f"{bomb[:900]}.{TOKEN.rpartition('.')[2]}"):
        with pytest.raises(StateRefused):
            opened(token)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 1_000_000


@pytest.mark.parametrize("number", [10**5000, -(10**5000)], ids=["large", "small"])
def test_a_number_too_long_for_text_is_refused_when_it_is_bound(number: int) -> None:
    """T10: Python itself raises ValueError for it."""
    with pytest.raises(ConfigError):
        seal({"n": number}, BINDING, KEYS, NOW)


@given(st.text())
def test_no_text_is_taken_for_a_token(text: str) -> None:
    with pytest.raises(StateRefused):
        opened(text)


@given(st.integers(0, len(TOKEN) - 2), st.sampled_from("ABCxyz019-_."))
def test_a_token_with_a_character_changed_is_refused(place: int, character: str) -> None:
    changed = TOKEN[:place] + character + TOKEN[place + 1 :]
    if changed != TOKEN:
        with pytest.raises(StateRefused):
            opened(changed)


def test_another_spelling_of_the_same_signature_keeps_the_nonce() -> None:
    """T3: the last character of base64 has bits to spare; what is done once goes by the nonce, not by the text."""
    nonce = unseal(TOKEN, BINDING, KEYS, NOW, max_age=MAX_AGE).nonce
    for last in "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_":
        try:
            assert unseal(TOKEN[:-1] + last, BINDING, KEYS, NOW, max_age=MAX_AGE).nonce == nonce
        except StateRefused:
            continue


@pytest.mark.parametrize(
    "binding",
    [
        Binding("/other", "AC1", ("CA1",)),
        Binding("/menu", "AC2", ("CA1",)),
        Binding("/menu", "AC1", ("CA2",)),
        Binding("/menu", "AC1", ("CA2", "CA3")),
        Binding("/menu", "", ("CA1",)),
        Binding("/menu", "AC1", ("",)),
        Binding("/menu", "AC1", ("", "CA2")),
        Binding("/menu", "AC1", ("CA1",), app="other"),
        Binding("/menu", "AC1", ("CA1",), path="/menu/8"),
    ],
)
def test_a_token_of_another_place_is_refused(binding: Binding) -> None:
    """T4."""
    with pytest.raises(StateRefused):
        opened(TOKEN, binding)


@pytest.mark.parametrize(
    "binding",
    [
        Binding("/menu", "AC1", ("CA9", "CA1")),
        Binding("/menu", "AC1", ("", "CA1")),
        Binding("/menu", "AC1"),
        Binding("/menu"),
    ],
)
def test_a_token_is_taken_on_a_leg_of_its_call_and_where_no_call_is_named(binding: Binding) -> None:
    assert opened(TOKEN, binding) == {"tries": 2}


def test_a_token_made_before_there_was_a_call_is_taken_at_any() -> None:
    assert opened(seal({"order": 7}, Binding("/menu", "AC1"), KEYS, NOW), Binding("/menu", "AC1", ("CA5",))) == {
        "order": 7
    }


@pytest.mark.parametrize(
    ("later", "taken"),
    [
        (timedelta(hours=4), True),
        (timedelta(hours=4, seconds=1), False),
        (timedelta(seconds=-30), True),
        (timedelta(seconds=-31), False),
    ],
)
def test_a_token_is_taken_for_four_hours_and_from_a_clock_that_is_a_little_ahead(later: timedelta, taken: bool) -> None:
    """T5, T6: itsdangerous refuses any token of the future."""
    if taken:
        assert opened(TOKEN, now=NOW + later) == {"tries": 2}
    else:
        with pytest.raises(StateRefused) as caught:
            opened(TOKEN, now=NOW + later)
        assert caught.value.reason == "state-age"


def test_an_old_key_is_accepted_until_it_is_removed() -> None:
    """T8."""
    token = seal({}, BINDING, ("old-secret",), NOW)
    assert opened(token) == {}
    with pytest.raises(StateRefused):
        opened(token, keys=("new-secret",))


@pytest.mark.parametrize(
    "state",
    [
        {"a": "x" * 2000},
        {"a": float("nan")},
        {"a": float("inf")},
        {"a": b"x"},
        {"a": NOW},
        {"a": {1: 2}},
        {"a": {"b"}},
        {"a": "\ud800"},
        {"a": [[[[[[[[[[1]]]]]]]]]]},
    ],
)
def test_what_a_url_cannot_carry_is_refused_when_it_is_bound(state: dict[str, object]) -> None:
    """T10."""
    with pytest.raises(ConfigError):
        seal(state, BINDING, KEYS, NOW)


def test_a_session_cookie_never_verifies_as_state() -> None:
    """T13: Flask's sessions use the same key and another salt."""
    cookie = URLSafeTimedSerializer("new-secret", salt="cookie-session").dumps({"t": 1, "n": "x", "s": {}})
    with pytest.raises(StateRefused):
        opened(cookie)


@pytest.mark.parametrize(
    ("made_for", "brought_by"),
    [
        (Binding("/menu", ""), Binding("/menu", "AC1")),
        (Binding("/menu", ""), Binding("/menu", "")),
        (Binding("/menu", "AC1", ("",)), Binding("/menu", "AC1", ("CA1",))),
        (Binding("/menu", "AC1", ("",)), Binding("/menu", "AC1", ("",))),
    ],
)
def test_what_came_empty_binds_a_token_to_nothing_that_exists(made_for: Binding, brought_by: Binding) -> None:
    """Bound to no account, it would be good for every one."""
    with pytest.raises(StateRefused):
        opened(seal({}, made_for, KEYS, NOW), brought_by)


def payload_of(token: str) -> dict[str, Any]:
    """What anybody can read in a token; by itsdangerous alone."""
    text = token.rpartition(".")[0]
    raw = base64.urlsafe_b64decode(text.lstrip(".") + "===")
    return json.loads(zlib.decompress(raw) if text.startswith(".") else raw)  # type: ignore[no-any-return]


def guessed(token: str, numbers: list[str]) -> list[str]:
    """The numbers whose plain digest stands in a token: what somebody finds who tries all numbers."""
    texts = payload_of(token).values()
    plain = {number: base64.urlsafe_b64encode(hashlib.sha256(number.encode()).digest()).decode() for number in numbers}
    return [number for number, digest in plain.items() for text in texts if isinstance(text, str) and text in digest]


OLD: dict[str, Any] = {"t": int(NOW.timestamp()), "n": "nonce", "s": {"tries": 2}}
"""A payload as commit 4ecea71 wrote it for account AC1 and call CA1: the first nine bytes of SHA-256."""
OLD |= {
    name: base64.urlsafe_b64encode(hashlib.sha256(sid.encode()).digest()[:9]).decode()
    for name, sid in (("a", "AC1"), ("c", "CA1"))
}


def signed_here(payload: object, key: str = "new-secret") -> str:
    """Signed with the key, salt and digest of state, by itsdangerous."""
    signing = {"digest_method": hashlib.sha256, "key_derivation": "hmac"}
    made = URLSafeSerializer(key, salt="lamlkit.state:/menu", signer_kwargs=signing).dumps(payload)
    return str(made)


def test_nobody_finds_out_who_a_token_is_about_by_trying_all_numbers() -> None:
    """The old form is the fault: it held plain digests, and one finds its account and call."""
    names = ["AC0", "AC1", "CA0", "CA1"]
    assert guessed(signed_here(OLD), names) == ["AC1", "CA1"]
    assert guessed(seal({}, BINDING, KEYS, NOW), names) == []


def test_a_digest_cannot_be_made_without_the_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    """With all else the same, the nonce too, another secret gives other digests."""
    monkeypatch.setattr("webhooks.wire.state.random.token_urlsafe", lambda _: "nonce")
    one, same, other = (payload_of(seal({}, BINDING, (key,), NOW)) for key in ("s1", "s1", "s2"))
    assert one == same
    assert all(one[name] != other[name] for name in "acp")


def test_two_tokens_of_one_call_do_not_show_that_they_are() -> None:
    one, two = (payload_of(seal({}, BINDING, KEYS, NOW)) for _ in range(2))
    assert all(one[name] != two[name] for name in "nacp")


def test_digests_are_compared_while_keys_rotate() -> None:
    token = seal({"tries": 2}, BINDING, ("old-secret",), NOW)
    assert opened(token) == {"tries": 2}
    with pytest.raises(StateRefused):
        opened(token, Binding("/menu", "AC2", ("CA1",)))


@pytest.mark.parametrize(
    ("binding", "taken"),
    [
        (BINDING, True),
        (Binding("/menu", "AC1", ("CA1",), app="ivr", path="/menu"), True),
        (Binding("/menu", "AC2", ("CA1",)), False),
        (Binding("/menu", "AC1", ("CA2",)), False),
        (Binding("/menu", "", ("CA1",)), False),
    ],
)
def test_a_token_of_the_version_before_is_taken_in_its_place_for_its_four_hours(binding: Binding, taken: bool) -> None:
    token = signed_here(OLD)
    if not taken:
        with pytest.raises(StateRefused):
            opened(token, binding)
        return
    assert opened(token, binding) == {"tries": 2}
    with pytest.raises(StateRefused):
        opened(token, binding, now=NOW + MAX_AGE + timedelta(seconds=1))


@pytest.mark.parametrize(
    "payload",
    [
        None, 5, "text", [], {}, ["t"], OLD | {"t": None}, OLD | {"t": "1"}, OLD | {"t": True}, OLD | {"t": 1e9},
        OLD | {"t": float("nan")}, OLD | {"t": 10**400}, OLD | {"t": -(10**20)}, OLD | {"n": 1}, OLD | {"s": []},
        OLD | {"s": None}, OLD | {"a": []}, OLD | {"a": None}, OLD | {"c": {"x": 1}}, OLD | {"p": 7}, OLD | {"o": "x"},
        {name: value for name, value in OLD.items() if name != "n"},
        {name: value for name, value in OLD.items() if name != "s"},
    ],
)  # fmt: skip
def test_a_signed_token_of_another_form_is_refused(payload: object) -> None:
    """As another program with the same secret might make it."""
    with pytest.raises(StateRefused) as caught:
        opened(signed_here(payload))
    assert caught.value.status == 403


def test_a_signed_token_of_the_right_form_shows_that_the_signing_above_is_right() -> None:
    assert opened(signed_here(OLD)) == {"tries": 2}


def test_a_token_is_answered_once_only_if_it_was_made_so() -> None:
    for how, once in (({}, False), ({"once": False}, False), ({"once": True}, True)):
        assert unseal(seal({}, BINDING, KEYS, NOW, **how), BINDING, KEYS, NOW, max_age=MAX_AGE).once is once


def test_a_token_is_as_long_as_may_be_and_no_longer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(state_module.random, "token_urlsafe", lambda length: "nonce")  # else lengths differ
    token = seal({"tries": 2}, BINDING, KEYS, NOW)
    monkeypatch.setattr(state_module, "MAX_TOKEN_LENGTH", len(token))
    assert seal({"tries": 2}, BINDING, KEYS, NOW) == token
    assert opened(token) == {"tries": 2}
    monkeypatch.setattr(state_module, "MAX_TOKEN_LENGTH", len(token) - 1)
    with pytest.raises(ConfigError, match="too long for a URL"):
        seal({"tries": 2}, BINDING, KEYS, NOW)
    with pytest.raises(StateRefused):
        opened(token)


def test_as_much_as_the_limits_of_a_state_allow_comes_back() -> None:
    deepest: object = "x"
    for _ in range(MAX_DEPTH - 1):
        deepest = [deepest]
    names: object = "x"
    for _ in range(MAX_DEPTH - 1):
        names = {"n": names}
    assert check_state({"a": names}) == {"a": names}
    with pytest.raises(ConfigError):
        check_state({"a": {"n": names}})
    number = 2**MAX_INTEGER_BITS - 1
    assert check_state({"a": deepest, "b": number, "c": -number}) == {"a": deepest, "b": number, "c": -number}
    for state in ({"a": [deepest]}, {"a": {"b": deepest}}, {"b": number + 1}, {"b": -number - 1}):
        with pytest.raises(ConfigError):
            check_state(state)
    as_json = len('{"a":""}')
    assert check_state({"a": "x" * (MAX_TOKEN_LENGTH - as_json)})
    with pytest.raises(ConfigError):
        check_state({"a": "x" * (MAX_TOKEN_LENGTH - as_json + 1)})


@pytest.mark.parametrize(
    "value", [float("nan"), float("inf"), "\ud800", b"x", {1: "x"}, {"a": {2: "x"}}, object(), {1}]
)
def test_what_would_not_come_back_as_it_was_is_refused(value: object) -> None:
    for state in ({"a": value}, {"a": [value]}, {"a": {"b": value}}):
        with pytest.raises(ConfigError, match="the state"):
            check_state(state)
    with pytest.raises(ConfigError, match="name of type int"):
        check_state({1: "x"})  # type: ignore[dict-item]  # what a caller without types may give


def test_a_tuple_comes_back_as_a_list() -> None:
    assert check_state({"a": (1, (2,))}) == {"a": [1, [2]]}


@pytest.mark.parametrize("value", [{"t": 2**40}, {"t": -(2**40)}, {"o": 0}, {"o": 2}, {"o": "1"}, {"p": None}])
def test_a_value_out_of_its_range_is_another_form(value: dict[str, object]) -> None:
    with pytest.raises(StateRefused) as refused:
        opened(signed_here(OLD | value))
    assert refused.value.reason == "state"
