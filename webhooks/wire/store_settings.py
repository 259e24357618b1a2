"""The settings of the store, read with the others; knows no database.

| Key | Meaning |
|---|---|
| `LAML_DATABASE_URL` | where the store is: `postgresql://…` or `sqlite:///…`; else the app's own database, or a file |
| `LAML_DATABASE_MIGRATE` | `auto` (the default) makes and changes the tables; `off`: `flask laml db upgrade` does |
| `LAML_WORKER` | `thread` (the default): a thread of the app handles what is owed; `off`: `flask laml worker` does |
| `LAML_STORE_CONTENT` | `full` (the default) keeps what came; `keys` drops it once it is handled |
| `LAML_STORE_REDACT` | parameters whose values never reach the table: `Body,From,To` |
| `LAML_STORE_KEEP` | how long content is kept: `30d` (the default), `12h`, or `forever` |
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from ..errors import ConfigError

_UNITS: Final = {"m": "minutes", "h": "hours", "d": "days"}
_SPAN: Final = re.compile(r"([1-9][0-9]{0,6})([mhd])")
_SEPARATORS: Final = re.compile(r"[,\s]+")
_PARAMETER: Final = re.compile(r"[A-Z][A-Za-z0-9]*")
_SCHEMES: Final = ("postgresql", "postgres", "sqlite")
_URL: Final = re.compile(
    r"[\w+]+://(?:[^:/]*(?::[^@]*)?@)?(?P<host>\[[^/?]+\]|[^/:?]*)(?::(?P<port>[^/?]*))?(?:/[^?]*)?(?:\?.*)?", re.DOTALL
)
"""The URL of a database as SQLAlchemy reads it, which is looked at without loading SQLAlchemy."""
_ESCAPES: Final = "in a user or password write @ as %40, / as %2F, : as %3A"


@dataclass(frozen=True, slots=True)
class StoreSettings:
    """The settings of the store of one app.

    Args:
        database_url: Where it is; empty to take the app's own database, or a file.
        migrate: Whether tables are made and changed when it is opened.
        thread: Whether a thread of the app handles what is owed.
        full: Whether the content of an event is kept once it is handled.
        keep: How long content is kept; None for ever.
        redact: Parameters whose values are not stored.
    """

    database_url: str = field(default="", repr=False)
    migrate: bool = True
    thread: bool = True
    full: bool = True
    keep: timedelta | None = timedelta(days=30)
    redact: frozenset[str] = frozenset()


def read_store_settings(value: Callable[[str], object]) -> StoreSettings:
    """Read the settings of the store.

    Args:
        value: Gives a setting by its name; None if it is not set.
    Raises:
        ConfigError: One is wrong; it is named.
    """
    return StoreSettings(
        database_url=_database_url(value("LAML_DATABASE_URL")),
        migrate=_choice(value, "LAML_DATABASE_MIGRATE", ("auto", "off")) == "auto",
        thread=_choice(value, "LAML_WORKER", ("thread", "off")) == "thread",
        full=_choice(value, "LAML_STORE_CONTENT", ("full", "keys")) == "full",
        keep=_span(_text(value("LAML_STORE_KEEP"), "30d"), "LAML_STORE_KEEP"),
        redact=_names(value("LAML_STORE_REDACT"), "LAML_STORE_REDACT"),
    )


def takes(database_url: str) -> bool:
    """Whether the store can be kept in a database, by its URL."""
    return database_url.partition(":")[0].partition("+")[0] in _SCHEMES


def url_text(given: object) -> str | None:
    """The URL of a database as text: of a text, or of SQLAlchemy's `URL`, whose `str` has no password; else None."""
    if isinstance(given, str):
        return given.strip()
    render = getattr(given, "render_as_string", None)
    return str(render(hide_password=False)) if callable(render) else None


def check_url(text: str, name: str) -> None:
    """Look at the URL of a database, without loading what would open it.

    Args:
        text: The URL. It is not shown, since it may have a password.
        name: What gave it, for the message.
    Raises:
        ConfigError: It cannot be read, or is of a database that the store cannot be kept in.
    """
    if not takes(text):
        what = f"is of {text.partition(':')[0]}" if "://" in text else "is no URL"
        raise ConfigError(
            f"{name} {what}: the store is kept in PostgreSQL or SQLite; set it to postgresql://… or sqlite:///…",
            setting="LAML_DATABASE_URL",
        )
    if problem := _problem(text):
        raise ConfigError(f"{name} {problem}", setting="LAML_DATABASE_URL")


def _problem(text: str) -> str | None:
    found = _URL.fullmatch(text)
    if found is None:
        return "cannot be read: expected postgresql://… or sqlite:///…"
    is_file = text.startswith("sqlite")
    if is_file and (found["host"] or found["port"] is not None):
        return (
            "names a host, which SQLite has not: a file has three slashes, sqlite:///name.db, and four with its folder"
        )
    if "@" in found["host"]:
        return f"has an @ in the name of its host: {_ESCAPES}"
    if found["port"] and not found["port"].isdecimal():
        return f"has a port that is no number: {_ESCAPES}"
    return None


def _database_url(given: object) -> str:
    text = url_text(given or "")
    if text is None:
        expected = "postgresql://… or sqlite:///…"
        came = type(given).__name__
        raise ConfigError(f"LAML_DATABASE_URL is of type {came}: set it to {expected}", setting="LAML_DATABASE_URL")
    if text:
        check_url(text, "LAML_DATABASE_URL")
    return text


def _text(given: object, default: str) -> str:
    """A setting as text. What is not set, or empty, is the default; False is not: it may mean the opposite of that."""
    return str(given).strip() if given is not None and given != "" else default


def _choice(value: Callable[[str], object], setting: str, allowed: Collection[str]) -> str:
    given = _text(value(setting), next(iter(allowed)))
    if given not in allowed:
        raise ConfigError(f"{setting} is {given!r}: set it to {' or '.join(allowed)}", setting=setting)
    return given


def _span(text: str, setting: str) -> timedelta | None:
    if text == "forever":
        return None
    found = span_of(text)
    if found is None:
        raise ConfigError(f"{setting} is {text!r}: set it to a span such as 30d, 12h or forever", setting=setting)
    return found


def span_of(text: str) -> timedelta | None:
    """A span of time that is written as `30d` or `12h`; None for any other text."""
    found = _SPAN.fullmatch(text)
    return None if found is None else timedelta(**{_UNITS[found[2]]: int(found[1])})


def _names(given: object, setting: str) -> frozenset[str]:
    """The names of parameters, in one text or in several."""
    texts = [given] if isinstance(given, str) else list(given) if isinstance(given, Collection) else []
    names = [name for text in texts for name in _SEPARATORS.split(str(text).strip()) if name]
    wrong = [name for name in names if not _PARAMETER.fullmatch(name)]
    if wrong or (given is not None and not isinstance(given, str | Collection)):
        raise ConfigError(
            f"{setting} is {given!r}: set it to names of parameters as the provider writes them, such as Body,From",
            setting=setting,
        )
    return frozenset(names)
