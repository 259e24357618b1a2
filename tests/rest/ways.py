"""The ways from a client to a scripted server: straight, over TLS, through a plain proxy, through a proxy's tunnel."""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from rest import Client, Network, Timeouts
from rest.http.clock import Clock

from .clients import ACCOUNT, QUICK, TOKEN
from .server import Answer, Script, Server, Tunnel

TLS = Path(__file__).parent / "data" / "tls"
"""Certificates made for these tests, with their keys: for localhost; for another name; for localhost, in 2001."""
WAYS = ("straight", "tls", "proxy", "tunnel")
CONNECTED = Answer(b"HTTP/1.1 200 Connection established\r\n\r\n")


@dataclass(frozen=True)
class Way:
    """A server, and how to reach it; `server.received` is what arrived at the far end."""

    server: Server
    base_url: str
    network: Network
    proxy: Server | None = None

    def client(self, clock: Clock | None = None, timeouts: Timeouts = QUICK) -> Client:
        return Client(
            ACCOUNT,
            TOKEN,
            base_url=self.base_url,
            network=self.network,
            clock=clock,
            timeouts=timeouts,
            allow_http=True,
            environment={},
        )


def context(name: str) -> ssl.SSLContext:
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.load_cert_chain(TLS / f"{name}.pem")
    return made


def trusting(name: str, proxy: str | None = None) -> Network:
    return Network(ca_bundle=str(TLS / f"{name}.pem"), proxy=proxy)


@contextmanager
def by(way: str, script: Script | list[Answer], connect: list[Answer] | None = None) -> Iterator[Way]:
    """A way to a server with that script; `connect` is what the proxy of a tunnel answers to CONNECT."""
    secure = way in ("tls", "tunnel")
    with Server(script, context=context("good") if secure else None) as server:
        if way == "straight":
            yield Way(server, server.url, Network())
        elif way == "tls":
            yield Way(server, f"https://localhost:{server.port}", trusting("good"))
        elif way == "proxy":  # the server is that proxy: what it reads and drops may have gone on
            yield Way(server, "http://api.example", Network(proxy=server.url))
        else:
            with Tunnel(connect or [CONNECTED]) as proxy:
                yield Way(server, f"https://localhost:{server.port}", trusting("good", proxy.url), proxy)
