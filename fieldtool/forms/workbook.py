"""XLSForm workbooks in: pyxform makes the XForm, its complaints become problems."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING

from fieldtool.forms.declared import with_declarations
from fieldtool.problems import Code, Problem, Problems

if TYPE_CHECKING:
    from pyxform.xls2json_backends import DefinitionData

TYPES = (".xlsx", ".xlsm", ".xls", ".csv", ".md")
SHEETS = ("survey", "choices", "settings", "external_choices", "entities", "osm")
_ROW = re.compile(r"\[row ?: ?(\d+)\]\s*", re.IGNORECASE)
_SHEET = re.compile(
    r"on the '?(\w+)'? sheet|in the '?(\w+)'? sheet|'(survey|choices|settings|entities)'",
    re.IGNORECASE,
)
_FILLED = re.compile(rb"<(?:\w+:)?(?:v|is)>")  # what is in a cell, as a number or text
# What pyxform says of a file that it cannot open at all; its own words are about Python.
_NOT_A_WORKBOOK = "was not recognized as a supported type"
MAX_BYTES = 20_000_000
MAX_UNPACKED = 150_000_000
MAX_CELLS = 600_000  # with something in them; ten thousand take half a second to read
MAX_ROWS = {"survey": 10_000, "choices": 200_000, "external_choices": 500_000}


@dataclass(frozen=True, slots=True)
class Conversion:
    """The XForm that a workbook makes, what pyxform warned of, and its `itemsets.csv` if any."""

    xform: str
    warnings: tuple[str, ...]
    itemsets: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet as it was read; the row under the names of the columns has number 2."""

    columns: tuple[str, ...] = ()
    rows: tuple[Mapping[str, str], ...] = ()


@dataclass(frozen=True)
class Book:
    """The sheets of a workbook that make a form, and the names of all its sheets."""

    sheets: Mapping[str, Sheet]
    names: tuple[str, ...] = ()

    def sheet(self, name: str) -> Sheet:
        """Return a sheet, an empty one when the workbook has none of this name."""
        return self.sheets.get(name, _NONE)


_NONE = Sheet()


def convert_workbook(name: str, content: bytes) -> Conversion:
    """Return the XForm of an XLSForm; raises Problems with sheet and row where they are known."""
    return convert_book(name, read_book(name, content))


def read_book(name: str, content: bytes) -> Book:
    """Return the sheets of an XLSForm; raises Problems for what cannot be read as one."""
    from pyxform.errors import PyXFormError
    from pyxform.xls2json_backends import get_xlsform

    kind = PurePath(name).suffix.lower()
    if kind not in TYPES or len(content) > MAX_BYTES:
        raise _unreadable(name)
    if kind in (".xlsx", ".xlsm"):
        _refuse_bomb(name, content)
        _check_cells(name, content)
    source: io.BytesIO | str = io.BytesIO(content)
    if kind in (".csv", ".md"):
        source = content.decode("utf-8-sig", errors="replace")
    try:
        book = _book(get_xlsform(source, file_type=kind))
    except PyXFormError as error:
        raise _refused(name, error) from None
    except Exception:  # noqa: BLE001 - openpyxl and pyxform raise anything for a broken file
        raise _unreadable(name) from None
    _check_rows(name, book)
    return book


def _check_rows(name: str, book: Book) -> None:
    for sheet, most in MAX_ROWS.items():
        count = len(book.sheet(sheet).rows)
        if count > most:
            values: dict[str, str | int] = {
                "file": name,
                "sheet": sheet,
                "rows": count,
                "most": most,
            }
            raise Problems((Problem(Code.WORKBOOK_TOO_LONG, values),))


def convert_book(name: str, book: Book) -> Conversion:
    """Return the XForm of sheets that were read; raises Problems like `convert_workbook`."""
    from pyxform.errors import PyXFormError
    from pyxform.xls2xform import convert

    warnings: list[str] = []
    try:
        made = convert(_definition(book), warnings=warnings, validate=False, pretty_print=False)
    except PyXFormError as error:
        raise _refused(name, error) from None
    except Exception:  # noqa: BLE001 - pyxform raises anything for sheets that nobody expected
        raise _unreadable(name) from None
    return Conversion(made.xform, tuple(warnings), made.itemsets or "")


def _book(read: DefinitionData) -> Book:
    found: dict[str, Sheet] = {}
    for name in SHEETS:
        header: Sequence[Mapping[str, object]] = getattr(read, f"{name}_header") or ()
        rows: Sequence[Mapping[str, str]] = getattr(read, name) or ()
        if header or rows:
            found[name] = Sheet(tuple(header[0]) if header else (), tuple(rows))
    return Book(found, tuple(read.sheet_names or ()))


def _definition(book: Book) -> dict[str, object]:
    """Return what pyxform reads; it gets its own rows, for it changes them."""
    found: dict[str, object] = {"sheet_names": list(book.names)}
    for name, sheet in with_declarations(book.sheets).items():
        found[name] = [dict(row) for row in sheet.rows]
        found[f"{name}_header"] = [dict.fromkeys(sheet.columns)]
    return found


def _refused(name: str, error: Exception) -> Problems:
    if _NOT_A_WORKBOOK in str(error):
        return _unreadable(name)
    return Problems(tuple(map(refusal, _complaints(str(error)))))


def _refuse_bomb(name: str, content: bytes) -> None:
    """Raise Problems when a small file would unpack to more than any questionnaire holds."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            unpacked = sum(each.file_size for each in packed.infolist())
    except (zipfile.BadZipFile, ValueError, OSError, EOFError, struct.error):
        raise _unreadable(name) from None
    if unpacked > MAX_UNPACKED:
        raise _unreadable(name)


def _check_cells(name: str, content: bytes) -> None:
    """Raise Problems when reading would take minutes; to count is a hundred times faster."""
    cells = 0
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        for each in packed.namelist():
            if each.startswith("xl/worksheets/"):
                try:
                    cells += len(_FILLED.findall(packed.read(each)))
                except (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError):
                    raise _unreadable(name) from None
    if cells > MAX_CELLS:
        values: dict[str, str | int] = {"file": name, "cells": cells, "most": MAX_CELLS}
        raise Problems((Problem(Code.WORKBOOK_TOO_LARGE, values),))


def _unreadable(name: str) -> Problems:
    values: dict[str, str | int] = {"file": name, "most": MAX_BYTES // 1_000_000}
    return Problems((Problem(Code.WORKBOOK_NOT_READABLE, values),))


def _complaints(text: str) -> list[str]:
    """Return one complaint per row that pyxform names; most often it stops at the first."""
    parts = [part.strip() for part in re.split(r"\n(?=\[row)", text)]
    return [part for part in parts if part] or [text]


def refusal(complaint: str) -> Problem:
    """Return what pyxform complains of, with the sheet and row that it names."""
    row = _ROW.search(complaint)
    sheet = _SHEET.search(complaint)
    named = next((each for each in sheet.groups() if each), "") if sheet else ""
    place = ", ".join(part for part in (named or "survey", f"row {row[1]}" if row else "") if part)
    reason = " ".join(_ROW.sub("", complaint).split())
    return Problem(Code.WORKBOOK_REFUSED, {"place": place, "reason": reason})
