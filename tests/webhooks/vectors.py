"""Reads `vectors.json`: one dataclass per published signature."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from webhooks.signature import Content, Key, Message
from webhooks.wire.forms import Pairs
from webhooks.wire.providers import ProviderName

SETTINGS = "X-Twilio-Webhooks-Signature-Settings"
RULED_OUT = frozenset({"dis-10-sw-form-raw-hex"})
"""Disputed ones that we refuse: with a raw scheme for forms, a form's signature is one of other bodies as well."""


@dataclass(frozen=True)
class Vector:
    id: str
    provider: ProviderName
    expect: str
    key: str
    method: str
    url: str
    header: str
    signature: str
    pairs: Pairs
    form_body: str | None
    body: str | None
    content_type: str | None
    headers: dict[str, str]
    string_to_sign: str | None
    disputed: bool

    def __str__(self) -> str:
        return self.id

    @property
    def content(self) -> Content:
        if self.body is not None:
            return "raw"
        return "form" if self.pairs else "none"

    def message(self) -> Message:
        both = {self.header: self.signature, **self.headers}
        return Message(
            self.url,
            self.content,
            both.get("X-SignalWire-Signature", both.get("X-Twilio-Signature")),
            pairs=self.pairs,
            body=(self.body or "").encode() if self.body is not None else (self.form_body or "").encode(),
            sha256_signature=both.get("X-SignalWire-SHA256-Signature"),
            settings=both.get(SETTINGS),
        )

    def keys(self) -> list[Key]:
        """The key, as one who configures it would give it: a shared key with its id and algorithm."""
        settings = dict(part.partition("=")[::2] for part in self.headers.get(SETTINGS, "").split(",") if part)
        return [Key(self.key, id=settings["key"], algorithm="sha256") if settings else Key(self.key)]


def _vector(row: dict[str, Any]) -> Vector:
    pairs = tuple(
        (name, value)
        for name, values in row.get("params", {}).items()
        for value in (values if isinstance(values, list) else [values])
    )
    return Vector(
        **{name: row[name] for name in ("id", "provider", "key", "method", "url", "header", "signature")},
        expect="refuse" if row["id"] in RULED_OUT else row["expect"],
        pairs=pairs,
        form_body=row.get("form_body"),
        body=row.get("body"),
        content_type=row.get("content_type"),
        headers=row.get("other_headers", {}),
        string_to_sign=row.get("string_to_sign"),
        disputed=row.get("disputed", False),
    )


VECTORS = [
    _vector(row) for row in json.loads(Path(__file__).with_name("vectors.json").read_text(encoding="utf-8"))["vectors"]
]
ACCEPTED = [vector for vector in VECTORS if vector.expect == "accept"]
REFUSED = [vector for vector in VECTORS if vector.expect == "refuse"]
