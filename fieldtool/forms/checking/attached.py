"""Files that a form names and that did not come with it: lists, pictures, sounds, films."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping

from fieldtool.forms.checking.report import Finding, Severity
from fieldtool.forms.checking.tables import MEDIA, Tables
from fieldtool.forms.definition.form import Form
from fieldtool.problems import Code, Problem

_FROM_FILE = re.compile(r"_from_file\s+(\S+\.(?:csv|xml|geojson))", re.IGNORECASE)
_EXTERNAL = re.compile(r"(csv|xml)-external", re.IGNORECASE)
MADE_HERE = frozenset({"itemsets.csv"})  # the workbook itself makes it


def missing_files(
    found: Tables | None,
    form: Form | None,
    files: Mapping[str, bytes],
    registers: Collection[str] = (),
) -> Iterator[Finding]:
    """Iterate over what is named but not among *files*; lists of *registers* come by themselves."""
    own = () if form is None else form.datasets
    lists = {f"{name}.csv": b"" for name in (*registers, *own)}
    yield from _lists(found, form, {**lists, **files})
    if found is not None:
        yield from _media_of_sheets(found, files)
    elif form is not None:
        yield from _media_of_texts(form, files)


def _lists(
    found: Tables | None, form: Form | None, files: Mapping[str, bytes]
) -> Iterator[Finding]:
    rows = {} if found is None else _rows_of_lists(found)
    named = set(rows) if form is None else _read_by(form)
    for file in sorted(named - set(files) - MADE_HERE):
        row = rows.get(file, 0)
        yield Finding(_problem(file), sheet="survey" if row else "", row=row)


def _read_by(form: Form) -> set[str]:
    return {
        each.source.rpartition("/")[2]
        for each in form.secondaries.values()
        if each.source.startswith("jr://file") and each.document is None
    }


def _rows_of_lists(found: Tables) -> dict[str, int]:
    rows: dict[str, int] = {}
    for row in found.survey.rows:
        kind = row.text("type")
        from_file, external = _FROM_FILE.search(kind), _EXTERNAL.fullmatch(kind)
        if from_file:
            rows.setdefault(from_file[1], row.number)
        elif external:
            rows.setdefault(f"{row.text('name')}.{external[1].lower()}", row.number)
    return rows


def _media_of_sheets(found: Tables, files: Mapping[str, bytes]) -> Iterator[Finding]:
    for table in (found.survey, found.choices):
        for row in table.rows:
            for column in MEDIA:
                for language, file in row.texts(column).items():
                    if _is_named(file) and file not in files:
                        heading = table.heading(column, language)
                        yield Finding(
                            _problem(file), Severity.WARNING, table.name, row.number, heading
                        )


def _media_of_texts(form: Form, files: Mapping[str, bytes]) -> Iterator[Finding]:
    for texts in form.texts.table.values():
        for name in texts:
            for file in form.texts.media(form.default_language, name).values():
                if _is_named(file) and file.rpartition("/")[2] not in files:
                    yield Finding(_problem(file.rpartition("/")[2]), Severity.WARNING)


def _is_named(file: str) -> bool:
    # An answer may name the picture: which one, nobody knows before it is given.
    return (
        file not in ("", "-") and "${" not in file and file.startswith("jr://") | ("/" not in file)
    )


def _problem(file: str) -> Problem:
    return Problem(Code.FILE_NOT_WITH_FORM, {"file": file})
