"""All resources, and the functions that route and decode a request by them. Knows no HTTP library.

The client writes requests from these rows; the emulator reads requests by them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Final

from . import resources
from .errors import ParameterError
from .table import values
from .table.declared import Parameter, parameters_of
from .table.providers import PROVIDERS, ProviderName
from .table.resource import HttpMethod, Operation, Resource


def _declared() -> Iterator[Resource]:
    """The rows of all families; some twice, because a family imports rows of another."""
    for family in iter_modules(resources.__path__, f"{resources.__name__}."):
        yield from (one for one in vars(import_module(family.name)).values() if isinstance(one, Resource))


RESOURCES: Final[tuple[Resource, ...]] = tuple(
    sorted(dict.fromkeys(_declared()), key=lambda resource: resource.name.split("."))
)
"""Every resource, sorted by name, so parents come before children."""
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
    """Find the operation of a request.

    Args:
        method: HTTP method.
        path: Path of the request, unquoted, with or without the base path, and with `.json` in any case or without.

    Returns:
        Resource, operation and the values of the path's variables, or None. Literal parts win over variables.
    """
    below, extension = _split(_below_base(path))
    for wanted, _, pattern, resource, operation in _routes():
        if wanted != method.upper() or not (found := pattern.fullmatch(below)):
            continue
        if _asks_for_file(resource, operation, extension) == (operation.name == "download"):
            return resource, operation, found.groupdict()
    return None


def _split(path: str) -> tuple[str, str]:
    """The path without its extension, and the extension in lower case without the dot."""
    found = re.search(r"\.(json|wav|mp3|txt)$", path, re.IGNORECASE)
    return (path[: found.start()], found[1].lower()) if found else (path, "")


def _asks_for_file(resource: Resource, operation: Operation, extension: str) -> bool:
    """Whether the extension asks for a file. Without one, recordings and media are the file.

    Source: Compatibility REST API, Recordings, Media.
    """
    same_target = (one for one in resource.operations if (one.method, one.path) == (operation.method, operation.path))
    return any(extension in one.formats for one in same_target)


def _below_base(path: str) -> str:
    for base in _BASES:
        if path.startswith(base + "/"):
            return path[len(base) :]
    return path


def decode(operation: Operation, form: Mapping[str, str | Sequence[str]]) -> dict[str, object]:
    """Turn form fields into keyword arguments: the inverse of `encode`.

    Args:
        operation: The operation that the fields belong to.
        form: Field name to text or texts. The case of names does not matter.

    Returns:
        Python names to values: numbers, booleans, `Decimal`s and lists are converted, URLs and dates are texts.
        Fields that the operation does not declare are under `extra`, by their names on the wire.

    Raises:
        ParameterError: A value has the wrong type; `.parameter` names the field on the wire.
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


def missing(operation: Operation, given: Mapping[str, object], provider: ProviderName) -> list[str]:
    """The names on the wire of parameters that a provider requires and that are missing; of alternatives, the first."""
    declared = parameters_of(operation.parameters)
    lacking = [one.wire for one in declared.values() if one.required and one.name not in given]
    return lacking + [
        declared[group[0]].wire for group in operation.groups(provider) if not any(name in given for name in group)
    ]


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
