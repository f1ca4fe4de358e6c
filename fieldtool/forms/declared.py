"""What a workbook declares for the safety of people, written where an XForm can keep it.

The columns `sensitivity`, `asks` and `pii` are ours. pyxform passes over columns that it does not
know, so they become attributes of binds; whoever does not know those passes over them too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from fieldtool.forms.safety import NAMESPACE, read_asks

if TYPE_CHECKING:
    from fieldtool.forms.workbook import Sheet

_PREFIX = "ft"
_YES = ("yes", "true", "true()", "1")
_COLUMNS = {"sensitivity": "class", "asks": "asks", "pii": "pii"}


def with_declarations(sheets: Mapping[str, Sheet]) -> Mapping[str, Sheet]:
    """Return *sheets* with what they declare in columns that pyxform carries into the XForm."""
    if "survey" not in sheets:
        return sheets
    survey, said = _survey(sheets["survey"])
    settings = sheets.get("settings") or replace(survey, columns=(), rows=())
    whole = _is_restricted(settings)
    if not (said or whole):
        return sheets
    return {**sheets, "survey": survey, "settings": _settings(settings, whole=whole)}


def _survey(sheet: Sheet) -> tuple[Sheet, bool]:
    headings = {name: _heading(sheet.columns, name) for name in _COLUMNS}
    rows: list[Mapping[str, str]] = []
    used: dict[str, None] = {}
    for row in sheet.rows:
        cells = {
            f"bind::{_PREFIX}:{_COLUMNS[name]}": _said(name, row.get(heading, ""))
            for name, heading in headings.items()
            if heading
        }
        fresh = {} if _is_group(row) else {name: said for name, said in cells.items() if said}
        used |= dict.fromkeys(fresh)
        rows.append({**row, **fresh})
    return replace(sheet, columns=(*sheet.columns, *used), rows=tuple(rows)), bool(used)


def _said(name: str, cell: str) -> str:
    text = cell.strip()
    if name == "sensitivity":
        return text.upper() if text.upper() in ("B", "C") else ""
    if name == "pii":
        return "yes" if text.lower() in _YES else ""
    return text.lower() if read_asks(text) else ""


def _is_group(row: Mapping[str, str]) -> bool:
    kind = next((text for name, text in row.items() if name.strip().lower() == "type"), "")
    return kind.strip().lower().startswith(("begin", "end"))


def _is_restricted(settings: Sheet) -> bool:
    heading = _heading(settings.columns, "sensitivity")
    return any(row.get(heading, "").strip().upper() == "C" for row in settings.rows[:1])


def _settings(sheet: Sheet, *, whole: bool) -> Sheet:
    namespaces = _heading(sheet.columns, "namespaces") or "namespaces"
    first = dict(sheet.rows[0]) if sheet.rows else {}
    first[namespaces] = f'{first.get(namespaces, "")} {_PREFIX}="{NAMESPACE}"'.strip()
    if whole:
        first[f"attribute::{_PREFIX}:class"] = "C"
    columns = dict.fromkeys((*sheet.columns, *first))
    return replace(sheet, columns=tuple(columns), rows=(first, *sheet.rows[1:]))


def _heading(columns: Sequence[str], name: str) -> str:
    return next((each for each in columns if each.strip().lower() == name), "")
