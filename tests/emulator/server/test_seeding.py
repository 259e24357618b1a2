"""A provider's state from a file, reset, and as JSON."""

from __future__ import annotations

from pathlib import Path

import pytest
import requests

from emulator import Provider, ProviderServer, SeedError
from emulator.server.seeding import load

from ..pages import Pages

pytestmark = pytest.mark.source("own: files of state")

PUBLIC = "https://app.example"
SEED = """
[[incoming_phone_numbers]]
phone_number = "+15559870000"
voice_url = "https://app.example/voice"

[[applications]]
friendly_name = "ivr"

[[laml_bins]]
name = "closed"
contents = "<Response><Say>We are closed, {{From}}.</Say></Response>"

[phones."+15551230000"]
outcome = "busy"
rings = 3
"""


def _file(tmp_path: Path, text: str) -> Path:
    file = tmp_path / "seed.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_a_seed_file_makes_numbers_applications_and_phones(provider: Provider, tmp_path: Path) -> None:
    provider.host(
        Pages({"/voice": "<Response><Dial>+15551230000</Dial></Response>"}, "signalwire", "key", PUBLIC), PUBLIC
    )
    assert load(provider.rest, _file(tmp_path, SEED)) == 4
    call = provider.dial(to="+15559870000")
    call.wait()
    assert call.legs[0].status == "busy"
    assert [one.friendly_name for one in provider.client().applications.list()] == ["ivr"]
    (closed,) = provider.client().laml_bins.list()
    assert provider.dial(closed.url, from_="+15551239999").heard("We are closed, +15551239999.")


def test_a_seed_file_makes_what_rest_cannot(tmp_path: Path) -> None:
    provider = Provider("twilio", public_url=PUBLIC)
    assert load(provider.rest, _file(tmp_path, '[[short_codes]]\nshort_code = "12345"\nfriendly_name = "ours"')) == 1
    (code,) = provider.client().api.short_codes.list()
    assert (code.short_code, code.friendly_name) == ("12345", "ours")
    provider.close()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[[nonsense]]\na = 1", "is nothing the emulator keeps"),
        ("not toml", "seed.toml"),
        ("[[incoming_phone_numbers]]\nfriendly_name = 'x'", "is required"),
        ("[[laml_bins]]\ncontents = '<Response/>'", "a bin needs a name"),
        ("[[laml_bins]]\nname = 'x'\ncontents = '<Shout/>'", "Shout"),
        ("[[laml_bins]]\nname = 'x'\ncontents = 7", "name and contents are texts"),
        ('[phones."+1555"]\noutcome = "gone"', "phone +1555"),
        ('[phones."+1555"]\nnoise = 3', "phone +1555"),
        ("phones = 3", "write phones as"),
    ],
)
def test_a_seed_file_that_cannot_be_used_says_why(provider: Provider, tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(SeedError, match=said.replace("+", r"\+").replace("[", r"\[")):
        load(provider.rest, _file(tmp_path, text))


def test_a_missing_seed_file_is_named(provider: Provider, tmp_path: Path) -> None:
    with pytest.raises(SeedError, match=r"absent\.toml"):
        load(provider.rest, tmp_path / "absent.toml")


def test_snapshot_and_reset(provider: Provider) -> None:
    provider.host(Pages({"/voice": "<Response><Say>hi</Say></Response>"}, "signalwire", "key", PUBLIC), PUBLIC)
    with ProviderServer(provider) as server:
        token = {"Authorization": f"Bearer {server.phone_token}"}
        client = server.client()
        client.calls.create(to="+15551230001", from_="+15559870000", url=f"{PUBLIC}/voice")
        client.applications.create(friendly_name="ivr")
        client.laml_bins.create("closed")
        provider.run()
        taken = requests.get(f"{server.url}/phone/snapshot", headers=token, timeout=5).json()
        assert [call["status"] for call in taken["calls"]] == ["completed"]
        assert [row["friendly_name"] for row in taken["records"]["applications"]] == ["ivr"]
        assert [row["name"] for row in taken["records"]["laml_bins"]] == ["closed"]
        assert requests.post(f"{server.url}/phone/reset", headers=token, timeout=5).json() == {"reset": True}
        assert client.calls.list() == []
        assert client.applications.list() == []
        assert client.laml_bins.list() == []
        assert len(provider.timeline) == 0
        assert client.api.accounts(client.account_sid).fetch().status == "active"
