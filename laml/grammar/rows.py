"""What declarations are made of: rows, and dicts of attributes, both cheap to define; type checkers see the full thing.

A dataclass costs half a millisecond to define and a `TypedDict` with evaluated annotations as much. There are a hundred
of them, and a program that imports this package has a call to answer. So rows share one constructor, and annotations
of attributes stay text until an element is first used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, dataclass_transform

if TYPE_CHECKING:
    from typing import TypedDict as TypedDict  # noqa: PLC0414 - exported under its own name
else:

    class TypedDict:
        """At run time it only holds annotations, which `attributes.compile_attributes` reads."""

        __required_keys__ = frozenset()

        def __init_subclass__(cls, total=True):
            """Collect the keys that are required, by the text of their annotations."""
            own = {name for name, hint in cls.__annotations__.items() if hint.startswith("Required[")}
            cls.__required_keys__ = cls.__required_keys__ | own


@dataclass_transform(frozen_default=True)
class Row:
    """A frozen row of a table: fields by annotation, in order; those with a value in the class may be left out."""

    __match_args__: ClassVar[tuple[str, ...]] = ()

    def __init_subclass__(cls, *, kw_only: bool = False) -> None:
        own = [name for name, hint in vars(cls).get("__annotations__", {}).items() if "ClassVar" not in str(hint)]
        cls.__match_args__ = (*cls.__match_args__, *(() if kw_only else own))  # type: ignore[misc] # as dataclasses do

    def __init__(self, *values: object, **named: object) -> None:
        names = self.__match_args__
        if len(values) > len(names):
            raise TypeError(f"{type(self).__name__} takes {len(names)} values by position, got {len(values)}")
        self.__dict__.update(zip(names, values, strict=False), **named)

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and other.__dict__ == self.__dict__

    def __hash__(self) -> int:
        return hash((type(self), tuple(sorted(self.__dict__.items()))))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in self.__dict__.items())})"
