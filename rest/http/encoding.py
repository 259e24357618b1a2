"""Turns Python values into form fields, as the parameters of an operation are declared. Knows no HTTP."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from enum import Enum
from typing import Final, TypeAlias

from ..errors import NotOffered, ParameterError
from ..table import values
from ..table.declared import Parameter, parameters_of
from ..table.names import python_name
from ..table.providers import PROVIDERS, ProviderName
from ..table.resource import Operation
from ..table.suggestions import close_to
from . import documents, handlers

Fields: TypeAlias = list[tuple[str, str]]
HOST_IT: Final = "host the document and pass its address as url=, such as a handler of your app"
"""What to do with a document that cannot be sent inline."""


_OTHERWISE_CALLED: Final[Mapping[str, str]] = {
    **dict.fromkeys(("text", "message", "msg", "content"), "body"),
    **dict.fromkeys(("sender", "caller"), "from_"),
    **dict.fromkeys(("recipient", "phone", "phone_number"), "to"),
    **dict.fromkeys(("media", "image", "attachment"), "media_url"),
    **dict.fromkeys(("webhook", "webhook_url", "callback", "callback_url"), "status_callback"),
    **dict.fromkeys(("laml", "document"), "twiml"),
}
"""What people call a parameter, and its name; where an operation has none of that name, nothing is said of it."""


def encode(operation: Operation, label: str, given: Mapping[str, object], provider: ProviderName) -> Fields:
    """Turn keyword arguments into form fields.

    Args:
        operation: The operation whose parameters are given.
        label: Resource and operation, such as `calls.create`, for messages.
        given: Keyword to value; None means not given; camelCase keywords are accepted.
        provider: The provider; it decides how lists are written.

    Returns:
        Field names and texts in the order given; a parameter with several values is repeated.

    Raises:
        ParameterError: A keyword is unknown or missing, or a value has the wrong type or form.
        NotOffered: The provider does not take this parameter.
    """
    declared = parameters_of(operation.parameters)
    fields: Fields = []
    named = by_name(operation, label, given, provider)
    for name, value in named.items():
        if not declared[name].local:
            _write(fields, declared[name], value, label, provider)
    fields += _extra(named.get("extra"), label)
    return fields


def by_name(operation: Operation, label: str, given: Mapping[str, object], provider: ProviderName) -> dict[str, object]:
    """The values that were given, by the Python names of their parameters; what is None is left out.

    Raises:
        ParameterError: A keyword is unknown, missing or given twice.
        NotOffered: The provider does not take this parameter.
    """
    declared = parameters_of(operation.parameters)
    seen: dict[str, object] = {}
    for name, value in given.items():
        if value is None:
            continue
        parameter = declared.get(name) or _other_spelling(declared, name, label)
        if parameter.name in seen:
            raise ParameterError(f"{label}: {parameter.name} is given twice, in two spellings", parameter.name)
        seen[parameter.name] = value
        if provider not in parameter.providers:
            raise _not_taken(parameter, label, provider)
    if lacking := [one.name for one in declared.values() if one.required and one.name not in seen]:
        are = "is missing" if len(lacking) == 1 else "are missing"
        give = ", ".join(f"{name}=…" for name in lacking)
        raise ParameterError(f"{label}: {' and '.join(lacking)} {are}, or None: give {give}", lacking[0])
    for group in operation.groups(provider):
        usable = [name for name in group if provider in declared[name].providers]
        if not seen.keys() & set(usable) and not seen.get("extra"):
            raise ParameterError(f"{label}: give {' or '.join(usable)}", usable[0])
    return seen


def _not_taken(parameter: Parameter, label: str, provider: ProviderName) -> NotOffered:
    title = PROVIDERS[provider].title
    others = " and ".join(PROVIDERS[name].title for name in parameter.providers)
    advice = f"; {others} does"
    if parameter.kind == "xml":
        advice += f": {HOST_IT}, or client.laml_bins.create(name=..., contents=document)"
    return NotOffered(f"{label}: {title} takes no {parameter.name}{advice}", f"{label}.{parameter.name}", provider)


def _other_spelling(declared: Mapping[str, Parameter], name: str, label: str) -> Parameter:
    snake = python_name(str(name))
    if found := declared.get(snake) or declared.get(f"{snake}_"):
        return found
    meant = _OTHERWISE_CALLED.get(snake)
    close = meant if meant in declared else close_to(snake, [one for one in declared if one != "extra"])
    hint = f"did you mean {close}?" if close else f"it takes {', '.join(sorted(declared))}."
    raise ParameterError(
        f"{label}: no parameter {name} is known: {hint} What the provider has besides goes into extra={{...}}",
        str(name),
    )


def _extra(given: object, label: str) -> Fields:
    if given is None:
        return []
    if not isinstance(given, Mapping):
        raise ParameterError(f"{label}: extra must map names on the wire to texts", "extra")
    return [
        (_encodable(str(name), "extra", label), _extra_text(name, one, label))
        for name, value in given.items()
        for one in (value if isinstance(value, list | tuple) else (value,))
        if one is not None
    ]


def _extra_text(name: object, given: object, label: str) -> str:
    try:
        text = _unchecked(_bare(given))
    except ValueError as problem:
        raise ParameterError(f"{label}: extra: {name}: {problem}", "extra") from None
    return _encodable(text, "extra", label)


def _unchecked(value: object) -> str:
    """A value that no parameter declares, written as the declared ones write theirs."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, datetime):
        return values.format_moment(value)
    if isinstance(value, Mapping):
        return _json(value)
    if isinstance(url := getattr(value, "url", None), str):
        return url
    if isinstance(value, int | float):
        return str(value)
    if type(value).__str__ is object.__str__ or isinstance(value, bytes | bytearray | memoryview):
        raise ValueError(f"expected text, got {type(value).__name__}")
    return str(value)


def _bare(value: object) -> object:
    """The value of a member of an enumeration; a text of a class of its own, which may print otherwise, as a text."""
    if isinstance(value, Enum):
        return _bare(value.value)
    return str.__str__(value) if isinstance(value, str) else value


def _encodable(text: str, name: str, label: str) -> str:
    """The text, if it can be sent.

    Raises:
        ParameterError: It holds half of a pair of surrogates, which no UTF-8 has; its place is named, not the text.
    """
    if text.isascii():
        return text
    try:
        text.encode()
    except UnicodeEncodeError as problem:
        raise ParameterError(
            f"{label}: {name}: U+{ord(text[problem.start]):04X} at position {problem.start + 1} is half a character, "
            "which cannot be sent",
            name,
        ) from None
    return text


def _write(fields: Fields, parameter: Parameter, value: object, label: str, provider: ProviderName) -> None:
    if not parameter.many:
        fields.append((parameter.wire, _text(parameter, value, label)))
        return
    items = _split(parameter, value)
    texts = [_text(parameter, item, label) for item in items]
    if (separator := parameter.joined.get(provider)) is not None:
        fields.append((parameter.wire, separator.join(texts)))
    else:
        fields += [(parameter.wire, text) for text in texts]


def _split(parameter: Parameter, given: object) -> list[object]:
    value = _bare(given)
    if isinstance(value, str):
        return list(re.split(r"[\s,]+", value.strip())) if parameter.choices else [value]
    if isinstance(value, Sequence | set | frozenset) and not isinstance(value, bytes | bytearray | memoryview):
        return list(value)
    return [value]


def _text(parameter: Parameter, given: object, label: str) -> str:
    value = _bare(given)
    try:
        text = _WRITERS[parameter.kind](value, parameter)
    except (ValueError, TypeError, OverflowError) as problem:
        raise ParameterError(f"{label}: {parameter.name}: {problem}", parameter.name) from None
    _encodable(text, parameter.name, label)
    if parameter.max_length is not None and len(text) > parameter.max_length:
        advice = f" can be sent inline: {HOST_IT}" if parameter.kind == "xml" else ""
        raise ParameterError(
            f"{label}: {parameter.name} has {len(text)} characters, at most {parameter.max_length}{advice}",
            parameter.name,
        )
    if parameter.kind == "xml" and parameter.max_length is not None and isinstance(value, str):
        _check_document(text, parameter, label)
    if parameter.matching and not re.fullmatch(parameter.matching.pattern, text):
        raise ParameterError(f"{label}: {parameter.name}: expected {parameter.matching.words}", parameter.name)
    return text


def _check_document(text: str, parameter: Parameter, label: str) -> None:
    """Refuse a text that is no document at all. The contents of a bin are left to whoever fills them in."""
    if problem := documents.problem_with(text):
        unchecked = f"extra={{'{parameter.wire}': text}} sends a text as it is"
        raise ParameterError(f"{label}: {parameter.name}: {problem}; {unchecked}", parameter.name)


def _write_text(value: object, _: Parameter) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    raise ValueError(f"expected text, got {type(value).__name__}")


def _write_integer(value: object, parameter: Parameter) -> str:
    if not isinstance(value, int | str | float):
        raise ValueError(f"expected a whole number, got {type(value).__name__}")
    try:
        number = values.parse_int(value)
    except ValueError:
        raise ValueError(f"expected a whole number, got {value!r}") from None
    between = parameter.between
    if between and not between.low <= number <= between.high:
        raise ValueError(f"got {number}, expected a whole number from {between.low} to {between.high}")
    return str(number)


def _write_boolean(value: object, _: Parameter) -> str:
    try:
        return "true" if values.parse_bool(value) else "false"
    except ValueError:
        raise ValueError(f"expected True or False, got {type(value).__name__}") from None


def _write_decimal(value: object, _: Parameter) -> str:
    try:
        return f"{values.parse_decimal(value):f}"
    except ValueError:
        raise ValueError(f"expected a decimal number, got {value!r}") from None


def _write_url(value: object, parameter: Parameter) -> str:
    if isinstance(value, str):
        return value
    if problem := handlers.problem_with(value, parameter.name, parameter.event):
        raise ValueError(problem)
    try:
        url = getattr(value, "url")  # noqa: B009 - the value may be anything; an object is asked for its url now
    except AttributeError as lacking:
        wrong = f"expected a URL or an object with a url, got {type(value).__name__}: {lacking}"
        raise ValueError(handlers.function_problem(value) or wrong) from None
    if not isinstance(url, str):
        raise ValueError(f"expected a URL or an object with a url, got {type(value).__name__}")
    return url


def _write_xml(value: object, _: Parameter) -> str:
    text = str(value)
    if not text.lstrip().startswith("<"):
        raise ValueError(f"expected XML, got {type(value).__name__}")
    return text


def _write_moment(value: object, _: Parameter) -> str:
    if isinstance(value, datetime):
        return values.format_moment(value)
    return _write_day(value, _)


def _write_day(value: object, _: Parameter) -> str:
    if isinstance(value, datetime):
        return values.in_utc(value).date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str) and re.match(r"\d{4}-\d\d-\d\d", value):
        return value
    got = repr(value[:40]) if isinstance(value, str) else type(value).__name__
    raise ValueError(f"expected a date, a datetime or YYYY-MM-DD, got {got}")


def _write_period(value: object, parameter: Parameter) -> str:
    return value if isinstance(value, str) else _write_day(value, parameter)


def _write_time(value: object, _: Parameter) -> str:
    if isinstance(value, datetime):
        return values.format_moment(value)
    if isinstance(value, str):
        return value
    raise ValueError(f"expected a datetime or ISO 8601 text, got {type(value).__name__}")


def _write_choice(value: object, parameter: Parameter) -> str:
    text = str(value).strip() if isinstance(value, str) else _write_text(value, parameter)
    if text in parameter.choices:
        return text
    for choice in parameter.choices:
        if choice.lower() == text.lower():
            return choice
    close = close_to(text, parameter.choices)
    hint = f" (did you mean {close}?)" if close else ""
    raise ValueError(f"got {text!r}{hint}; expected one of {', '.join(parameter.choices)}")


def _write_object(value: object, _: Parameter) -> str:
    if isinstance(value, str):
        return value
    if not isinstance(value, Mapping):
        raise ValueError(f"expected a dict or its JSON, got {type(value).__name__}")
    return _json(value)


def _json(value: Mapping[object, object]) -> str:
    try:
        return json.dumps(value, allow_nan=False)
    except (TypeError, ValueError, RecursionError):
        raise ValueError("expected a dict of texts and numbers, which JSON can hold") from None


_WRITERS: Final = {
    "text": _write_text,
    "integer": _write_integer,
    "boolean": _write_boolean,
    "decimal": _write_decimal,
    "url": _write_url,
    "xml": _write_xml,
    "moment": _write_moment,
    "day": _write_day,
    "period": _write_period,
    "time": _write_time,
    "choice": _write_choice,
    "object": _write_object,
}
