"""Sends signed probes to a running app, and reports what is wrong in between: scheme, host, path, key. No Flask.

Every app with webhooks answers `/laml-doctor/<probe>` to a request that is signed with its key, with an empty 204. The
doctor has the key: the URL of the probe that is accepted is the one that the app takes for its own.
"""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Final
from urllib.parse import urlencode

import requests

from ..signature import sign_form
from .providers import Provider
from .urls import Origin, split_url

PATH: Final = "/laml-doctor/"
TIMEOUT: Final = (3.0, 10.0)
_FORM: Final = {"Probe": "a b+c=d&e%25é", "Empty": "", "AccountSid": "AC" + "0" * 32}


@dataclass(frozen=True, slots=True)
class Finding:
    """One result of the examination.

    Args:
        ok: Whether it is as it should be.
        what: What was found.
        advice: What to do about it; empty if it is in order.
    """

    ok: bool
    what: str
    advice: str = ""


def examine(
    url: str,
    key: str,
    *,
    provider: Provider,
    send: Callable[[str, Mapping[str, str], bytes], int] | None = None,
) -> Iterator[Finding]:
    """Examine the app at a public URL.

    Args:
        url: The public URL that the provider is given, without a route.
        key: The signing key.
        provider: The provider whose requests the app takes.
        send: Sends URL, headers and body and returns the status, or 0 if there is no answer. Over HTTP unless given.
    """
    base = url.rstrip("/")
    split = split_url(base)
    if split is None or split[0].scheme not in ("http", "https"):
        yield Finding(False, f"{url!r} is no URL", "give an absolute one, such as https://ivr.example.com")
        return
    if is_of_this_machine(split[0].host):
        yield Finding(
            True,
            f"{split[0].host} is this machine or its network, where the provider itself cannot come",
            "for real calls LAML_PUBLIC_URL is the address of a server or a tunnel; laml emulate needs none",
        )
    elif split[0].scheme == "http":
        yield Finding(False, "the address is not encrypted", "use https for anything that is not on this machine")

    def probe(signed_as: str, target: str = "plain", signature: str | None = None) -> int:
        made = sign_form(f"{signed_as}{PATH}{target}", _FORM.items(), key=key, provider=provider.name)
        headers = {provider.signature_headers[0]: made if signature is None else signature}
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        return (send or over_http)(f"{base}{PATH}{target}", headers, urlencode(_FORM).encode())

    status = probe(base)
    if status == 0:
        yield Finding(False, f"nobody answers at {base}", "is the app running, and the tunnel or proxy before it?")
        return
    if status == 204:
        yield Finding(True, f"a request that is signed for {base} is let in")
        yield from _on_the_way(probe, base)
        return
    what, advice = _refusal(status, base)
    yield Finding(False, what, advice)
    if status != 403:
        return
    advice = f"set its LAML_PUBLIC_URL to {base}"
    for other in _others(*split):
        if probe(other) == 204:
            yield Finding(False, f"the app takes its URL to be {other}", advice)
            return
    yield Finding(
        False, "no spelling of this URL is let in", "LAML_SIGNING_KEY of the app is another key, or its URL is another"
    )


def _on_the_way(probe: Callable[..., int], base: str) -> Iterator[Finding]:
    """What happens to requests between the provider and the app."""
    if probe(base, signature="A" * 27 + "=") == 403:
        yield Finding(True, "a forged one is refused")
    else:
        yield Finding(False, "a forged request is let in", "something before the app answers in its place: look there")
    for target, right, wrong in (
        ("%7Ea%2Cb?x=%2F&y=%7E", "escapes in path and query arrive as they were sent", "something rewrites escapes"),
        ("plain?b=2&a=1&a=0&c", "a query arrives in its own order", "something reorders or cleans the query"),
    ):
        if probe(base, target) == 204:
            yield Finding(True, right)
        else:
            yield Finding(False, wrong, "in nginx write proxy_pass without a path: proxy_pass http://app;")


def _refusal(status: int, base: str) -> tuple[str, str]:
    """What a status means, and what to do about it."""
    return {
        403: (f"a request that is signed for {base} is refused", "see below"),
        404: (
            "the app has no webhooks at this address",
            "is a prefix missing at its end, or at that of LAML_PUBLIC_URL?",
        ),
        405: ("the address does not take a POST", "is it that of a page or of a static site?"),
        411: ("a proxy sends the body without its length", "switch its request buffering on"),
    }.get(status, (f"the answer is {status}", "see the log of the app, and of the proxy before it"))


def _others(origin: Origin, path: str) -> Iterator[str]:
    """The URLs that an app is likely to take for its own by mistake."""
    other = "http" if origin.scheme == "https" else "https"
    port = f":{origin.port}" if origin.port else ""
    yield f"{other}://{origin.host}{port}{path}"
    if path:
        yield f"{origin.scheme}://{origin.host}{port}"
    ports = dict.fromkeys([*([origin.port] if origin.port else []), "5000", "8000", "8080"])
    for number in ports:
        for host in own_hosts():
            yield f"http://{host}:{number}{path}"


def is_of_this_machine(host: str) -> bool:
    """Whether a host names this machine, or an address of a private network."""
    if host == "localhost" or host.endswith((".localhost", ".local")):
        return True
    try:
        address = ip_address(host.strip("[]"))
    except ValueError:
        return False
    return address.is_loopback or address.is_private or address.is_link_local or address.is_unspecified


def own_hosts() -> list[str]:
    """How this machine is called in URLs, by itself and in its network."""
    name = socket.gethostname()
    try:
        addresses = [str(row[4][0]) for row in socket.getaddrinfo(name, None, family=socket.AF_INET)]
    except OSError:  # a machine that does not know its own name
        addresses = []
    return list(dict.fromkeys(["localhost", "127.0.0.1", "[::1]", "0.0.0.0", name, *addresses]))  # noqa: S104 - compared


def over_http(url: str, headers: Mapping[str, str], body: bytes) -> int:
    """Send one probe, without following redirects or the proxies of the environment; 0 if there is no answer."""
    with requests.Session() as session:
        session.trust_env = False
        prepared = requests.Request("POST", url, headers=dict(headers), data=body).prepare()
        prepared.url = url  # as written: requests would decode escapes that need not be
        try:
            with session.send(prepared, timeout=TIMEOUT, allow_redirects=False, stream=True) as response:
                return response.status_code  # its body is left: it may have no end
        except requests.RequestException:
            return 0
