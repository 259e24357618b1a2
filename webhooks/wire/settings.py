"""The settings of one app, read once from its config and from the environment; knows no Flask.

Those of the store stand in `store_settings`.

| Key | Meaning |
|---|---|
| `LAML_PROVIDER` | `signalwire` or `twilio` |
| `LAML_SIGNING_KEY` | the signing key (SignalWire) or auth token (Twilio); several, or a callable of the account SID |
| `LAML_PUBLIC_URL` | how the provider reaches the app: `https://ivr.example.com`, with the prefix that a proxy strips |
| `LAML_SECRET_KEY` | signs state in URLs; one or several, the first signs; without it, the app's own `SECRET_KEY` |
| `LAML_RETIRED_KEY` | a key that is no longer accepted; the log says so when a request is signed with it |
| `LAML_APP_NAME` | the name that state in URLs is bound to; without it, the import name of the app |
| `LAML_ACCOUNT_SID` | the account or accounts whose requests are accepted; without it, any that the key verifies |
| `LAML_BINS_API_TOKEN` | switches on the REST API of bins, and opens it; one or several. Without it there is none |
| `TWILIO_ACCOUNT_SID`, `SIGNALWIRE_PROJECT_ID` | the account of the REST client; see `Settings.account` |
"""

from __future__ import annotations

import os
import re
import traceback
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeAlias, TypeVar

from ..errors import ConfigError, Refused
from ..signature import Key
from .logs import line, log
from .providers import IDENTIFIERS, PROVIDERS, Provider
from .store_settings import StoreSettings, read_store_settings
from .suggestions import close_to
from .urls import Origin, origin_variants, spellings, split_url

T = TypeVar("T")

KeyFinder: TypeAlias = Callable[[str], object]
"""Gives the key or keys of an account by its SID: whatever `read_keys` takes."""

READ: Final = (
    "LAML_PROVIDER", "LAML_SIGNING_KEY", "LAML_PUBLIC_URL", "LAML_SECRET_KEY", "LAML_RETIRED_KEY", "LAML_APP_NAME",
    "LAML_ACCOUNT_SID", "LAML_BINS_API_TOKEN", "LAML_DATABASE_URL", "LAML_DATABASE_MIGRATE", "LAML_WORKER",
    "LAML_STORE_CONTENT", "LAML_STORE_REDACT", "LAML_STORE_KEEP",
    "LAML_BASE_URL", "LAML_REFUSE_SENDS", "LAML_PHONE_TOKEN", "LAML_EMULATE_PHONE_TOKEN",
)  # fmt: skip
"""The names with `LAML_` that any package reads: those of the app and its store, of the client, of the phone."""
SHORTEST_TOKEN: Final = 16
_SEPARATORS: Final = re.compile(r"[,\s]+")


@dataclass(frozen=True, slots=True)
class PublicUrl:
    """The URL under which the provider reaches the app.

    Args:
        text: The first part of all URLs that are given out: no slash at the end, credentials included.
        origin: Its origin.
        origins: The spellings of the origin that may have been signed.
        path: The prefix that the public URL has; empty, or beginning with a slash.
    """

    text: str = field(repr=False)
    origin: Origin = field(repr=False)
    origins: tuple[str, ...] = field(repr=False)
    path: str

    def candidates(self, target: str, start: str = "") -> tuple[str, ...]:
        """The URLs that may have been signed for a raw request target, the likeliest first.

        Args:
            target: Path and query as they stood in the request line.
            start: The part of the path that a proxy took away before them; see `receiving.missing_start`.
        """
        ends = spellings(start + target)
        if target.endswith("?") and target.count("?") == 1:
            ends += spellings(start + target[:-1])
        return tuple([origin + end for end in ends for origin in self.origins])


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of one app.

    Args:
        provider: The provider whose requests are accepted.
        keys: The keys that sign requests, or a function that finds them by the account SID.
        public_url: The URL under which the provider reaches the app.
        secrets: The secrets of state in URLs; the first signs, any verifies.
        accounts: The SIDs of the accounts whose requests are accepted; empty for any.
        account: The account that state in URLs is bound to where no request names one: the only one of `accounts`; or
            without any and with one key, that of the REST client. Empty if neither says which.
        app_name: The name that state in URLs is bound to; empty to take the app's own.
        store: The settings of the store.
        bins_tokens: What opens the REST API of bins; empty for no API.
        others: Secrets that are never accepted, by setting; the log says so when a request is signed with one.
    """

    provider: Provider
    keys: tuple[Key, ...] | KeyFinder = field(repr=False)
    public_url: PublicUrl
    secrets: tuple[str, ...] = field(default=(), repr=False)
    accounts: frozenset[str] = frozenset()
    account: str = ""
    app_name: str = ""
    store: StoreSettings = field(default_factory=StoreSettings)
    bins_tokens: tuple[str, ...] = field(default=(), repr=False)
    others: tuple[tuple[str, Key], ...] = field(default=(), repr=False)

    def keys_for(self, account_sid: str) -> tuple[Key, ...]:
        """The keys that may sign for an account; empty for an unknown one.

        Raises:
            Refused: The function that finds them failed: 503, so that the provider tries again. The detail has the type
                of the error and its line, but not its text, which may hold what the sender wrote, or a key.
        """
        if isinstance(self.keys, tuple):
            return self.keys
        try:
            return read_keys(self.keys(account_sid))
        except Exception as error:
            raise Refused("keys", f"the LAML_SIGNING_KEY function failed: {_place(error)}", status=503) from None


def _place(error: Exception) -> str:
    """The type of an error, and where it was raised."""
    (last,) = traceback.extract_tb(error.__traceback__, -1)
    return f"{type(error).__name__} in {os.path.basename(last.filename)}, line {last.lineno}"


def read_settings(config: Mapping[str, object], environ: Mapping[str, str] | None = None) -> Settings:
    """Read the settings of an app.

    Args:
        config: The app's config; it comes before the environment.
        environ: The environment; that of the process unless given.
    Raises:
        ConfigError: A key is missing or wrong; the message names it, all of them if they are several, and `.setting`
            the first.
    """
    outside = os.environ if environ is None else environ

    def value(name: str) -> object:
        found = config.get(name) if config.get(name) is not None else outside.get(name)
        if isinstance(found, (str, bytes)) and found != found.strip():
            log.warning(line("webhook.setting", setting=name, hint="blanks or a line end around it were dropped"))
        return found

    misspelt = misspelt_names((*config, *outside))
    for name, near in misspelt.items():
        hint = f"nothing reads a setting of this name: did you mean {near}?"
        log.warning(line("webhook.setting", setting=name, hint=hint))
    wrong: list[ConfigError] = []

    def read(reader: Callable[[], T]) -> T | None:
        try:
            return reader()
        except ConfigError as error:
            wrong.append(_with_misspelt(error, misspelt))
            return None

    provider = read(lambda: _provider(value("LAML_PROVIDER")))
    keys = read(lambda: _keys(value("LAML_SIGNING_KEY"), provider))
    any_provider = provider or next(iter(PROVIDERS.values()))  # of a wrong one the URL is looked at all the same
    public_url = read(lambda: read_public_url(value("LAML_PUBLIC_URL"), any_provider))
    secrets = read(lambda: _secrets(value("LAML_SECRET_KEY"), config))
    accounts = read(lambda: frozenset(_texts(value("LAML_ACCOUNT_SID"), "LAML_ACCOUNT_SID")))
    store = read(lambda: read_store_settings(value))
    bins_tokens = read(lambda: _bins_tokens(value("LAML_BINS_API_TOKEN")))
    if len(wrong) > 1:
        told = ["settings that are missing or wrong:", *map(str, wrong)]
        raise ConfigError("\n  ".join(told), setting=wrong[0].setting)
    if wrong:
        raise wrong[0]
    if provider is None or keys is None or public_url is None or secrets is None or accounts is None or store is None:
        raise AssertionError("a reader that gives nothing has told why")
    if not secrets:
        hint = "no state can ride in URLs: bind, bind_once and hold= need it, or the SECRET_KEY of the app"
        log.warning(line("webhook.setting", setting="LAML_SECRET_KEY", hint=hint))
    return Settings(
        provider=provider,
        keys=keys,
        public_url=public_url,
        secrets=secrets,
        accounts=accounts,
        account=_account(accounts, keys, str(value(provider.account_setting) or "").strip()),
        app_name=str(value("LAML_APP_NAME") or ""),
        store=store,
        bins_tokens=bins_tokens or (),
        others=tuple(
            (source, Key(str(secret).strip(), label=source))
            for source in ("LAML_RETIRED_KEY", *(row.credential_setting for row in PROVIDERS.values()))
            if (secret := value(source)) and str(secret).strip()
        ),
    )


def misspelt_names(names: Iterable[object]) -> dict[str, str]:
    """The names that nothing reads and that look like the name of a setting, each with that name.

    Names that are like none, which an app may have of its own, are left alone.
    """
    found = {}
    ends = [name.removeprefix("LAML_") for name in READ]
    for name in dict.fromkeys(str(name) for name in names):
        if name.upper().startswith("LAML_") and name not in READ:
            near = close_to(name[len("LAML_") :], ends)
            if near is not None:
                found[name] = f"LAML_{near}"
    return found


def _with_misspelt(error: ConfigError, misspelt: Mapping[str, str]) -> ConfigError:
    """The error about a setting, with the name that may have been meant to be its own."""
    for name, near in misspelt.items():
        if near == error.setting:
            return ConfigError(f"{error} ({name} is set: did you mean {near}?)", setting=error.setting)
    return error


def _bins_tokens(given: object) -> tuple[str, ...]:
    tokens = _texts(given, "LAML_BINS_API_TOKEN")
    if any(len(token) < SHORTEST_TOKEN for token in tokens):
        raise ConfigError(
            f"LAML_BINS_API_TOKEN has less than {SHORTEST_TOKEN} characters: set it to one that nobody guesses, such "
            "as python -c 'import secrets; print(secrets.token_urlsafe())' prints",
            setting="LAML_BINS_API_TOKEN",
        )
    return tokens


def _provider(name: object) -> Provider:
    if not isinstance(name, str) or name.strip() not in PROVIDERS:
        raise _missing("LAML_PROVIDER", name, "'signalwire' or 'twilio'")
    return PROVIDERS[name.strip()]


def _keys(given: object, provider: Provider | None) -> tuple[Key, ...] | KeyFinder:
    found: tuple[Key, ...] | KeyFinder = given if callable(given) else read_keys(given)
    if not found:
        raise _missing("LAML_SIGNING_KEY", None, "the provider's signing key (SignalWire) or auth token (Twilio)")
    if isinstance(found, tuple) and provider is not None:
        _check_forms(found, provider)
    return found


def _check_forms(keys: tuple[Key, ...], provider: Provider) -> None:
    """Tell of keys that have the form of something else, without a word of them.

    Raises:
        ConfigError: One is an identifier, which never signs.
    """
    wanted = f"{provider.name} signs with the {provider.key_name}"
    for key in keys:
        if key.id is not None:  # a shared key, which has any form
            continue
        for form, what in IDENTIFIERS.items():
            if re.fullmatch(form, key.secret.strip()):
                raise ConfigError(f"LAML_SIGNING_KEY is {what}: {wanted}", setting="LAML_SIGNING_KEY")
        doubt = _doubt(key.secret, provider)
        if doubt:
            log.warning(line("webhook.setting", setting="LAML_SIGNING_KEY", hint=f"{key.label} {doubt}: {wanted}"))


def _doubt(secret: str, provider: Provider) -> str:
    """What is odd about a key by its first characters; empty if nothing is."""
    for row in PROVIDERS.values():
        token, signing = row.key_prefixes or ("", "")
        if token and secret.startswith(token):
            return f"begins with {token}, like an API token of {row.name}"
        if row is not provider and signing and secret.startswith(signing):
            return f"begins with {signing}, like a key of {row.name}"
    own = provider.key_prefixes[1] if provider.key_prefixes else ""
    return "" if secret.startswith(own) else f"does not begin with {own}"


def _account(accounts: frozenset[str], keys: tuple[Key, ...] | KeyFinder, of_client: str) -> str:
    """The one account of the app, if the settings say which; several keys may be of several accounts."""
    if accounts:
        return next(iter(accounts)) if len(accounts) == 1 else ""
    return of_client if not callable(keys) and len(keys) == 1 else ""


def read_keys(given: object) -> tuple[Key, ...]:
    """The keys of a setting: one or several, texts or `Key` objects; texts are labelled `key 1`, `key 2`, in order."""
    if given is None:
        return ()
    if isinstance(given, Key):
        return (given,)
    if isinstance(given, Iterable) and not isinstance(given, (str, bytes)):
        rows = list(given)
        if any(isinstance(row, Key) for row in rows):
            numbered = enumerate(rows, 1)
            return tuple(row if isinstance(row, Key) else read_keys(row)[0] for _, row in numbered)
        given = rows
    texts = _texts(given, "LAML_SIGNING_KEY")
    return tuple(Key(text, label=f"key {number}") for number, text in enumerate(texts, 1))


def read_public_url(given: object, provider: Provider) -> PublicUrl:
    """The public URL, checked, with the spellings of its origin.

    Raises:
        ConfigError: It is missing, not absolute, or has a query or fragment.
    """
    text = str(given).strip().rstrip("/") if given else ""
    shown = text if "@" not in text else "a URL with credentials"
    split = split_url(text)
    if split is None or split[0].scheme.lower() not in ("http", "https") or not split[0].host:
        raise _missing("LAML_PUBLIC_URL", shown, "an absolute URL such as https://ivr.example.com")
    origin, path = split
    if "?" in path or "#" in path or re.search(r"[^\x21-\x7e]", text):
        raise _missing("LAML_PUBLIC_URL", shown, "scheme, host and path alone, in ASCII: no query, fragment or blank")
    spellings = origin_variants(origin, credentials=False)
    if origin.credentials is not None and provider.keeps_credentials:
        spellings += origin_variants(origin)
    return PublicUrl(text, origin, spellings, path)


def _missing(setting: str, came: object, expected: str) -> ConfigError:
    state = "is missing" if came is None or came == "" else f"is {came!r}"
    return ConfigError(f"{setting} {state}: set it in app.config or in the environment to {expected}", setting=setting)


def _wrong_type(setting: str, given: object, expected: str) -> ConfigError:
    """The error about a value of the wrong type, which is named and, as it may be a secret, not shown."""
    came = type(given).__name__
    return ConfigError(f"{setting} is of type {came}: set it to {expected}", setting=setting)


def _secrets(given: object, config: Mapping[str, object]) -> tuple[str, ...]:
    """The secrets of state in URLs: of the setting; else of the app itself, with those that it had before."""
    if given:
        return _texts(given, "LAML_SECRET_KEY", split=False)
    if not config.get("SECRET_KEY"):
        return ()
    older = _texts(config.get("SECRET_KEY_FALLBACKS") or (), "SECRET_KEY_FALLBACKS", split=False)
    return (*_texts(config["SECRET_KEY"], "SECRET_KEY", split=False), *older)


def _check_bare(text: str, setting: str) -> None:
    """Refuse the quotation marks of a shell around a text; a secret of the app's own may have any characters."""
    if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'" and "SECRET_KEY" not in setting:
        raise ConfigError(
            f"{setting} stands in quotation marks: take them away (docker's --env-file keeps them)", setting=setting
        )


def _decoded(given: bytes, setting: str) -> str:
    """The text of a setting that is given as bytes.

    A secret may be any bytes, as `os.urandom` makes them; of those that are no text, each byte is the character of its
    number.
    """
    try:
        return given.decode()
    except UnicodeDecodeError:
        if "SECRET_KEY" in setting:
            return given.decode("latin-1")
    raise ConfigError(f"{setting} has bytes that are no text in UTF-8: set it to text", setting=setting)


def _texts(given: object, setting: str, *, split: bool = True) -> tuple[str, ...]:
    """The texts of a setting, one or several, without the blanks and line ends that come from files."""
    if given is None:
        return ()
    rows: Sequence[object]
    if isinstance(given, (str, bytes)):
        text = _decoded(given, setting) if isinstance(given, bytes) else given
        _check_bare(text.strip(), setting)
        rows = [part for part in _SEPARATORS.split(text.strip()) if part] if split else [text.strip()]
    elif isinstance(given, Iterable):
        rows = [part for row in given for part in _texts(row, setting, split=split) or ("",)]
    else:
        raise _wrong_type(setting, given, "text")
    if any(not str(row).strip() for row in rows):
        raise _missing(setting, "", "text that is not blank")
    return tuple(str(row) for row in rows)
