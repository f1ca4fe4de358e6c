"""The tables of docs/questionnaires.md, read from the workbooks."""

from __future__ import annotations

from collections.abc import Iterator

from fieldtool.questionnaires import QUESTIONNAIRES
from fieldtool.questionnaires.catalogue import Questionnaire
from tests.questionnaires.sheets import (
    BEGINS,
    EN,
    ENDS,
    LANGUAGES,
    Row,
    kind,
    of_respondents,
    questions,
    survey,
)


def tables() -> str:
    """Return what is shipped, and what each questionnaire asks, page by page."""
    head = ("Form", "Title", "One filling is", "Questions", "Class", "Indicators", "Reviewed")
    rows = [_row(each) for each in QUESTIONNAIRES]
    parts = [_table(head, rows)]
    for each in QUESTIONNAIRES:
        page_rows = [_page(name, inside) for name, inside in _pages(each.id)]
        table = _table(("Page", "Title", "Questions", "Class", "Shown when", "Sources"), page_rows)
        parts.append(f"### {each.title['en']} (`{each.id}`)\n\n{table}")
    return "\n\n".join(parts)


def _row(form: Questionnaire) -> tuple[str, ...]:
    titles = " · ".join(form.title.values())
    restricted = ", restricted" if form.restricted else ""
    asked = questions(form.id)
    said = of_respondents(form.id)
    counted = f"{len(asked)}" if len(said) == len(asked) else f"{len(asked)}, {len(said)} asked"
    reviewed = sum(row["review"] == "reviewed" for row in asked)
    return (
        f"`{form.id}`",
        titles,
        form.unit,
        counted,
        form.sensitivity + restricted,
        ", ".join(_indicators(form.id)),
        f"{reviewed} of {len(asked)} in {len(LANGUAGES)} languages",
    )


def _indicators(form: str) -> list[str]:
    named = {one for row in survey(form) for one in row["indicator"].split() if one.startswith("I")}
    return sorted(named, key=lambda one: [int(part) for part in one[1:].split(".")])


def _pages(form: str) -> Iterator[tuple[Row, list[Row]]]:
    depth, page, inside = 0, Row(), list[Row]()
    for row in survey(form):
        if kind(row) in BEGINS:
            depth += 1
            if depth == 1:
                page, inside = row, []
        elif kind(row) in ENDS:
            depth -= 1
            if depth == 0:
                yield page, inside
        elif depth:
            inside.append(row)


def _page(page: Row, inside: list[Row]) -> tuple[str, ...]:
    asked = [row for row in inside if kind(row) not in _SILENT]
    sources = sorted({row["source"] for row in asked} - {"own"})
    return (
        f"`{page['name']}`",
        page[f"label::{EN}"],
        str(len(asked)),
        max((row["sensitivity"] for row in asked), default="A"),
        f"`{page['relevant']}`" if page["relevant"] else "always",
        " · ".join(sources) or "own",
    )


_SILENT = ("note", "calculate", "hidden")


def _table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)
