"""States are told apart by what their tokens say; one that only counts is folded after three, and still followed."""

from __future__ import annotations

import pytest
from flask import Flask

from emulator import Provider
from emulator.map import IvrMap, walk
from laml import Document, VoiceResponse
from webhooks import GatherRequest, VoiceRequest, Webhooks

pytestmark = pytest.mark.source("own: the map")

CONFIG = {
    "LAML_PROVIDER": "signalwire",
    "LAML_SIGNING_KEY": "PSK_of_a_test",
    "LAML_PUBLIC_URL": "https://app.example",
    "LAML_SECRET_KEY": "a secret of a test, long enough",
}


def _mapped(gives_up: int | None) -> IvrMap:
    """An IVR that counts the wrong keys, and says goodbye at the one with this number."""
    app = Flask("counting")
    app.config.update(CONFIG)
    hooks = Webhooks(app)

    @hooks.voice("/answer")
    def answer(call: VoiceRequest) -> Document:
        return _asked(1)

    @hooks.gather("/menu")
    def menu(call: GatherRequest) -> Document:
        tries = call.state.int("tries")
        if call.digits == "1":
            return VoiceResponse().say("Sales.").dial("+15557654321", action=after)
        if tries == gives_up:
            return VoiceResponse().say("Goodbye.").hangup()
        return _asked(tries + 1)

    @hooks.voice("/after")
    def after(call: VoiceRequest) -> Document:
        return VoiceResponse().say("The call is over.").hangup()

    def _asked(tries: int) -> Document:
        response = VoiceResponse()
        response.gather(num_digits=1, action=menu.bind(tries=tries), action_on_empty_result=True).say(
            "For sales press 1."
        )
        return response

    provider = Provider("signalwire")
    provider.host(app, raises=False)
    try:
        return walk(provider, answer)
    finally:
        provider.close()


def test_a_state_that_only_counts_is_folded_after_three() -> None:
    whole = _mapped(None)
    routes = [node.route for node in whole.nodes if node.asks]
    assert routes == ["POST /answer", "POST /menu {tries=1}", "POST /menu {tries=2}", "POST /menu {tries=3}"]
    assert whole.complete


def test_the_fifth_try_is_found_though_three_are_told_apart() -> None:
    whole = _mapped(5)
    goodbye = next(node for node in whole.nodes if node.said == ("Goodbye.",))
    last = next(node for node in whole.nodes if node.route == "POST /menu {tries=3}" and node.asks)
    edges = {(edge.source, edge.kind, edge.times) for edge in whole.edges if edge.target == goodbye.id}
    assert edges == {(last.id, "other", 2), (last.id, "silence", 2)}


def test_the_same_map_is_drawn_at_any_time_and_with_new_tokens() -> None:
    assert _mapped(2).edges == _mapped(2).edges
