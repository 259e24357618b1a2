"""The `laml` command: a group that finds its subcommands by entry points. Knows none of them but by name.

A subcommand is loaded when it is called, or when its own help is shown; the list in `laml --help` loads nothing.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from importlib.metadata import EntryPoint, PackageNotFoundError, entry_points, version
from io import TextIOWrapper
from typing import Final

import click
from click.shell_completion import CompletionItem

from .grammar.spelling import nearest
from .hidden_packages import DISTRIBUTION, hidden_packages

GROUP: Final = "laml.commands"
"""The group of entry points; each value names a click command."""
SUMMARIES: Final[Mapping[str, str]] = {
    "check": "Every problem of documents, with line and what to do.",
    "show": "What a caller would hear and could press, as an outline.",
    "verbs": "The reference of verbs, nouns and their attributes.",
    "schema": "An XML Schema of documents, for editors.",
    "explain": "What a problem or a provider's error code means.",
    "move": "Programs that use the vendors' packages, moved to this one.",
    "emulate": "The provider on this machine, for an app.",
    "map": "The ways through an IVR, drawn, and what is wrong with it.",
    "phone": "Call an app by a script, and print what is heard.",
    "dial": "Call an app by hand, by an emulator that runs.",
    "doctor": "Whether signed requests reach an app as they were sent.",
    "call": "Place a call.",
    "send": "Send a message, or one for each row of a file.",
    "calls": "Calls: list them, show one, hang one up.",
    "messages": "Messages: list them, show one.",
    "recordings": "Recordings: list them, show, download or delete one.",
    "numbers": "Phone numbers: list them, show one, search, buy or release one, connect one with an app.",
    "queues": "Queues: list them, show one.",
    "conferences": "Conferences: list them, show one.",
    "faxes": "Faxes: list them, show one.",
    "bins": "LaML bins: list them, show one.",
    "applications": "Applications: list them, show one.",
}
"""One line for each command of ours; those of others are listed by their name."""


class CommandError(click.ClickException):
    """A subcommand that is not there, or cannot be loaded."""

    exit_code = 2


class Commands(click.Group):
    """A group whose commands are entry points.

    Args:
        found: Gives the entry points; asked once for each list and each command.
        start: Called before any command is looked for.
    """

    def __init__(
        self,
        name: str,
        found: Callable[[], Iterable[EntryPoint]],
        *,
        start: Callable[[], None],
        params: Sequence[click.Parameter],
        help: str,
    ) -> None:
        super().__init__(name, params=list(params), help=help, context_settings={"help_option_names": ["-h", "--help"]})
        self._found = found
        self._start = start

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; what is said at the start is said even if the command cannot be loaded."""
        self._start()
        return super().invoke(ctx)

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - the signature is click's
        """Names, ours first and in the order of the table."""
        names = {entry.name for entry in self._found()}
        return [*(name for name in SUMMARIES if name in names), *sorted(names - SUMMARIES.keys())]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command:
        """Load a command.

        Raises:
            CommandError: It is not there, or its module cannot be loaded.
        """
        entries = [entry for entry in self._found() if entry.name == cmd_name]
        if not entries:
            names = self.list_commands(ctx)
            near = nearest(cmd_name, names)
            hint = f"did you mean {near!r}?" if near else f"there are {', '.join(names) or 'none'}"
            raise CommandError(f"no command {cmd_name!r}; {hint}")
        ours = [entry for entry in entries if entry.dist is not None and entry.dist.name == DISTRIBUTION]
        return _load((ours or entries)[0])

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list without loading what it names."""
        rows = [(name, SUMMARIES.get(name, "")) for name in self.list_commands(ctx)]
        if rows:
            with formatter.section("Commands"):
                formatter.write_dl(rows)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Complete names without loading what they name."""
        names = [name for name in self.list_commands(ctx) if name.startswith(incomplete)]
        return [CompletionItem(name, help=SUMMARIES.get(name)) for name in names]


def _load(entry: EntryPoint) -> click.Command:
    """The command of an entry point; whatever its module does wrong becomes one sentence."""
    origin = f" of {entry.dist.name}" if entry.dist is not None else ""
    try:
        command = entry.load()
    except Exception as error:
        reason = f"{type(error).__name__}: {error}".splitlines()[0]
        raise CommandError(f"the command {entry.name!r}{origin} cannot be loaded ({reason})") from error
    if not isinstance(command, click.Command):
        kind = type(command).__name__
        raise CommandError(f"the command {entry.name!r}{origin} is no command: {entry.value} is of type {kind}")
    return command


def _show_version(ctx: click.Context, _: click.Parameter, value: bool) -> None:
    if value and not ctx.resilient_parsing:
        try:
            click.echo(f"{DISTRIBUTION} {version(DISTRIBUTION)}")
        except PackageNotFoundError:
            click.echo(f"{DISTRIBUTION} is not installed: run from its source")
        ctx.exit()


def _begin() -> None:
    """Make the streams take any character, and say which of our packages is hidden.

    A Windows console's or pipe's encoding lacks most characters; what it lacks is shown as a question mark.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper) and stream.errors == "strict":
            stream.reconfigure(errors="replace")
    for sentence in hidden_packages():
        click.echo(f"laml: {sentence}", err=True)


main = Commands(
    "laml",
    lambda: entry_points(group=GROUP),
    start=_begin,
    params=[
        click.Option(
            ["--version"],
            is_flag=True,
            is_eager=True,
            expose_value=False,
            callback=_show_version,
            help="Show the version, and end.",
        )
    ],
    help="Documents for SignalWire and Twilio: check, show, explain and rehearse them.",
)
"""The group behind the console script."""
