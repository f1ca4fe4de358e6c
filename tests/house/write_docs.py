"""Write the tables of docs/ that follow from the program: `python -m tests.house.write_docs`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import click

from fieldtool import cli
from fieldtool.config import SETTINGS
from fieldtool.problems import CATALOGUE
from tests.house import openapi, tree
from tests.questionnaires import tables as catalogue

BEGIN, END = "<!-- begin: python -m tests.house.write_docs -->", "<!-- end -->"
LAYERS = {
    1: "Forms",
    2: "Languages, dates and digits",
    3: "Log and sync",
    4: "Storage",
    5: "Security",
    6: "Collecting",
    7: "Web",
    8: "Program and settings",
    9: "Outputs",
}


def settings() -> str:
    """Return the table of settings."""
    rows = [
        (f"`FIELDTOOL_{setting.name.upper()}`", _code(setting.default), setting.help)
        for setting in SETTINGS
    ]
    return _table(("Setting", "Default", "Meaning"), rows)


def problems() -> str:
    """Return the tables of problems, one per layer, by number."""
    parts = []
    for hundred, layer in LAYERS.items():
        codes = [code for code in CATALOGUE.values() if code.number // 100 == hundred]
        rows = [
            (code.reference, _code(code.name), code.sentence.replace("|", r"\|"))
            for code in sorted(codes, key=lambda code: code.number)
        ]
        if rows:
            table = _table(("Number", "Name", "What it says"), rows)
            parts.append(f"## FT-{hundred}xx · {layer}\n\n{table}")
    return "\n\n".join(parts)


def commands() -> str:
    """Return the help of every command."""
    return "\n\n".join(_commands(cli.fieldtool, "fieldtool"))


def questionnaires() -> str:
    """Return a table of the shipped questionnaires and one of the pages of each."""
    return catalogue.tables()


PAGES = {
    "settings.md": settings,
    "problems.md": problems,
    "commands.md": commands,
    "questionnaires.md": questionnaires,
}


def page(name: str) -> str:
    """Return a page as it should be: its own words around what follows from the program."""
    now = tree.text(tree.ROOT / "docs" / name)
    generated = f"{BEGIN}\n\n{PAGES[name]()}\n\n{END}"
    return re.sub(f"{BEGIN}.*?{END}", lambda _: generated, now, count=1, flags=re.DOTALL)


def _commands(
    command: click.Command, name: str, above: click.Context | None = None
) -> Iterator[str]:
    # In its context, as when it is typed: what one command says of its help, others take over.
    context = command.context_class(
        command,
        parent=above,
        info_name=name,
        max_content_width=100,
        terminal_width=100,
        **command.context_settings,
    )
    yield f"## {context.command_path}\n\n```text\n{command.get_help(context)}\n```"
    if isinstance(command, click.Group):
        for inner_name in command.list_commands(context):
            inner = command.get_command(context, inner_name)
            if inner is not None and not inner.hidden:
                yield from _commands(inner, inner_name, context)


def _code(text: str) -> str:
    return f"`{text}`" if text else ""


def _table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


if __name__ == "__main__":
    for each in PAGES:
        (tree.ROOT / "docs" / each).write_text(page(each), encoding="utf-8", newline="\n")
    described = openapi.text()
    (tree.ROOT / "docs" / "openapi.json").write_text(described, encoding="utf-8", newline="\n")
