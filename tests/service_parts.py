"""How long each part of `make test-services` takes, printed at its end beside what it may take."""

from collections import defaultdict
from typing import Final

PARTS: Final[dict[str, tuple[float, tuple[str, ...]]]] = {
    "kills": (4, ("tests/kill/", "bins/test_kills.py", "working/test_celery.py", "store/test_dying.py")),
    "browsers": (3, ("emulator/phone/", "test_bins_page_in_browser.py", "tests/test_browser.py")),
    "vendors' clients": (4, ("emulator/test_vendor_clients.py",)),
    "mutation sample": (2, ("tests/mutants/",)),
    "deployment": (1, ("examples/test_deploy.py",)),
}
"""Minutes that a part may take, and what the paths of its tests contain."""
REST: Final = "all others"


def part_of(nodeid: str) -> str:
    """The part of a test."""
    path = nodeid.partition("::")[0]
    return next((name for name, (_, places) in PARTS.items() if any(place in path for place in places)), REST)


class Parts:
    """Seconds by part."""

    def __init__(self) -> None:
        self._seconds: defaultdict[str, float] = defaultdict(float)

    def add(self, nodeid: str, seconds: float) -> None:
        """Count one phase of a test: its fixtures, or itself."""
        self._seconds[part_of(nodeid)] += seconds

    def lines(self) -> list[str]:
        """A line for each part that ran, the longest first."""
        found = sorted(self._seconds.items(), key=lambda item: -item[1])
        return [f"{name}: {seconds:.0f} s{self._limit(name)}" for name, seconds in found]

    @staticmethod
    def _limit(name: str) -> str:
        return f" of {PARTS[name][0] * 60:.0f}" if name in PARTS else ""
