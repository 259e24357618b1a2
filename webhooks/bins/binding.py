"""The URL of a bin with values for its parameters, in the query. Knows no Flask."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final, Literal
from urllib.parse import quote, urlencode

from ..errors import ConfigError, TemplateError, UrlError
from ..wire.state import MAX_URL_LENGTH
from ..wire.suggestions import did_you_mean
from .template import compile_template
from .values import texts_of

KEPT: Final = 64
"""Documents whose parameters are remembered."""


@dataclass(frozen=True, slots=True)
class BoundBin:
    """A bin with values for its parameters; taken where a URL is.

    Args:
        url_of_bin: Gives the absolute URL of the bin.
        values: Names and values, in the order given.
    """

    url_of_bin: Callable[[], str] = field(compare=False)
    values: Sequence[tuple[str, str]]

    def __repr__(self) -> str:
        """Show the names of the parameters, not their values."""
        return f"<BoundBin with {', '.join(dict.fromkeys(name for name, _ in self.values)) or 'nothing'}>"

    @property
    def answers(self) -> Literal["document"]:
        """What a request of its URL is answered with; `laml` and `rest` refuse one as a callback, or as a sound."""
        return "document"

    @property
    def url(self) -> str:
        """The absolute URL of the bin, with the values in its query, percent-encoded.

        Raises:
            UrlError: There is no app, more than one, or the URL is too long.
        """
        base = self.url_of_bin()
        made = f"{base}?{urlencode(self.values, quote_via=quote)}" if self.values else base
        if len(made) > MAX_URL_LENGTH:
            raise UrlError(f"the URL has {len(made)} characters, at most {MAX_URL_LENGTH}", missing="shorter values")
        return made


def bound(url_of_bin: Callable[[], str], contents: str, values: Mapping[str, object], what: str) -> BoundBin:
    """A bin with values for its parameters.

    Args:
        url_of_bin: Gives its absolute URL.
        contents: Its document.
        values: A text, a number or a list of such by the name of each parameter; None leaves one out.
        what: The bin in words, for messages.
    Raises:
        ConfigError: The document has no parameter of that name, or a value is neither text nor number.
    """
    known = parameters(contents)
    for name in values:
        if name not in known:
            there = f"it has {', '.join(map(repr, sorted(known)))}" if known else "it has none"
            raise ConfigError(f"{what} has no parameter {name!r}{did_you_mean(name, known)}; {there}")
    return BoundBin(url_of_bin, tuple(_pairs(values, what)))


@lru_cache(maxsize=KEPT)
def parameters(contents: str) -> frozenset[str]:
    """The names of the parameters of a document; none of one that cannot be read."""
    try:
        return compile_template(contents).names
    except TemplateError:
        return frozenset()


def _pairs(values: Mapping[str, object], what: str) -> Iterable[tuple[str, str]]:
    for name, value in values.items():
        for text in texts_of(value, f"the parameter {name!r} of {what}"):
            yield name, _encodable(text, name, what)


def _encodable(text: str, name: str, what: str) -> str:
    if not text.isascii() and any("\ud800" <= character <= "\udfff" for character in text):
        raise ConfigError(f"the parameter {name!r} of {what} has half of a character, which no URL can carry")
    return text
