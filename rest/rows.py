"""All rows, and the readers that route and decode a request by them; knows no HTTP library.

The client writes requests from these rows, the emulator reads them.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Final

from . import values
from .calls import CALLS
from .encoding import Parameter, parameters_of
from .errors import ParameterError
from .messages import MESSAGES
from .providers import PROVIDERS
from .resource import HttpMethod, Operation, Resource

RESOURCES: Final[tuple[Resource, ...]] = (CALLS, MESSAGES)
"""Every resource, parents before children."""
_BASES: Final = tuple(sorted((provider.base_path for provider in PROVIDERS.values()), key=len, reverse=True))
_VARIABLE: Final = re.compile(r"\{(\w+)\}")


def operations() -> Iterator[tuple[Resource, Operation]]:
    """Every operation with its resource."""
    for resource in RESOURCES:
        for operation in resource.operations:
            yield resource, operation


@cache
def _routes() -> tuple[tuple[str, int, re.Pattern[str], Resource, Operation], ...]:
    found = []
    for resource, operation in operations():
        pattern = _VARIABLE.sub(r"(?P<\1>[^/]+)", operation.path)
        variables = len(_VARIABLE.findall(operation.path))
        found.append((operation.method, variables, re.compile(pattern), resource, operation))
    return tuple(sorted(found, key=lambda route: route[1]))


def match(method: HttpMethod | str, path: str) -> tuple[Resource, Operation, dict[str, str]] | None:
    """Find the operation that a request asks for.

    Args:
        method: HTTP method.
        path: Path of the request, unquoted, with or without base path, suffix `.json` in any case.

    Returns:
        Resource, operation and the values of the path's variables, or None. Literal parts win over variables.
    """
    below = _below_base(path)
    without = re.sub(r"\.json$", "", below, flags=re.IGNORECASE)
    for wanted, _, pattern, resource, operation in _routes():
        if wanted == method.upper() and operation.name != "download" and (found := pattern.fullmatch(without)):
            return resource, operation, found.groupdict()
    return None


def _below_base(path: str) -> str:
    for base in _BASES:
        if path.startswith(base + "/"):
            return path[len(base) :]
    return path


def decode(operation: Operation, form: Mapping[str, str | Sequence[str]]) -> dict[str, object]:
    """Turn form fields into keyword arguments, the inverse of what the client sends.

    Args:
        operation: The row to read by.
        form: Field name to text or texts. Names are matched in any case.

    Returns:
        Python names to values: numbers, booleans, `Decimal`s and lists converted, URLs and dates as text.
        Fields that no row declares are under `extra`, by their names on the wire.

    Raises:
        ParameterError: A value is not of its kind; `.parameter` names the field on the wire.
    """
    by_wire = {parameter.wire.lower(): parameter for parameter in parameters_of(operation.parameters).values()}
    read: dict[str, object] = {}
    unknown: dict[str, object] = {}
    for name, given in form.items():
        texts = [given] if isinstance(given, str) else list(given)
        parameter = by_wire.get(name.lower())
        if parameter is None or parameter.local:
            unknown[name] = given
        elif parameter.many:
            read[parameter.name] = [_value(parameter, text) for text in _parts(parameter, texts)]
        elif texts:
            read[parameter.name] = _value(parameter, texts[-1])
    if unknown:
        read["extra"] = unknown
    return read


def missing(operation: Operation, given: Mapping[str, object]) -> list[str]:
    """Names on the wire of required parameters that `decode` did not find."""
    declared = parameters_of(operation.parameters)
    return [one.wire for one in declared.values() if one.required and one.name not in given]


def _parts(parameter: Parameter, texts: list[str]) -> list[str]:
    if not parameter.choices:
        return texts
    return [part for text in texts for part in re.split(r"[\s,]+", text.strip()) if part]


def _value(parameter: Parameter, text: str) -> object:
    try:
        if parameter.kind == "integer":
            return values.parse_int(text)
        if parameter.kind == "boolean":
            return values.parse_bool(text)
        if parameter.kind == "decimal":
            return values.parse_decimal(text)
    except ValueError:
        raise ParameterError(f"{parameter.wire}: expected {parameter.kind}", parameter.wire) from None
    return text
