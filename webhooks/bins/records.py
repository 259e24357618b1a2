"""A stored bin and its versions, as SignalWire's LaML Bins have them.

Source: Compatibility REST API, "The Compatibility XML Bin Object".
"""

from __future__ import annotations

import os
import re
import uuid
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Literal

from .binding import BoundBin, bound

API_VERSION: Final = "2010-04-01"
DEFAULT_CONTENTS: Final = '<?xml version="1.0" encoding="UTF-8"?>\n<Response>\n</Response>'
"""What a bin says that was made without contents. Source: the reference, Create a Compatibility XML Bin."""
MAX_NAME_LENGTH: Final = 255  # ours: what a name may be is nowhere said
SID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_SID_BYTES: Final = 16


def new_sid() -> str:
    """An identifier that nobody can guess: 128 random bits, written as SignalWire writes them."""
    return str(uuid.UUID(bytes=os.urandom(_SID_BYTES)))


@dataclass(frozen=True, slots=True)
class StoredBin:
    """A document that is kept in the store, hosted under its SID, and edited while the app runs.

    Attributes:
        sid: Its identifier, and the last part of its URL.
        name: Its name for people; two bins may have one.
        contents: The document as it was saved.
        version: The number of the version that is served; the first is 1.
        date_created: When it was made, in UTC.
        date_updated: When it was last saved, in UTC.
        date_last_accessed: When it was last fetched; None if it never was.
        num_requests: How often it was fetched.
        account_sid: The account of the app, if its settings say which.
        public: Whether anybody may fetch it, not only the provider.
        expires: When it is gone; None for never.
        request_url: The absolute URL at which it is served.
    """

    sid: str
    name: str
    contents: str = field(repr=False)
    date_created: datetime
    date_updated: datetime
    version: int = 1
    date_last_accessed: datetime | None = None
    num_requests: int = 0
    account_sid: str = ""
    public: bool = False
    expires: datetime | None = None
    request_url: str = ""

    @property
    def answers(self) -> Literal["document"]:
        """What a request of its URL is answered with; `laml` and `rest` refuse one as a callback, or as a sound."""
        return "document"

    @property
    def url(self) -> str:
        """The absolute URL at which it is served, so that a bin is taken where a URL is."""
        return self.request_url

    def bind(self, **values: object) -> BoundBin:
        """The bin with values for its parameters, in the query of its URL; see `Bin.bind`.

        Raises:
            ConfigError: The document has no parameter of that name, or a value is neither text nor number.
        """
        return bound(lambda: self.url, self.contents, values, f"the bin {self.name!r}")

    @property
    def api_version(self) -> str:
        """The version of the API that its shape is of."""
        return API_VERSION

    @property
    def uri(self) -> str:
        """Where the REST API has it, from the root of the host."""
        return f"/api/laml/{API_VERSION}/Accounts/{self.account_sid}/LamlBins/{self.sid}"

    @property
    def etag(self) -> str:
        """The entity tag of this version, quoted, as `If-Match` takes it."""
        return f'"{self.version}"'

    def is_over(self, now: datetime) -> bool:
        """Whether it has expired."""
        return self.expires is not None and self.expires <= now


@dataclass(frozen=True, slots=True)
class BinVersion:
    """What a bin was at one time.

    Attributes:
        number: Its number; the first is 1.
        name: The name that the bin had.
        contents: What it said.
        saved_at: When it was saved, in UTC.
    """

    number: int
    name: str
    contents: str = field(repr=False)
    saved_at: datetime
