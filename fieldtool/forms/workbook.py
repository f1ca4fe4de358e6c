"""XLSForm workbooks in: pyxform makes the XForm, its complaints become problems."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from pathlib import PurePath

from fieldtool.problems import Code, Problem, Problems

TYPES = (".xlsx", ".xlsm", ".xls", ".csv", ".md")
_ROW = re.compile(r"\[row ?: ?(\d+)\]\s*", re.IGNORECASE)
_SHEET = re.compile(
    r"on the '?(\w+)'? sheet|in the '?(\w+)'? sheet|'(survey|choices|settings|entities)'",
    re.IGNORECASE,
)
# What pyxform says of a file that it cannot open at all; its own words are about Python.
_NOT_A_WORKBOOK = "was not recognized as a supported type"
MAX_BYTES = 20_000_000


@dataclass(frozen=True, slots=True)
class Conversion:
    """The XForm that a workbook makes, and what pyxform warned of."""

    xform: str
    warnings: tuple[str, ...]


def convert_workbook(name: str, content: bytes) -> Conversion:
    """Return the XForm of an XLSForm; raises Problems with sheet and row where they are known."""
    from pyxform.errors import PyXFormError
    from pyxform.xls2xform import convert

    kind = PurePath(name).suffix.lower()
    if kind not in TYPES or len(content) > MAX_BYTES:
        raise _unreadable(name)
    source: io.BytesIO | str = io.BytesIO(content)
    if kind in (".csv", ".md"):
        source = content.decode("utf-8-sig", errors="replace")
    warnings: list[str] = []
    try:
        made = convert(
            source,
            warnings=warnings,
            validate=False,
            pretty_print=False,
            file_type=kind,
            form_name=None,
        )
    except PyXFormError as error:
        if _NOT_A_WORKBOOK in str(error):
            raise _unreadable(name) from None
        raise Problems(tuple(map(_refusal, _complaints(str(error))))) from None
    except Exception:  # noqa: BLE001 - openpyxl and pyxform raise anything for a broken file
        raise _unreadable(name) from None
    return Conversion(made.xform, tuple(warnings))


def _unreadable(name: str) -> Problems:
    values: dict[str, str | int] = {"file": name, "most": MAX_BYTES // 1_000_000}
    return Problems((Problem(Code.WORKBOOK_NOT_READABLE, values),))


def _complaints(text: str) -> list[str]:
    """Return one complaint per row that pyxform names; most often it stops at the first."""
    parts = [part.strip() for part in re.split(r"\n(?=\[row)", text)]
    return [part for part in parts if part] or [text]


def _refusal(complaint: str) -> Problem:
    row = _ROW.search(complaint)
    sheet = _SHEET.search(complaint)
    named = next((each for each in sheet.groups() if each), "") if sheet else ""
    place = ", ".join(part for part in (named or "survey", f"row {row[1]}" if row else "") if part)
    reason = " ".join(_ROW.sub("", complaint).split())
    return Problem(Code.WORKBOOK_REFUSED, {"place": place, "reason": reason})
