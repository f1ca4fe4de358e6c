"""Everything that pyxform complains of, though it stops at the first row it cannot use."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from fieldtool.forms.checking.complaints import located
from fieldtool.forms.checking.report import Finding
from fieldtool.forms.checking.tables import Row, Tables, tables
from fieldtool.forms.workbook import Book, Conversion, convert_book
from fieldtool.problems import Problems

MOST_ATTEMPTS = 20
MOST_ROWS = 20_000  # of all attempts together: a large form takes seconds each time
_GROUP = re.compile(r"\s*(begin|end)[ _]", re.IGNORECASE)


def converted(name: str, book: Book) -> tuple[Conversion | None, list[Finding]]:
    """Return the XForm and what pyxform refuses.

    A row that it refuses is replaced by a note of the same name, and it is asked again, so that
    the other rows are looked at too. What comes out then is no form to use, only to look at.
    """
    found: list[Finding] = []
    renamed: set[str] = set()
    for _ in range(_attempts(book)):
        try:
            return convert_book(name, book), found
        except Problems as problems:
            fresh = [located(each, tables(book)) for each in problems.problems]
        found.extend(each for each in fresh if not _follows(each, renamed))
        mended = _mended(book, fresh, renamed)
        if mended is None:
            break
        book = mended
    return None, found


def _attempts(book: Book) -> int:
    rows = len(book.sheet("survey").rows) + len(book.sheet("choices").rows)
    return max(1, min(MOST_ATTEMPTS, MOST_ROWS // max(rows, 1)))


def _follows(finding: Finding, renamed: set[str]) -> bool:
    """Return whether a complaint is about a name that only our note has taken away."""
    reason = str(finding.problem.values.get("reason", ""))
    return any(f"'{name}'" in reason for name in renamed)


def _mended(book: Book, findings: list[Finding], renamed: set[str]) -> Book | None:
    """Return the sheets without the rows that were refused, None when that leads no further."""
    mended = book
    for finding in findings:
        rows = _rows(tables(mended), finding.sheet)
        row = next((each for each in rows if each.number == finding.row), None)
        if row is None or _GROUP.match(row.text("type")) or row.cells.get("__mended"):
            return None
        mended = _with(mended, finding.sheet, row, _instead(row, finding, renamed))
    return None if mended is book else mended


def _rows(found: Tables, sheet: str) -> tuple[Row, ...]:
    table = next((each for each in found if each.name == sheet), None)
    return () if table is None or sheet == "settings" else table.rows


def _instead(row: Row, finding: Finding, renamed: set[str]) -> dict[str, str]:
    """Return a row that says nothing wrong; it keeps its name unless that is what is wrong."""
    name = row.text("name")
    if "name" in str(finding.problem.values["reason"]).split("Could not find")[0] or not name:
        renamed.add(name)
        name = f"row_{row.number}"
    label = next(iter(row.table.translated.get("label", {}).values()), "label")
    cells = {row.table.heading("name"): name, label: "-", "__mended": "yes"}
    if row.table.name == "survey":
        return {**cells, row.table.heading("type"): "note"}
    return {**cells, row.table.heading("list_name"): row.text("list_name")}


def _with(book: Book, name: str, row: Row, cells: Mapping[str, str]) -> Book:
    sheet = book.sheet(name)
    place = row.number - 2
    columns = tuple(dict.fromkeys((*sheet.columns, *cells)))
    rows = (*sheet.rows[:place], cells, *sheet.rows[place + 1 :])
    return replace(book, sheets={**book.sheets, name: replace(sheet, columns=columns, rows=rows)})
