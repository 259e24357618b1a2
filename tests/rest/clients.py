"""Clients that talk to a scripted server, with identifiers and secrets that are easy to recognise."""

from rest import Client, Timeouts
from rest.http.clock import Clock
from rest.table.providers import ProviderName

PROJECT = "b3877c40-da60-4998-90ad-b792e98472af"
ACCOUNT = "AC" + "0123456789abcdef" * 2
TOKEN = "PTcanary5ecret"
CALL_SID = "CA" + "1" * 32
BASES = {"signalwire": "/api/laml/2010-04-01", "twilio": "/2010-04-01"}
QUICK = Timeouts(connect=2.0, read=2.0, total=4.0)


def make_client(
    base_url: str,
    provider: ProviderName = "twilio",
    timeouts: Timeouts = QUICK,
    clock: Clock | None = None,
    max_per_second: float | None = None,
) -> Client:
    return Client(
        ACCOUNT if provider == "twilio" else PROJECT,
        TOKEN,
        provider=provider,
        base_url=base_url,
        timeouts=timeouts,
        clock=clock,
        max_per_second=max_per_second,
        environment={},
    )
