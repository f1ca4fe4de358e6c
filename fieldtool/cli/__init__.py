"""The command line: each command's module is imported when it is called."""

from __future__ import annotations

import sys
from importlib import import_module

import click

from fieldtool import __version__
from fieldtool.problems import Problem, Problems

# name: (module, object, one line of help); the help is here so that --help imports no command.
COMMANDS = {
    "start": ("fieldtool.cli.start", "start", "Start the node of this laptop."),
    "hub": ("fieldtool.cli.hub", "hub", "Set up and start a hub."),
    "bundle": ("fieldtool.cli.bundles", "bundle", "Carry sealed work on a memory stick."),
    "enrol": ("fieldtool.cli.enrolling", "enrol", "Set a laptop up without a network."),
    "backup": ("fieldtool.cli.backups", "backup", "Back up a laptop or a hub."),
    "restore": ("fieldtool.cli.backups", "restore", "Put a backup in the place of what is there."),
    "check": ("fieldtool.cli.checking", "check", "Check that all that is stored is whole."),
    "forms": ("fieldtool.cli.forms", "forms", "Check, convert and try forms while designing them."),
    "demo": ("fieldtool.cli.demo", "demo", "Try it: a hub and a laptop with made-up interviews."),
}


class _Commands(click.Group):
    """A group that knows its commands by name and loads one when it is needed."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the command's module."""
        if cmd_name not in COMMANDS:
            return None
        module, name, _help = COMMANDS[cmd_name]
        command: click.Command = getattr(import_module(module), name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands from the table alone."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, row[2]) for name, row in COMMANDS.items()])


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="fieldtool")
def fieldtool() -> None:
    """Run community-safety and social-cohesion surveys without a network.

    A facilitator's laptop runs a node, a central server runs a hub.
    To see both at once, type: fieldtool demo
    """


def main() -> None:
    """Run the command line; a Problem becomes one line that says what to do, and exit code 1."""
    try:
        fieldtool()
    except Problem as problem:
        _complain((problem,))
    except Problems as several:
        _complain(several.problems)


def _complain(problems: tuple[Problem, ...]) -> None:
    for problem in problems:
        click.echo(f"{problem.code.reference}: {problem.sentence()}", err=True)
    sys.exit(1)
