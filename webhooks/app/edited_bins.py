"""What `hooks.bins` does with the bins of the store: they are made, published, changed, compared and restored."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Final, TypeVar

import laml

from ..bins.arguments import span
from ..bins.editing import BinEditor
from ..bins.records import DEFAULT_CONTENTS, BinVersion, StoredBin
from ..errors import BinRefused, StoreError
from ..store.errors import StoreAway
from .documents import write

T = TypeVar("T")

PUBLISHED: Final = "published"
"""The name of a bin that `publish` makes."""
EXPIRES: Final = 3_600
"""Seconds that a published document is there."""


class EditedBins:
    """The bins of the store.

    Args:
        editor: Gives what edits those of the app at hand.
    """

    def __init__(self, editor: Callable[[], BinEditor]) -> None:
        self._editor = editor

    def create(self, name: str, document: laml.Document | str = DEFAULT_CONTENTS, *, public: bool = False) -> StoredBin:
        """Keep a document in the store, and host it under a SID of its own.

        Args:
            name: Its name for people; two bins may have one.
            document: A document of `laml`, or XML text; an empty one without it.
            public: Let anybody fetch it. Otherwise the provider's signature is verified, as anywhere.
        Raises:
            BinRefused: The name or the document has errors; `.problems` are all of them.
            BinError: `public` is neither True nor False.
            StoreError: The store cannot be asked now.
        """
        return self._edit(lambda editor: editor.create(name, _written(document), public=public))

    def publish(
        self, document: laml.Document | str, *, expires: float | timedelta = EXPIRES, public: bool = False
    ) -> StoredBin:
        """Host a document for a while: `calls.create(url=hooks.bins.publish(document).url)`.

        In a handler of events it is written through the event's connection: it is there when the event is done.

        Args:
            document: A document of `laml`, or XML text.
            expires: After which time it is gone; seconds, or a span.
            public: Let anybody fetch it. Otherwise the provider's signature is verified, as anywhere.
        Raises:
            BinRefused: The document has errors; `.problems` are all of them.
            BinError: `expires` is no span of time, or none that can be; it is a ValueError too.
            StoreError: The store cannot be asked now.
        """

        def make(editor: BinEditor) -> StoredBin:
            lasts = span("expires", expires, editor.clock.now())
            editor.purge()
            return editor.create(PUBLISHED, _written(document), public=public, expires=lasts)

        return self._edit(make)

    def fetch(self, sid: str) -> StoredBin:
        """A stored bin as it is now.

        Raises:
            BinMissing: There is none.
            StoreError: The store cannot be asked now.
        """
        return self._edit(lambda editor: editor.fetch(sid))

    def list(self, name: str = "", *, limit: int | None = None, offset: int = 0) -> Sequence[StoredBin]:
        """The stored bins, the newest first; none of those that `publish` made.

        Args:
            name: Only those with this text in their names.
            limit: How many at most.
            offset: How many to leave out first.
        Raises:
            BinError: An argument is no text, or no number that can be.
            StoreError: The store cannot be asked now.
        """
        return self._edit(lambda editor: editor.list(name, limit=limit, offset=offset))

    def update(
        self,
        sid: str,
        *,
        name: str | None = None,
        document: laml.Document | str | None = None,
        public: bool | None = None,
        version: int | None = None,
    ) -> StoredBin:
        """Change what is given of a stored bin, and nothing else; the old version is kept.

        Args:
            sid: The bin.
            name: Its new name.
            document: The new document.
            public: Whether anybody may fetch it.
            version: The version that this is a change of: it is refused if there is a newer one.
        Raises:
            BinMissing: There is no such bin.
            BinChanged: It is of another version.
            BinRefused: The name or the document has errors; what was served is served still.
            StoreError: The store cannot be asked now.
        """
        contents = None if document is None else _written(document)
        return self._edit(
            lambda editor: editor.update(sid, name=name, contents=contents, public=public, version=version)
        )

    def delete(self, sid: str, *, version: int | None = None) -> None:
        """Delete a stored bin and all of its versions.

        Raises:
            BinMissing: There is no such bin.
            BinChanged: It is of another version than the one given.
            StoreError: The store cannot be asked now.
        """
        self._edit(lambda editor: editor.delete(sid, version=version))

    def versions(self, sid: str) -> Sequence[BinVersion]:
        """All versions of a stored bin, the newest first.

        Raises:
            BinMissing: There is no such bin.
            StoreError: The store cannot be asked now.
        """
        return self._edit(lambda editor: editor.versions(sid))

    def diff(self, sid: str, old: int | None = None, new: int | None = None) -> str:
        """What differs between two versions, as `diff -u` writes it: the newest and the one before unless given.

        Raises:
            BinMissing: There is no such bin, or no such version.
            StoreError: The store cannot be asked now.
        """
        return self._edit(lambda editor: editor.diff(sid, old, new))

    def restore(self, sid: str, number: int, *, version: int | None = None) -> StoredBin:
        """Serve again what a version said, as a new version.

        Raises:
            BinMissing: There is no such bin, or no such version.
            BinChanged: It is of another version than the one given.
            BinRefused: What it said has errors by now.
            StoreError: The store cannot be asked now.
        """
        return self._edit(lambda editor: editor.restore(sid, number, version=version))

    def check(self, document: laml.Document | str) -> Sequence[laml.Problem]:
        """All that is wrong or doubtful with a document, as a save would find it."""
        return self._edit(lambda editor: editor.check(_written(document)))

    def _edit(self, work: Callable[[BinEditor], T]) -> T:
        try:
            return work(self._editor())
        except StoreAway as away:
            raise StoreError(f"the store cannot be asked now: {away.reason}") from away


def _written(document: object) -> str:
    """The text of what was given as a document.

    Raises:
        BinRefused: It is none.
    """
    if isinstance(document, str | laml.Element):
        return write(document)
    message = f"got {type(document).__name__}, expected a document of laml, or XML text"
    raise BinRefused([laml.Problem("error", "bad-type", message, "document")])
