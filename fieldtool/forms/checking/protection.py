"""The rules of data protection (DP-01, DP-07, DP-11, DP-13, DP-14, DP-16) that a sheet can show."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from fieldtool.forms.checking import words
from fieldtool.forms.checking.asked import CLASSES, Asked, asked_in_form, asked_in_sheets
from fieldtool.forms.checking.report import Finding, Severity
from fieldtool.forms.checking.tables import Column, Tables
from fieldtool.forms.checking.told import told_by_entities
from fieldtool.forms.definition.form import Form
from fieldtool.forms.safety import CONSENT, SEX, read_asks
from fieldtool.problems import Code, Problem, ProblemKind

_TYPED = ("text", "string", "integer", "int", "decimal", "barcode", "date", "select_one_external")
_NUMBERS = ("integer", "int", "decimal")
# What is personal whatever the question is called: who speaks, who is seen, and exactly where.
_ALWAYS = (
    *("geopoint", "geotrace", "geoshape", "start-geopoint", "location", "background-geopoint"),
    *("audio", "background-audio", "video"),
    *("phonenumber", "email", "simserial", "subscriberid"),
)
_PICTURES = ("image", "photo")
_CHOSEN = ("select_one", "select_multiple", "rank", "select1", "select")
_VISIBLE = (
    *_TYPED,
    *_PICTURES,
    *_CHOSEN,
    "time",
    "datetime",
    "range",
    "file",
    *_ALWAYS[:3],
    "audio",
    "video",
)


def unsafe_in_sheets(found: Tables) -> Iterator[Finding]:
    """Iterate over what breaks a rule, or may, in a workbook."""
    questions = list(asked_in_sheets(found))
    for question in questions:
        yield from _personal(question, Severity.ERROR)
        yield from _saved(question)
        if question.asks and read_asks(question.asks) is None:
            yield _finding(Code.ASKS_NOT_VALID, question, Severity.ERROR, "asks", question.asks)
    yield from told_by_entities(found, {each.name for each in questions if _is_kept_back(each)})
    if Column("sensitivity", "") in found.survey.headings:
        yield from _of_classes(questions, found)


def unsafe_in_form(form: Form) -> Iterator[Finding]:
    """Iterate over questions of an XForm that ask for personal data and cannot be flagged."""
    for question in asked_in_form(form):
        yield from _personal(question, Severity.WARNING)


def _finding(
    code: ProblemKind, question: Asked, severity: Severity, column: str = "", words_found: str = ""
) -> Finding:
    values: dict[str, str | int] = {"question": question.name}
    if words_found:
        values["words"] = words_found
    sheet = "survey" if question.row else ""
    return Finding(
        Problem(code, values), severity, sheet, question.row, column if sheet else "", question.name
    )


# -- DP-01: personal data


def asks_for(question: Asked) -> str:
    """Return what shows that a question asks for personal data, "" when nothing does."""
    if question.kind in _ALWAYS:
        return question.kind
    if question.kind in _PICTURES:
        if "signature" in question.appearance:
            return "signature"
        return words.first_found(words.PEOPLE, (question.name.replace("_", " "), *question.texts))
    if question.kind not in _TYPED or _counts(question):
        return ""
    named = words.NAMES.search(question.name.lower().replace("-", "_"))
    if named is not None:
        return named[0].strip("_")
    return words.first_found(words.ASKS, question.texts or (question.name.replace("_", " "),))


def _counts(question: Asked) -> bool:
    return question.kind in _NUMBERS and bool(words.first_found(words.COUNTS, question.texts))


def _personal(question: Asked, unflagged: Severity) -> Iterator[Finding]:
    found = asks_for(question)
    if question.personal is True:
        found = found or question.name
    if not found or question.personal is False:
        return
    flagged = question.personal is True or question.sensitivity in CLASSES
    if not flagged:
        code = Code.PERSONAL_DATA_NOT_FLAGGED
        yield _finding(code, question, unflagged, "sensitivity", found)
    elif not (question.personal and question.purpose and question.is_delicate):
        code = Code.PERSONAL_DATA_WITHOUT_PURPOSE
        yield _finding(code, question, Severity.WARNING, "purpose", found)


def _saved(question: Asked) -> Iterator[Finding]:
    """Iterate over answers that would go into an entity list, and so to every laptop."""
    if question.save_to and _is_kept_back(question):
        yield _finding(Code.DELICATE_ANSWER_IN_LIST, question, Severity.ERROR, "save_to")


def _is_kept_back(question: Asked) -> bool:
    """Return whether its answers may not be on every laptop, nor at a locked hub."""
    personal = question.personal is not False and bool(question.personal or asks_for(question))
    return personal or question.is_delicate


# -- what follows from the classes


def _of_classes(questions: Sequence[Asked], found: Tables) -> Iterator[Finding]:
    for place, question in enumerate(questions):
        if question.kind in _VISIBLE and question.sensitivity not in CLASSES:
            yield _finding(Code.CLASS_NOT_VALID, question, Severity.WARNING, "sensitivity")
        if _needs_notice(question) and not _has_notice(question, questions[:place]):
            yield _finding(Code.NOTICE_MISSING, question, Severity.WARNING)
        if question.is_delicate and question.required and not _can_be_refused(question, found):
            yield _finding(Code.REFUSAL_MISSING, question, Severity.WARNING)
    yield from _consent(questions)


def _needs_notice(question: Asked) -> bool:
    """Return whether anything can be written or shown (DP-16, DP-13)."""
    free = question.kind in ("text", "string") and not _is_code(question)
    shown = question.kind in _PICTURES and question.is_delicate
    return question.sensitivity in CLASSES and not question.personal and (free or shown)


def _is_code(question: Asked) -> bool:
    """Return whether only numbers, or what fits a pattern, can be typed."""
    return "numbers" in question.appearance or "regex(" in question.constraint


def _has_notice(question: Asked, before: Sequence[Asked]) -> bool:
    notes = [
        text
        for each in before
        if each.kind == "note" and each.group == question.group
        for text in each.texts
    ]
    return bool(words.first_found(words.NOTICE, (*notes, *question.texts)))


def _can_be_refused(question: Asked, found: Tables) -> bool:
    """Return whether a list offers not to answer (DP-11); true for what is not a list here."""
    if question.kind not in _CHOSEN or question.is_observed:
        return True
    rows = [row for row in found.choices.rows if row.text("list_name") == question.listed]
    return not rows or any(
        row.text("name").lower() in words.REFUSED
        or words.first_found(words.REFUSAL, row.texts("label").values())
        for row in rows
    )


def _consent(questions: Sequence[Asked]) -> Iterator[Finding]:
    """Tell where nobody has agreed before what is delicate, as far as the program knows (DP-07).

    A form of class C is refused then; of class B it is a warning.
    """
    delicate = [
        question
        for question in questions
        if question.is_delicate and question.kind in _VISIBLE and not question.is_observed
    ]
    if not delicate:
        return
    before = questions[: questions.index(delicate[0])]
    restricted = next((each for each in delicate if each.sensitivity == "C"), None)
    severity = Severity.WARNING if restricted is None else Severity.ERROR
    if not _has_asked(CONSENT, before):
        code = Code.CONSENT_NOT_DECLARED if any(map(_is_consent, before)) else Code.CONSENT_MISSING
        yield _finding(code, delicate[0], severity)
    if restricted and not _has_asked(SEX, questions[: questions.index(restricted)]):
        yield _finding(Code.SEX_NOT_ASKED, restricted, Severity.WARNING)


def _has_asked(role: str, before: Sequence[Asked]) -> bool:
    declared = (read_asks(question.asks) for question in before)
    return any(one is not None and one.role == role for one in declared)


def _is_consent(question: Asked) -> bool:
    said = (question.name.replace("_", " "), *question.texts)
    can_agree = question.kind in (*_CHOSEN, "acknowledge", "trigger")
    return can_agree and bool(words.first_found(words.CONSENT, said))
