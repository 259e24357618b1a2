"""Checks batches of documents that come through a pipe; run by another interpreter, whose installed `laml` is asked.

`PYTHON -I judging.py [FOLDER]`: with a folder, the package that lies in it. Imports nothing of the tests, so that it
runs anywhere.
"""

import pickle
import sys
from collections.abc import Callable, Iterable
from typing import Any, BinaryIO

DIALECTS = (None, "laml", "twiml")
PROTOCOL = 4
Found = frozenset[tuple[Any, ...]]
"""Problems as plain tuples: severity, code, message, path, line, hint, column."""


def judged(
    check: Callable[..., Iterable[tuple[Any, ...]]], text: str, dialects: tuple[str | None, ...] = DIALECTS
) -> tuple[Found, ...]:
    """What a check finds in a text, by dialect; what it raises is one finding."""
    found: list[Found] = []
    for dialect in dialects:
        try:
            found.append(frozenset([tuple(problem) for problem in check(text, dialect)]))
        except Exception as error:
            found.append(frozenset([("error", "raised", f"{type(error).__name__}: {error}", "", None, "", None)]))
    return tuple(found)


def send(pipe: BinaryIO, value: object) -> None:
    """Write a value, its length before it."""
    data = pickle.dumps(value, PROTOCOL)
    pipe.write(len(data).to_bytes(8, "big") + data)
    pipe.flush()


def receive(pipe: BinaryIO) -> Any:
    """Read a value; `EOFError` at the end."""
    head = pipe.read(8)
    if len(head) < 8:
        raise EOFError
    return pickle.loads(pipe.read(int.from_bytes(head, "big")))


def main(arguments: list[str]) -> None:
    """Answer batches until the pipe is closed."""
    sys.path[:0] = arguments
    import laml

    send(sys.stdout.buffer, laml.__file__)
    while True:
        try:
            batch = receive(sys.stdin.buffer)
        except EOFError:
            return
        send(sys.stdout.buffer, [judged(laml.check, *each) for each in batch])


if __name__ == "__main__":
    main(sys.argv[1:])
