"""The register of places as a list that people edit in a spreadsheet: read and written."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from fieldtool.i18n.encodings import Read
from fieldtool.i18n.letters import search_key
from fieldtool.log.sites import Site, SiteCode
from fieldtool.problems import Code, Problem

LANGUAGES = ("fa_AF", "ps", "en", "it")
COLUMNS = (
    "id", "parent", "level", *LANGUAGES, "scheme", "code", "valid_from", "others", "state",
    "merged_into",
)  # fmt: skip
NEEDED = ("id", "parent", "level")
MOST_BYTES, MOST_LINES = 20 * 1024 * 1024, 30_000
_DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab"}
# What a column may be called, in four languages; compared by search key.
_HEADINGS: Mapping[str, tuple[str, ...]] = {
    "id": ("id", "شناسه", "پېژند", "identificativo"),
    "parent": ("parent", "lies in", "داخل", "در داخل", "پورتنی ځای", "dentro", "si trova in"),
    "level": ("level", "سطح", "کچه", "livello"),
    "fa_AF": ("fa_AF", "fa", "dari", "name dari", "دری", "نام دری", "دري نوم", "nome dari"),
    "ps": ("ps", "pashto", "name pashto", "پښتو", "نام پشتو", "پښتو نوم", "nome pashto"),
    "en": ("en", "english", "name english", "نام انگلیسی", "انګلیسي نوم", "nome inglese"),
    "it": ("it", "italian", "name italian", "نام ایتالیایی", "ایټالوي نوم", "nome italiano"),
    "scheme": ("scheme", "نظام کود", "د کوډ نظام", "schema"),
    "code": ("code", "کود", "کوډ", "codice"),
    "valid_from": ("valid_from", "valid from", "از تاریخ", "له نېټې", "valido dal"),
    "others": ("others", "other codes", "کودهای دیگر", "نور کوډونه", "altri codici"),
    "state": ("state", "حالت", "stato"),
    "merged_into": ("merged_into", "merged into", "یکجا با", "یوځای له", "unito a"),
}  # fmt: skip
# Spreadsheets take such a cell for a formula; the sign before it is taken off again.
_FORMULA = re.compile(r"'*[=+\-@]")


@dataclass(frozen=True)
class Line:
    """One line: its number in the file, and its cells by our names of the columns."""

    number: int
    cells: Mapping[str, str]


@dataclass(frozen=True)
class Listed:
    """A list as it was read; `odd` are the numbers of lines with more cells than columns."""

    encoding: str
    delimiter: str
    lines: tuple[Line, ...]
    columns: frozenset[str]
    odd: tuple[int, ...] = ()


def listed(read: Read) -> Listed:
    """Return the lines below the headings.

    Raises:
        Problem: LIST_COLUMNS, LIST_EMPTY or LIST_TOO_LONG.
    """
    text = read.text.replace("\r\n", "\n").replace("\r", "\n")
    first = next((line for line in text.split("\n") if line.strip()), "")
    delimiter = max(_DELIMITERS, key=first.count)
    reader = csv.reader(io.StringIO(text), delimiter=delimiter)
    rows = _numbered(reader)
    names = [_name_of(heading) for heading in rows[0][1]] if rows else []
    wrong = [name for name in COLUMNS if names.count(name) > 1]
    wrong = [name for name in NEEDED if name not in names] + wrong
    if wrong:
        raise Problem(Code.LIST_COLUMNS, {"columns": ", ".join(wrong)})
    if len(rows) < 2:
        raise Problem(Code.LIST_EMPTY)
    lines = tuple(Line(number, _cells(names, row)) for number, row in rows[1:])
    odd = tuple(number for number, row in rows[1:] if any(map(str.strip, row[len(names) :])))
    known = frozenset(name for name in names if name)
    return Listed(read.encoding, _DELIMITERS[delimiter], lines, known, odd)


def _numbered(reader: Iterable[list[str]]) -> list[tuple[int, list[str]]]:
    """Return the rows that say something, each with the line it ends in."""
    found: list[tuple[int, list[str]]] = []
    try:
        for row in reader:
            if any(map(str.strip, row)):
                found.append((getattr(reader, "line_num", 0), row))
            if len(found) > MOST_LINES + 1:
                raise Problem(Code.LIST_TOO_LONG, {"most": MOST_LINES, "mega": MOST_BYTES >> 20})
    except csv.Error as error:
        # A cell of more than 131,072 signs: a quote that is never closed.
        raise Problem(Code.LIST_QUOTE_OPEN, {"line": getattr(reader, "line_num", 0)}) from error
    return found


def _cells(names: Sequence[str], row: Sequence[str]) -> dict[str, str]:
    return {name: _plain(cell) for name, cell in zip(names, row, strict=False) if name}


def _plain(cell: str) -> str:
    cell = cell.strip()
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell


def _name_of(heading: str) -> str:
    key = search_key(heading)
    for name, words in _HEADINGS.items():
        if key and key in {search_key(word) for word in words}:
            return name
    return ""


def others_text(others: Iterable[SiteCode]) -> str:
    """Return further codes as one cell has them: `scheme:code:since; …`."""
    return "; ".join(f"{one.scheme}:{one.code}:{one.valid_from}" for one in others)


def others_read(text: str) -> tuple[SiteCode, ...]:
    """Return the further codes of a cell.

    Raises:
        Problem: SITE_OTHERS_NOT_READ.
    """
    parts = [part.strip() for part in text.split(";") if part.strip()]
    cut = [[one.strip() for one in part.split(":")] for part in parts]
    if not all(len(one) in (2, 3) and one[0] and one[1] for one in cut):
        raise Problem(Code.SITE_OTHERS_NOT_READ, {"text": text})
    return tuple(SiteCode(*one) for one in cut)


def template() -> bytes:
    """Return a list with the columns and three lines to write over."""
    return _written(
        (
            ("AF3201-N03", "AF3201", "nahia", "ناحیهٔ ۳", "۳مه ناحیه", "Nahia 3", "Nahia 3"),
            ("AF3201-G12", "AF3201-N03", "gozar", "گذر باغ نظرگاه", "", "", ""),
            ("AF3201-C041", "AF3201-G12", "council", "شورای باغ نظرگاه", "", "", ""),
        )
    )


def written(sites: Iterable[Site]) -> bytes:
    """Return the register as a list that, read again, changes nothing."""
    return _written(
        (
            site.id,
            site.parent,
            site.level,
            *(site.names.get(language, "") for language in LANGUAGES),
            site.scheme,
            site.code,
            site.valid_from,
            others_text(site.others),
            site.state,
            site.successor,
        )
        for site in sites
    )


def _written(rows: Iterable[Sequence[str]]) -> bytes:
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row in rows:
        cells = [f"'{cell}" if _FORMULA.match(cell) else cell for cell in row]
        writer.writerow(cells + [""] * (len(COLUMNS) - len(cells)))
    return ("\ufeff" + buffer.getvalue()).encode("utf-8")
