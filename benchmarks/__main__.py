"""`python -m benchmarks [NAME …] [--page FILE]`: the tables of every module here, or of those named.

They are printed; with `--page` they are also written as one page of Markdown.
"""

import argparse
import importlib
import pkgutil
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks import __path__ as folder
from benchmarks.page import SECTIONS, page
from benchmarks.timing import Pairs, Table


def modules() -> list[str]:
    """The names of all modules of benchmarks, in the order of the page."""
    found = {module.name.removeprefix("bench_") for module in pkgutil.iter_modules(folder) if "bench_" in module.name}
    return sorted(found, key=[*SECTIONS, *sorted(found)].index)


def printed(names: Sequence[str]) -> Iterator[tuple[str, Table | Pairs]]:
    """Run the modules one after the other; each table is printed as soon as it is there."""
    for name in names:
        for table in importlib.import_module(f"{__package__}.bench_{name}").tables():
            print("\n".join(table.lines()), flush=True)
            yield name, table


def main(arguments: Sequence[str] | None = None) -> None:
    """Run what the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"one of {', '.join(modules())}; all by default")
    parser.add_argument("--page", type=Path, metavar="FILE", help="a page of all tables, to be written")
    given = parser.parse_args(arguments)
    if unknown := sorted(set(given.names) - set(modules())):
        parser.error(f"there is no benchmark {unknown[0]!r}; there are {', '.join(modules())}")
    tables = list(printed(given.names or modules()))
    if given.page:
        given.page.write_text(page(tables), encoding="utf-8")


if __name__ == "__main__":
    main()
