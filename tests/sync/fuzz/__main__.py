"""`python -m tests.sync.fuzz --inputs 2000000`: a long run by hand."""

from __future__ import annotations

import tempfile
from contextlib import ExitStack
from pathlib import Path

import click

from tests import postgresql
from tests.sync.fuzz.trial import Trial
from tests.sync.fuzz.world import world


@click.command()
@click.option("--inputs", default=100_000, show_default=True, help="How many inputs to try.")
@click.option("--first", default=0, help="Number of the first input: other numbers, other inputs.")
@click.option("--on-postgresql", is_flag=True, help="Let the hub's database be PostgreSQL.")
def main(inputs: int, first: int, *, on_postgresql: bool) -> None:
    """Give mutated inputs to everything that reads what others wrote."""
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        url = ""
        if on_postgresql:
            server = stack.enter_context(postgresql.server())
            url = stack.enter_context(postgresql.schema(server))
        trial = Trial(stack.enter_context(world(Path(folder), url)))
        trial.run(inputs, first)
        click.echo(trial.table())
        # Of crashes that look the same, one.
        found = {(one[0], one[2].splitlines()[-1][:60]): one for one in trial.crashes}
        for name, number, trace in found.values():
            click.echo(f"\n{name} #{number}\n{trace}")
        for name, number in trial.changes[:20]:
            click.echo(f"\n{name}: something changed up to #{number}")
        raise SystemExit(1 if trial.crashes or trial.changes else 0)


main()
