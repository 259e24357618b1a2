"""What stands where in the signed run of a form: which fields a text of people could have made, and which not.

The form scheme signs names and values in one run, sorted by name, with nothing between them. Whoever writes a text that
stands in the run can write names and values into it, and cut the run behind it elsewhere. What he can reach that way
ends at the next parameter that is always sent (`Due`): the genuine one still stands in the run, and would show.
"""

from __future__ import annotations

import itertools
import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter
from typing import Final, TypeAlias

from ..wire.message import Pairs
from .declarations import Due, Shape, compiled
from .value_forms import JSON, NAME, TEXT, URL, ValueForm

_LAST: Final = "\U0010ffff"  # sorts behind all names
_MEDIA: Final = re.compile(r"Media(?:Url|ContentType)[0-9]+")


Wanted: TypeAlias = tuple[tuple[str, ValueForm], ...]
"""Names, each with the form of its values."""


@dataclass(frozen=True)
class Stretch:
    """Two texts of people, and what is always sent between them.

    Args:
        earlier: The name of a text.
        later: The name, or the prefix, of another that comes behind it.
        between: Names that are always sent, in their order; at least one.
    """

    earlier: str
    later: str
    between: tuple[str, ...]


@dataclass(frozen=True)
class Run:
    """The run of requests of one kind with one set of names; made once for each.

    Args:
        known: Names of the kind that came, but for texts, with the form of their values.
        plain: Those of them whose values have no capitals with small letters behind them, but for texts without a form.
        pick: Gives the values of the plain ones, the first of them twice.
        humped: The others.
        cut: Names that came and are the beginning of a longer one, the rest of that, and that.
        low: Those of them whose rest has no capital at its beginning, so that a plain value may begin so.
        ends: Names, the beginning of a longer one that may end their values and goes on with the next name, and that.
        hidden: For each name that came, and for none at the beginning, the names of the kind that did not come and that
            would stand before the next one that did.
        last: Names that begin with no capital, which a plain value may hide, and the name that each would stand behind.
        open: Those of them that an unknown parameter follows, with that.
        begins_unknown: Whether an unknown parameter stands before all known ones, of which there are some.
        unknown: Names that the kind does not declare.
        blocks: For a known name, or none at the beginning, the unknown names that stand in a row right behind it.
        begun: For each unknown name the longest name of the kind that it begins with, or none, the form of that, and
            whether a text stands before it.
        texts: Names of texts of people that came.
        made: Names of the kind that a text could have made, whatever the values are.
        perhaps: Names of which that depends on values.
        absent: Names that may have to be there, and are not.
        stretches: Pairs of texts, one of which could reach over to the other.
    """

    known: tuple[tuple[str, ValueForm], ...]
    plain: tuple[str, ...]
    pick: Callable[[Mapping[str, str]], Sequence[str]]
    humped: tuple[tuple[str, ValueForm], ...]
    cut: tuple[tuple[str, str, str], ...]
    low: tuple[tuple[str, str, str], ...]
    ends: tuple[tuple[str, str, str], ...]
    hidden: Mapping[str, Wanted]
    last: tuple[tuple[str, str], ...]
    open: tuple[tuple[str, ValueForm, str], ...]
    begins_unknown: bool
    unknown: tuple[str, ...]
    blocks: Mapping[str, tuple[str, ...]]
    begun: Mapping[str, tuple[str, ValueForm, bool]]
    texts: tuple[str, ...]
    made: frozenset[str]
    perhaps: tuple[tuple[str, Due], ...]
    absent: tuple[tuple[str, Due, ValueForm], ...]
    stretches: tuple[Stretch, ...]

    def written(self, values: Mapping[str, str], text: str) -> str:
        """All that a writer of a text may have written: the name of a header, and what spilled into unknown names."""
        return text + values[text] + "".join([name + values[name] for name in self.blocks.get(text, ())])


def withheld(kind: type, pairs: Pairs) -> frozenset[str]:
    """Name the parameters of a kind that a text of people in this request could have made.

    Example: `Body=hi&ErrorCode=5` and `Body=hiErrorCode5` have one signature, so the error code of a message proves
    nothing. In a status event, `ErrorCode` is always sent for a message that failed, and proves something there.
    """
    run = run_of(kind, tuple([name for name, _ in pairs]))
    if not run.perhaps:
        return run.made
    values = dict(pairs)
    return run.made.union(name for name, due in run.perhaps if not _proven(run, due, values))


def _proven(run: Run, due: Due, values: Mapping[str, str]) -> bool:
    """Whether the rest of a request says that a parameter was sent: what it would stand instead of is in no text."""
    return due.holds(values) and not (due.unless and any(due.unless in run.written(values, text) for text in run.texts))


@lru_cache(maxsize=128)
def run_of(kind: type, names: tuple[str, ...]) -> Run:
    """Lay out the run of requests of this kind with these names."""
    shape = compiled(kind)
    ordered = sorted(set(names))
    forms = {name: form_of(shape, name) for name in ordered}
    unknown = tuple(name for name in ordered if forms[name] is None)
    declared = [(name, form) for name, form in forms.items() if form is not None]
    texts = tuple(name for name, form in declared if form.people)
    made, perhaps = _behind_texts(shape, forms)
    following = dict(itertools.pairwise(ordered))
    known = tuple((name, form) for name, form in declared if not form.people)
    plain = tuple(name for name, form in known if not form.humps)
    cut = tuple(
        (name, longer[len(name) :], longer)
        for name in ordered
        for longer in _longer(shape, name)
        if name not in shape.due or longer not in forms
    )
    hidden = _hidden(shape, forms)
    return Run(
        known=known,
        plain=plain,
        pick=itemgetter(*plain, plain[0]) if plain else _none,
        humped=tuple((name, form) for name, form in known if form.humps),
        cut=cut,
        low=tuple(each for each in cut if not each[1][0].isupper()),
        ends=tuple(_ends(shape, forms)),
        hidden=hidden,
        last=tuple((name, wanted) for name, all_ in hidden.items() for wanted, _ in all_ if not wanted[0].isupper()),
        open=tuple((name, form, then) for name, form in known if (then := following.get(name, "")) in unknown),
        begins_unknown=bool(declared) and ordered[0] in unknown,
        unknown=unknown,
        blocks=dict(_blocks(ordered, unknown)),
        begun={name: _begun(shape, name, texts) for name in unknown},
        texts=texts,
        made=frozenset(made),
        perhaps=tuple(perhaps),
        absent=tuple((name, due, shape.forms[name]) for name, due in shape.due.items() if name not in forms),
        stretches=tuple(_stretches(shape, ordered, [name for name, form in declared if form.people or form is JSON])),
    )


def form_of(shape: Shape, name: str) -> ValueForm | None:
    """Give the form of a parameter's values, or None for one that the kind does not declare."""
    form = shape.forms.get(name)
    if form is not None:
        return form
    if name in shape.carried or any(name.startswith(prefix) for prefix, _ in shape.headers):
        return TEXT
    if shape.media is not None:
        for prefix, of in (("MediaUrl", URL), ("MediaContentType", NAME)):
            if name.startswith(prefix) and name[len(prefix) :].isdecimal():
                return of
    return None


def _none(_values: Mapping[str, str]) -> Sequence[str]:
    return ()


def _longer(shape: Shape, name: str) -> Iterator[str]:
    """Go through the names of the kind that begin with a name and go on."""
    return itertools.takewhile(lambda longer: longer.startswith(name), shape.names[bisect_right(shape.names, name) :])


def _hidden(shape: Shape, forms: Mapping[str, ValueForm | None]) -> dict[str, Wanted]:
    """Lay out between which known names that came those of the kind would stand that did not come."""
    came = [name for name, form in forms.items() if form is not None]
    found = dict[str, Wanted]()
    for before, after in itertools.pairwise(["", *came, _LAST]):
        between = tuple((name, shape.forms[name]) for name in shape.names if before < name < after)
        if between:
            found[before] = between
    return found


def _ends(shape: Shape, forms: Mapping[str, ValueForm | None]) -> Iterator[tuple[str, str, str]]:
    """Go through names that came and are the end of a longer one that did not, and would stand in their place."""
    ordered = [*forms, _LAST]
    for before, name, after in zip(ordered, ordered[1:], ordered[2:], strict=False):
        form = forms[before]
        if form is not None and form.people:
            continue
        for longer in shape.names:
            if longer.endswith(name) and longer not in forms and before < longer < after:
                yield before, longer[: -len(name)], longer


def _blocks(ordered: list[str], unknown: tuple[str, ...]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Group the unknown names that stand in a row."""
    before, block = "", list[str]()
    for name in [*ordered, ""]:
        if name in unknown:
            block.append(name)
            continue
        if block:
            yield before, tuple(block)
        before, block = name, []


def _begun(shape: Shape, name: str, texts: tuple[str, ...]) -> tuple[str, ValueForm, bool]:
    """Return the longest name of the kind that an unknown one begins with, its form, and whether a text is before it.

    The name is empty if there is none.
    """
    media = _MEDIA.match(name) if shape.media is not None else None
    start = media.group() if media else max((own for own in shape.names if name.startswith(own)), key=len, default="")
    return start, form_of(shape, start) or NAME, any(text < start for text in texts)


def _behind_texts(shape: Shape, forms: Mapping[str, ValueForm | None]) -> tuple[list[str], list[tuple[str, Due]]]:
    """List the names that stand behind a text with nothing in between that is always sent.

    Returns:
        Those that stand so whatever the values are, and those where the values decide, each with its condition.
    """
    made: list[str] = []
    perhaps: list[tuple[str, Due]] = []
    reached = False
    for name, form in forms.items():
        if form is None:
            continue
        due = shape.due.get(name)
        if due is not None and due.by_names and due.holds(_Present(forms)):
            reached = False
        elif reached and due is not None and not due.by_names:
            perhaps.append((name, due))
        elif reached and name in shape.table:
            made.append(name)
        reached = reached or form.people
    return made, perhaps


def _stretches(shape: Shape, ordered: list[str], texts: list[str]) -> Iterator[Stretch]:
    """Go through the pairs of texts, in JSON as well, that have something between them which is always sent."""
    present = _Present(dict.fromkeys(ordered))
    always = [
        (name, due.given) for name in ordered if (due := shape.due.get(name)) and due.by_names and due.holds(present)
    ]
    declared = {name for name, form in shape.forms.items() if form.people or form is JSON}
    declared.update(prefix for prefix, _ in shape.headers)
    for earlier in texts:
        for later in sorted({*declared, *shape.carried, *texts}):
            between = tuple(name for name, given in always if earlier < name < later and given < earlier)
            if between and (later in ordered or _possible(shape, later, ordered)):
                yield Stretch(earlier, later, between)


def _possible(shape: Shape, text: str, names: list[str]) -> bool:
    """Return False if none of the names is there that always come beside a text; else it may have been there."""
    beside = [name for name, due in shape.due.items() if due.given == text]
    return not beside or any(name in names for name in beside)


class _Present(dict[str, str]):
    """Stands for the values of a request of which only the names are known."""

    def __init__(self, names: Mapping[str, object]) -> None:
        super().__init__(dict.fromkeys(names, ""))
