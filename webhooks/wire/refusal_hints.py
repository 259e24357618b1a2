"""Finds, after a refusal, what would have made the signature match, and names the setting to change.

It tries a short, fixed list of variants: another scheme, host, port, prefix, path as a proxy may have rewritten it, key
or provider, each alone and a few together. The hint goes to the log only: it is never part of an answer, and no variant
is ever accepted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import quote, unquote, unquote_to_bytes
from wsgiref.types import WSGIEnvironment

from ..errors import Refused, SignatureError
from ..signature import Key, verify
from .message import Message
from .providers import PROVIDERS, Provider
from .receiving import account_of, header, mount_of
from .settings import Settings
from .urls import origin_variants, split_url

MAX_TRIES: Final = 400
_HOST: Final = re.compile(r"[A-Za-z0-9.-]{1,253}(?::[0-9]{1,5})?|\[[0-9A-Fa-f:.]{2,45}\](?::[0-9]{1,5})?")
_PREFIX: Final = re.compile(r"(?:/[A-Za-z0-9._~-]{1,64}){1,4}")


@dataclass(frozen=True, slots=True)
class Variant:
    """One way in which an origin or a target may differ.

    Args:
        value: The origin or target.
        hint: What to change if this one was signed; empty for the one that the settings give.
    """

    value: str
    hint: str = ""


def explain_refusal(error: SignatureError, environ: WSGIEnvironment, settings: Settings) -> str:
    """The change that would have made a refused request match.

    Args:
        error: The refusal, with the request that matched no key.
        environ: The WSGI environment; its Host and forwarding headers are tried, not trusted.
        settings: The app's.
    Returns:
        A sentence, or an empty text if nothing matched.
    """
    message = error.unmatched
    if error.reason == "no-signature":
        return _without_signature(environ, settings)
    if message is None:
        return ""
    tries = 0
    for urls, provider, keys, hints in combinations(message, environ, settings):
        tries += len(urls) * len(keys)
        if tries > MAX_TRIES:
            break
        signed = _as_for(message, environ, provider)
        for key in keys:
            try:
                verify(signed, [replace(key[1], id=None)], provider=provider.name, urls=urls)
            except SignatureError:
                continue
            return "; ".join(hint for hint in (*hints, key[0]) if hint)
    return _api_token_hint(settings) or _account_hint(message, settings)


def combinations(
    message: Message, environ: WSGIEnvironment, settings: Settings
) -> Iterator[tuple[Sequence[str], Provider, Sequence[tuple[str, Key]], Sequence[str]]]:
    """The variants: first those that differ in one part, then those that differ in several.

    Yields:
        URLs, provider, keys with their hints, and the hints about URL and provider.
    """
    keys = [("", key) for key in _own_keys(message, settings)]
    other_keys = [(_key_hint(name), key) for name, key in settings.others]
    hint = "set LAML_PROVIDER to '{}': the request is signed as that provider does"
    providers = [(settings.provider, ""), *((row, hint.format(row.name)) for row in _others(settings.provider))]
    origins, targets = list(origin_options(environ, settings)), list(target_options(message.url, environ, settings))
    same_origin, same_target = origins[0], targets[0]
    rounds = [
        [(same_origin, target) for target in targets],
        [(origin, same_target) for origin in origins],
        [(origin, target) for origin in origins[1:] for target in targets[1:]],
    ]
    for key_round in (keys, other_keys):
        for provider, provider_hint in providers:
            for pairs in rounds[:2] if provider_hint or key_round is other_keys else rounds:
                for origin, target in pairs:
                    urls = [spelling + target.value for spelling in _spellings(origin.value)]
                    yield urls, provider, key_round, [origin.hint, target.hint, provider_hint]


def origin_options(environ: WSGIEnvironment, settings: Settings) -> Iterator[Variant]:
    """Origins: the one that is set, the same with the other scheme, and those that the request's headers name."""
    public = settings.public_url.origin
    own = public.text(port=public.port, credentials=False)
    yield Variant(own)
    seen = {own}
    swapped = "http" if public.scheme == "https" else "https"
    hosts = [(public.host + (f":{public.port}" if public.port else ""), "")]
    for name in ("X-Forwarded-Host", "Host"):
        text = (header(environ, name) or "").partition(",")[0].strip()
        if _HOST.fullmatch(text):
            hosts.append((text, name))
    for host, name in hosts:
        for scheme in (public.scheme, swapped):
            origin = f"{scheme}://{host}"
            if origin not in seen:
                seen.add(origin)
                source = f" (the {name} header has it)" if name else ""
                yield Variant(origin, f"LAML_PUBLIC_URL should begin with {origin}: that was signed{source}")


def target_options(target: str, environ: WSGIEnvironment, settings: Settings) -> Iterator[Variant]:
    """Paths with queries: as received, with and without prefixes, and as they may have been before a proxy."""
    path, mark, query = target.partition("?")
    tail = mark + query
    prefix = settings.public_url.path
    yield Variant(prefix + target)
    if prefix:
        yield Variant(target, f"LAML_PUBLIC_URL should end before {prefix}: the provider's URL does not have it")
    mount = mount_of(environ)
    if mount and not prefix.endswith(mount):
        yield Variant(prefix + mount + target, f"add {mount} to the end of LAML_PUBLIC_URL: the app is mounted there")
    for name in ("X-Forwarded-Prefix", "X-Script-Name"):
        text = (header(environ, name) or "").rstrip("/")
        if _PREFIX.fullmatch(text) and text != prefix:
            hint = f"add {text} to the end of LAML_PUBLIC_URL: a proxy takes it away (the {name} header has it)"
            yield Variant(text + target, hint)
    for name in ("X-Original-URI", "X-Forwarded-Uri", "X-Original-URL"):
        text = header(environ, name) or ""
        if text.startswith("/") and text.isascii() and len(text) < 2000 and text != target:
            yield Variant(text, f"a proxy rewrites the path (the {name} header has the original): pass it on unchanged")
    rewritten = "a proxy rewrites the path: in nginx write proxy_pass without a path, `proxy_pass http://app;`"
    plain = unquote_to_bytes(path)
    before = {
        quote(plain, safe="/"),
        quote(plain, safe="/~!$&'()*+,;=:@"),
        quote(plain, safe="/").replace("~", "%7E"),
        re.sub(r"%[0-9A-F]{2}", lambda found: found[0].lower(), path),
    }
    for text in sorted(before - {path}):
        yield Variant(prefix + text + tail, rewritten)
    slashed = path[:-1] if path.endswith("/") else path + "/"
    if slashed:
        done = "without" if path.endswith("/") else "with"
        yield Variant(prefix + slashed + tail, f"the provider's URL is {done} a slash at its end: write both alike")
    raw = re.sub("%(?:40|3A)", lambda found: unquote(found[0]), query, flags=re.IGNORECASE)
    if raw != query:
        hint = "the query was signed with @ and : as they are, and sent with them escaped: let the provider send a POST"
        yield Variant(f"{prefix}{path}?{raw}", hint)
    if query:
        yield Variant(prefix + path, "something adds a query to the URL on its way")


def _spellings(origin: str) -> tuple[str, ...]:
    split = split_url(origin)
    return origin_variants(split[0]) if split else (origin,)


def _as_for(message: Message, environ: WSGIEnvironment, provider: Provider) -> Message:
    """The message with the signature that stands in that provider's header."""
    found = (header(environ, name) for name in provider.signature_headers)
    return replace(message, signature=next((value for value in found if value), message.signature), settings=None)


def _own_keys(message: Message, settings: Settings) -> tuple[Key, ...]:
    if isinstance(settings.keys, tuple):
        return settings.keys
    try:
        return settings.keys_for(account_of(message.pairs))
    except Refused:  # the function found a key a moment ago, and fails now
        return ()


def _others(provider: Provider) -> list[Provider]:
    return [row for row in PROVIDERS.values() if row is not provider]


def _key_hint(name: str) -> str:
    if name == "LAML_RETIRED_KEY":
        return "the request is signed with the retired key: the provider still uses it, or keep it in LAML_SIGNING_KEY"
    return f"LAML_SIGNING_KEY is another key: the request is signed with the value of {name}"


def _api_token_hint(settings: Settings) -> str:
    if settings.provider.key_prefixes is None or not isinstance(settings.keys, tuple):
        return ""
    wrong, right = settings.provider.key_prefixes
    if not all(key.secret.startswith(wrong) for key in settings.keys):
        return ""
    return f"LAML_SIGNING_KEY looks like an API token ({wrong}…): requests are signed with the signing key ({right}…)"


def _account_hint(message: Message, settings: Settings) -> str:
    """The hint for a request that says it is of another account than the one whose key is known."""
    named = account_of(message.pairs)
    if not settings.account or not named or named == settings.account:
        return ""
    return "the request names another account than the settings: a subaccount signs with a key of its own"


def _without_signature(environ: WSGIEnvironment, settings: Settings) -> str:
    """The hint for a request that has no signature: it may have the header of another provider."""
    if any(header(environ, name) for name in settings.provider.signature_headers):
        return ""
    for other in _others(settings.provider):
        if any(header(environ, name) for name in other.signature_headers):
            return f"the request has the signature header of {other.name}: is LAML_PROVIDER right?"
    return "the request is not signed at all: a browser, a scanner, or a proxy that drops the header"
