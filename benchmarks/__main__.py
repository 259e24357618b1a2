"""`python -m benchmarks [NAME …]`: print the tables of every module here, or of those named."""

import importlib
import pkgutil
import sys

from benchmarks import __path__ as folder


def main(names: list[str]) -> None:
    """Run the modules one after the other."""
    found = [module.name for module in pkgutil.iter_modules(folder) if module.name.startswith("bench_")]
    for name in found:
        if not names or name.removeprefix("bench_") in names:
            for table in importlib.import_module(f"{__package__}.{name}").tables():
                print("\n".join(table.lines()), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
