"""API keys: what the answer to a key's creation shows once, and whether a request carries a key. Knows no HTTP.

Source: Twilio REST API 2010-04-01, Keys: a key's sid and secret stand in place of the account's sid and token.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from .store import Record

if TYPE_CHECKING:
    from ..context import Context

KINDS: Final = ("keys", "signing_keys")
SECRETS: Final = "keys.secrets"


def secret_once(context: Context, record: Record) -> Record:
    """The secret of a new key, of which only a hash is kept."""
    secret = context.world.ids.token().replace("-", "")
    context.store.made(SECRETS)[str(record["sid"])] = {"sha256": _hash(secret)}
    return {"secret": secret}


def gone(context: Context, record: Record) -> None:
    """Forget the secret of a key that is deleted, which opens nothing from then on."""
    context.store.made(SECRETS).pop(str(record["sid"]), None)


def opens(context: Context, given: bytes) -> bool:
    """Whether `sid:secret` are those of a key that exists."""
    sid, _, secret = given.decode("utf-8", "replace").partition(":")
    kept: Mapping[str, object] = context.store.all(SECRETS).get(sid, {})
    return hmac.compare_digest(str(kept.get("sha256", "")), _hash(secret))


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
