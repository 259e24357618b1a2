"""The edges of the emulated API; the source of each is a provider's text, a seed, a recorded answer, or unverified."""

from __future__ import annotations

import pytest

from emulator.server.records import keys

from . import edge_rows_records, edge_rows_talk
from .edges import Api, Step

EDGES = edge_rows_talk.EDGES | edge_rows_records.EDGES
ROWS = [(name, provider) for name, edge in EDGES.items() for provider in edge.providers]


@pytest.mark.source({name: edge.source for name, edge in EDGES.items()})
@pytest.mark.parametrize(("name", "provider"), ROWS)
def test_an_edge_is_as_its_source_says(name: str, provider: str) -> None:
    api = Api(provider)
    edge = EDGES[name]
    steps = [
        Step(**{**vars(step), "status": 422, "has": {**step.has, "code": str(step.has["code"])}})
        if step.status == 400 and provider == "signalwire"
        else Step(**{**vars(step), "status": 200})
        if step.status == 201 and provider == "signalwire" and step.path in ("/Calls.json", "/Queues.json")
        else step
        for step in edge.steps
    ]
    api.kept["base"] = api.provider.engine.world.profile.rest_base
    api.play(steps)


@pytest.mark.source("Twilio's specification, CreateNewKey; Twilio, API keys")
@pytest.mark.parametrize("kind", ["Keys", "SigningKeys"])
def test_a_key_authenticates_from_when_it_is_made_until_it_is_deleted(kind: str) -> None:
    """The kept fault is below."""
    owner = Api("twilio")
    status, key = owner.ask("POST", f"/{kind}.json", {"FriendlyName": "deploy"})
    assert (status, len(key["secret"])) == (201, 32)
    assert "secret" not in owner.ask("GET", f"/{kind}/{key['sid']}.json")[1]
    good = owner.as_(key["sid"], key["secret"])
    assert good.ask("POST", "/Messages.json", {"To": "+15551230001", "From": "+15559870000", "Body": "hi"})[0] == 201
    assert owner.ask("GET", "/Messages.json")[1]["messages"][0]["body"] == "hi"
    pairs = [
        (key["sid"], ""),
        (key["sid"], "x" * 32),
        (key["sid"], key["secret"].upper()),
        ("SK" + "0" * 32, key["secret"]),
        ("", key["secret"]),
        (owner.account.sid, key["secret"]),
        ("keys.secrets", ""),
    ]
    for sid, secret in pairs:
        assert owner.as_(sid, secret).ask("GET", "/Messages.json")[0] == 401, (sid, secret)
    assert owner.ask("DELETE", f"/{kind}/{key['sid']}.json")[0] == 204
    assert good.ask("GET", "/Messages.json")[0] == 401


@pytest.mark.source("own: the fault would be found")
def test_the_test_of_keys_notices_a_secret_that_is_not_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "_hash", lambda _secret: "always the same")
    with pytest.raises(AssertionError):
        test_a_key_authenticates_from_when_it_is_made_until_it_is_deleted("Keys")
