"""Refuses requests that could be another one's signed run cut elsewhere. `docs/signed-runs.md` lists all that could.

The form scheme signs URL, names and values in one run with nothing between them, so `A=1&B=2`, `A=1B2` and `A1=B2` have
one signature. Whoever writes a text that the provider then signs, a message or a caller's name, can write names and
values into it, and send the run again with other borders. Each rule here is one sort of trace that such a cut leaves.
None of them looks at what people wrote, but `_refuse_stretches`, and that only where two texts stand in one request.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Final, TypeAlias

from ..wire.message import Pairs
from .declarations import compiled
from .kinds import FAMILIES
from .signed_run import Run, Wanted, run_of
from .signed_url import ambiguous, refuse_border
from .value_forms import (
    ADDRESS,
    BOOLEAN,
    INTEGER,
    JSON,
    KEYS,
    NAME,
    NUMBER,
    SID,
    SID_TEXT,
    TEXT,
    URL,
    WORD,
    ZIP,
    ValueForm,
)

_COMPOUND: Final = re.compile(r"[a-z][A-Z]")
_HUMP: Final = re.compile(r"[A-Z][a-z]")
_PLAIN: Final = re.compile(r'(?:[^A-Z=&"]++|[A-Z]++(?![a-z]))*+')  # no name of a parameter, no query, no JSON

Begun: TypeAlias = Sequence[tuple[str, re.Pattern[str] | str]]
"""Names, each with the beginning of its value: a pattern, or the very text."""

SENT_TWICE: Final[Mapping[str, tuple[str, ...]]] = {
    "From": ("Caller", "WaId"),
    "To": ("Called",),
    "MessageSid": ("SmsMessageSid", "SmsSid"),
}
"""Parameters whose value is sent a second time, outside of what a text could reach over.

Source: reference of requests: SmsSid, SmsMessageSid documented; Caller, Called, WaId observed, so never a reason by
themselves.
"""


def refuse_twins(kind: type, pairs: Pairs, target: str = "", scheme: str = "form") -> None:
    """Refuse a request that reads like another one cut elsewhere.

    Args:
        kind: The dataclass of the request.
        pairs: Its parameters, none of the known ones repeated.
        target: Path and query of its URL, raw.
        scheme: What its signature was made by: `form`, or one that signs the URL alone (`url`, `hash`) or raw (`raw`).

    Raises:
        FormError: Status 403, reason `ambiguous`, naming a parameter that the kind declares, never a sender's text.
    """
    refuse_border(kind, target, scheme)
    if scheme != "form":
        return
    values = dict(pairs)
    run = run_of(kind, tuple([name for name, _ in pairs]))
    _refuse_joined(run, values, target)
    plain = _PLAIN.fullmatch("\n".join(run.pick(values)))
    for name, form in run.humped if plain else run.known:
        if not form.whole(values[name]):
            _refuse_names(kind, name, form, values[name], run.hidden.get(name, ()))
    _refuse_cut_names(kind, run, values, run.low if plain else run.cut)
    if run.unknown:
        _refuse_unknown(kind, run, values)
    if run.texts:
        _refuse_swallowed(run, values)
        if run.stretches:
            _refuse_stretches(kind, run, values)


def _refuse_joined(run: Run, values: Mapping[str, str], target: str) -> None:
    """Refuse a URL or a plain value that holds a parameter which did not come, or the beginning of its name.

    Examples: `/say/xBankRoutingNumberxx12`, of an event without an account; `To=+14155550199msgGather End`;
    `From=12345Original&MediaUrl=https://…`, of a genuine `From=12345&OriginalMediaUrl=https://…`.
    """
    for _, _, end in _hidden_in(target, run.hidden.get("", ())):
        if not target.startswith("=", end):  # a query of its own
            raise ambiguous("the URL")
    for name, hidden in run.last:
        if name not in run.texts and hidden in values.get(name, ""):
            raise ambiguous(hidden)
    for name, beginning, longer in run.ends:
        if values[name].endswith(beginning):
            raise ambiguous(longer)


def _refuse_names(kind: type, name: str, form: ValueForm, value: str, hidden: Wanted) -> None:
    """Refuse a value that is not whole, where a parameter of the kind stands in it, or it goes on behind a whole one.

    Examples: `CallStatus=ringingDigits5`, of a genuine `CallStatus=ringing&Digits=5`; `NumMedia=0Num`, of `NumMedia=0`
    and a parameter behind it; `AccountSid==AC…&…`, of a GET. A parameter that did not come and would stand right behind
    the value is found there whatever its value is: `FromState=CAFromZip`, `PaymentToken=tok_1Resultsuccess`.
    """
    for found in _found(kind, value):
        if not (form is URL and value.startswith("=", found.end())):  # a query of its own
            raise ambiguous(_name_of(found))
    for found_name, _, _ in _hidden_in(value, hidden):
        raise ambiguous(found_name)
    if _has_more(form, value):
        raise ambiguous(name)


def _hidden_in(text: str, hidden: Wanted) -> Iterator[tuple[str, int, int]]:
    """Go through the places in a text where one of these parameters may stand: names, where they begin and end."""
    for name, form in hidden:
        at = text.find(name)
        while at >= 0:
            end = at + len(name)
            if end == len(text) or form.start.match(text, end) or _COMPOUND.search(name):
                yield name, at, end
            at = text.find(name, end)


def _has_more(form: ValueForm, value: str) -> bool:
    """Return whether a value that is not whole is a part of one, or a whole one with something behind it."""
    if value.startswith("="):  # a part of a query
        return True
    if form is JSON:
        return value.startswith(("{", "["))
    if form in (INTEGER, NUMBER, BOOLEAN, KEYS, ZIP):
        return _HUMP.search(value) is not None
    whole = form.pattern.search(value)
    return whole is not None and (form is SID or value[whole.end() :][:1].isupper())


def _refuse_cut_names(kind: type, run: Run, values: Mapping[str, str], cut: Sequence[tuple[str, str, str]]) -> None:
    """Refuse a value that begins with the rest of a longer name.

    Example: `Caller=NameJohn`, of a genuine `CallerName=John`. An address that is always sent may begin so
    (`From=CityBank`), unless a text has swallowed the genuine one.
    """
    for name, rest, longer in cut:
        if values[name].startswith(rest) and (name not in compiled(kind).due or _spelled(run, values, name)):
            raise ambiguous(longer)


def _refuse_unknown(kind: type, run: Run, values: Mapping[str, str]) -> None:
    """Refuse unknown parameters that hold a part of the others.

    Examples, of a genuine `Digits=5`: `Digits5=`. Of `From=+14155550199` behind a text that ends in `From+15559999999`:
    `From=+15559999999&FromA=From+14155550199`. Of the URL `/hook?order=7`: `/hook` and a parameter `?order=7`.
    """
    if run.begins_unknown:
        raise ambiguous("the URL")
    for before, names in run.blocks.items():
        _refuse_block(kind, run, values, before, names)
    for name, form, unknown in run.open:
        value = values[name]
        if unknown in _declared() or (form is not WORD and form.whole(value)):
            continue
        if _goes_on(form, value, unknown + values[unknown]):
            raise ambiguous(name)


def _refuse_block(kind: type, run: Run, values: Mapping[str, str], before: str, names: tuple[str, ...]) -> None:
    """Refuse unknown parameters in a row, with the value before them, where a parameter of the kind stands in them.

    A name that another kind declares is none of ours, though one of ours may stand in it: `HangupDirection`. A longer
    name is one of ours only where no text can have given us that, or where the rest looks like a value.
    """
    text = "" if before in run.texts else values.get(before, "")
    start_of_block = len(text)
    allowed = [(0, start_of_block)]
    for name in names:
        at, text = len(text), text + name + values[name]
        allowed.append((at, at + len(name if name in _declared() else run.begun[name][0])))
    standing = [(_name_of(found), *found.span()) for found in _found(kind, text)]
    for hidden, start, end in [*standing, *_hidden_in(text, run.hidden.get(before, ()))]:
        if not any(first <= start and end <= last for first, last in allowed):
            raise ambiguous(hidden)
    at = start_of_block
    for name in names:
        begun, form, behind_text = run.begun[name]
        rest = text[at + len(begun) :]
        at += len(name) + len(values[name])
        if not begun or name in _declared() or (begun in values and not behind_text):
            continue
        if _could_be(kind, form, rest):
            raise ambiguous(begun)


def _refuse_swallowed(run: Run, values: Mapping[str, str]) -> None:
    """Refuse where a parameter that is always sent has not come, and a text spells it.

    Example: `CallerName=JohnDirectioninboundFrom+14155550199` without direction and caller.
    """
    for name, due, form in run.absent:
        if due.holds(values) and any(_spells(run.written(values, text), [(name, form.start)]) for text in run.texts):
            raise ambiguous(name)


def _spelled(run: Run, values: Mapping[str, str], name: str) -> bool:
    return any(name in run.written(values, text) for text in run.texts)


def _refuse_stretches(kind: type, run: Run, values: Mapping[str, str]) -> None:
    """Refuse a text that spells all that is always sent between it and another one.

    Example, where `Direction` and `From` stand between the caller's name and what was said: a twin that takes both from
    the name, `CallerName=xDirectioninboundFrom+15559999999SpeechResulthi`, has the genuine ones in what was said,
    `SpeechResult=hiDirectioninboundFrom+14155550199`.
    """
    forms = compiled(kind).forms
    for stretch in run.stretches:
        earlier = run.written(values, stretch.earlier)
        later = run.written(values, stretch.later) if stretch.later in values else ""
        first = stretch.between[0]
        if first not in earlier and first not in later:
            continue
        if stretch.later not in values and "ProfileName" in forms and values.get("To", "").startswith("+"):
            continue  # what people write beside a body comes by channels, whose addresses do not begin so
        wanted = [(name, _expected(name, forms[name], values)) for name in stretch.between]
        if any(_spells(later, sorted([*wanted, *more], key=_name)) for more in _swallowed_too(kind, stretch.later)):
            raise ambiguous(stretch.later)
        if _spells(earlier, [*wanted, (stretch.later, TEXT.start)]):
            raise ambiguous(stretch.earlier)


def _swallowed_too(kind: type, later: str) -> Iterable[Begun]:
    """List the ways of what else a later text must have swallowed, if it has swallowed anything.

    A gather brings keys or speech: what was said has swallowed the genuine speech with its name, or the keys.
    """
    shape = compiled(kind)
    due = shape.due.get(later)
    if due is None or not due.unless:
        return [[]]
    return [[(later, TEXT.start)], [(due.unless, shape.forms[due.unless].start)]]


def _name(wanted: tuple[str, object]) -> str:
    return wanted[0]


def _expected(name: str, form: ValueForm, values: Mapping[str, str]) -> re.Pattern[str] | str:
    """Return what a twin must have spelled behind a name: the very value, where that was sent twice, or a beginning."""
    own = values.get(name, "")
    if any(own.endswith(values[twice]) for twice in SENT_TWICE.get(name, ()) if values.get(twice)):
        return own
    return "" if form is ADDRESS else form.start


def _spells(text: str, wanted: Begun) -> bool:
    """Return whether these names stand in a text in their order, each with the beginning of its value behind it."""
    place = 0
    for name, start in wanted:
        place = text.find(name, place)
        while place >= 0 and not _begins(text, place + len(name), start):
            place = text.find(name, place + 1)
        if place < 0:
            return False
        place += len(name)
    return True


def _begins(text: str, place: int, start: re.Pattern[str] | str) -> bool:
    return text.startswith(start, place) if isinstance(start, str) else start.match(text, place) is not None


def _could_be(kind: type, form: ValueForm, rest: str) -> bool:
    """Return whether what follows a name, in an unknown one that begins with it, could be its value."""
    if form is ADDRESS:
        return True
    return not rest or form.start.match(rest) is not None or _names_in(kind).match(rest) is not None


def _goes_on(form: ValueForm, value: str, rest: str) -> bool:
    """Return whether an unknown parameter, right behind a value, could be the rest of that value."""
    if form is WORD:
        return form.whole(value + rest) is not None
    if form in (URL, ADDRESS):
        return bool(value) or form.start.match(rest) is not None
    return form is not NAME or not rest[:1].isupper()


@lru_cache(maxsize=64)
def _names_in(kind: type) -> re.Pattern[str]:
    """Make the pattern that finds parameters of a kind, each a name with the beginning of its value."""
    shape = compiled(kind)
    parts = [re.escape(prefix) for prefix, _ in shape.headers]
    if shape.media is not None:
        parts += [r"MediaUrl[0-9]+(?=https?://)", r"MediaContentType[0-9]+"]
    parts += [rf"AccountSid\W{{0,8}}{SID_TEXT}"]
    for name in sorted(shape.names, key=len, reverse=True):
        form = shape.forms[name]
        if form.start.pattern or _COMPOUND.search(name):
            parts.append(f"{re.escape(name)}(?={form.start.pattern})")
    return re.compile("|".join(parts))


def _found(kind: type, text: str) -> Iterator[re.Match[str]]:
    """Go through the parameters of a kind that stand in a text, but for keys of JSON: those are in quotes."""
    for found in _names_in(kind).finditer(text):
        if not (text.startswith('"', found.end()) and text[: found.start()].endswith('"')):
            yield found


def _name_of(found: re.Match[str]) -> str:
    return re.split(r"\W", found.group())[0]


@lru_cache(maxsize=1)
def _declared() -> frozenset[str]:
    """All names that any kind of request declares: one that came with another kind is no twin."""
    return frozenset(name for kind, _ in FAMILIES.values() for name in compiled(kind).table)
