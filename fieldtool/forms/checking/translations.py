"""Texts and media that some languages of a form have and others lack."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from fieldtool.forms.checking.report import Finding, Severity
from fieldtool.forms.checking.tables import MEDIA, TEXTS, UNNAMED, Row, Table, Tables
from fieldtool.forms.definition.form import Form
from fieldtool.forms.definition.texts import Table as Texts
from fieldtool.problems import Code, Problem


def missing_translations(found: Tables) -> Iterator[Finding]:
    """Iterate over what a language lacks, row by row; a column that is not there is told once."""
    languages = _languages(found)
    named = [language for language in languages if language != UNNAMED]
    for table in (found.survey, found.choices) if named else ():
        for column in (*TEXTS, *MEDIA):
            yield from _in_column(table, column, named)
        if len(languages) > len(named):
            yield from _without_language(table)


def _languages(found: Tables) -> list[str]:
    columns = (
        languages
        for table in (found.survey, found.choices)
        for languages in table.translated.values()
    )
    return list(dict.fromkeys(language for each in columns for language in each))


def _without_language(table: Table) -> Iterator[Finding]:
    """Iterate over columns that name no language in a form where others do."""
    for languages in table.translated.values():
        heading = languages.get(UNNAMED)
        if heading is not None:
            problem = Problem(Code.LANGUAGE_NOT_NAMED, {"column": heading, "language": UNNAMED})
            yield Finding(problem, Severity.WARNING, table.name, 1, heading)


def _in_column(table: Table, column: str, languages: Sequence[str]) -> Iterator[Finding]:
    present = table.translated.get(column, {})
    written = [(row, row.texts(column)) for row in table.rows] if present else []
    for language in languages:
        lacking = [row for row, texts in written if _lacks(texts, language)]
        if lacking and language not in present:
            yield _no_column(table, table.heading(column, language), language, len(lacking))
        else:
            for row in lacking:
                yield _no_text(table, row, column, language)


def _lacks(texts: Collection[str], language: str) -> bool:
    return bool(texts) and language not in texts and UNNAMED not in texts


def _no_column(table: Table, heading: str, language: str, count: int) -> Finding:
    values: dict[str, str | int] = {"column": heading, "language": language, "count": count}
    return Finding(
        Problem(Code.TRANSLATIONS_MISSING, values), Severity.WARNING, table.name, 1, heading
    )


def _no_text(table: Table, row: Row, column: str, language: str) -> Finding:
    heading = table.heading(column, language)
    name = row.text("name")
    shown = f"{row.text('list_name')} {name}" if table.name == "choices" else name
    return Finding(
        _problem(shown, heading, language),
        Severity.WARNING,
        table.name,
        row.number,
        heading,
        "" if table.name == "choices" else name,
    )


def _problem(question: str, column: str, language: str) -> Problem:
    values = {"question": question, "column": column, "language": language}
    return Problem(Code.TRANSLATION_MISSING, values)


def missing_in_xform(form: Form) -> Iterator[Finding]:
    """Iterate over what a language lacks in a form that came as XForm XML."""
    table = form.texts.table
    names = list(dict.fromkeys(name for texts in table.values() for name in texts))
    for name in names if len(table) > 1 else ():
        for part in _parts(table, name):
            for language, texts in table.items():
                if language != UNNAMED and _is_missing(texts.get(name, {}).get(part)):
                    question = _question(name)
                    column = part or name.rpartition(":")[2]
                    yield Finding(
                        _problem(question, column, language), Severity.WARNING, question=question
                    )


def _parts(table: Texts, name: str) -> list[str]:
    """Return the forms of a text that any language has, such as "", guidance or image."""
    found = (
        part
        for texts in table.values()
        for part, written in texts.get(name, {}).items()
        if not _is_missing(written)
    )
    return list(dict.fromkeys(found))


def _is_missing(written: object) -> bool:
    # pyxform writes “-” where a translation is missing.
    return written is None or (isinstance(written, str) and written.strip() in ("", "-"))


def _question(name: str) -> str:
    """Return the question of a text such as `/data/group/age:label`."""
    return name.partition(":")[0].rpartition("/")[2]
