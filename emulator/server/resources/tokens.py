"""Tokens for STUN and TURN servers in the REST API, and the balance: made up, since no server and no money is there.

Source: Twilio REST API 2010-04-01, Tokens and Balance.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ..context import Context, Given, Operation, Reply, number
from ..records.dates import rfc2822

A_DAY: Final = 86_400
"""Seconds that a token is valid by default."""
HOST: Final = "emulator.example"


def create(context: Context, _path: Mapping[str, str], given: Given) -> Reply:
    """A token, with the addresses of servers that do not exist."""
    ids = context.world.ids
    user, password = (ids.token().replace("-", "") for _ in range(2))
    servers: list[dict[str, str]] = [{"url": f"stun:{HOST}:3478", "urls": f"stun:{HOST}:3478"}]
    for transport, port in (("udp", 3478), ("tcp", 3478), ("tcp", 443)):
        url = f"turn:{HOST}:{port}?transport={transport}"
        servers.append({"url": url, "urls": url, "username": user, "credential": password})
    now = rfc2822(context.world.now)
    body: dict[str, object] = {
        "account_sid": context.world.account.sid,
        "date_created": now,
        "date_updated": now,
        "ice_servers": servers,
        "password": password,
        "ttl": str(int(number(given, "ttl", A_DAY))),
        "username": user,
    }
    return Reply(201, body)


def balance(context: Context, _path: Mapping[str, str], _given: Given) -> Reply:
    """Nothing costs anything, and nothing was paid in."""
    return Reply(200, {"account_sid": context.world.account.sid, "balance": "0.00", "currency": "USD"})


OPERATIONS: Final[Mapping[str, Mapping[str, Operation]]] = {
    "network_tokens": {"create": create},
    "balance": {"fetch": balance},
}
