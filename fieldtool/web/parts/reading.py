"""One interview in one of its form's languages: sections, questions, answers in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from markupsafe import Markup

from fieldtool.forms import (
    Form,
    Interview,
    Language,
    NodeState,
    Page,
    Registers,
    no_register,
)
from fieldtool.i18n import dates, numbers
from fieldtool.i18n.digits import to_native
from fieldtool.i18n.locales import Locale, find
from fieldtool.web.parts.texts import marked


@dataclass(frozen=True)
class Said:
    """One answer, or one of several that were chosen together.

    Attributes:
        code: what the log holds, where `text` is something else.
        is_typed: a person typed it, so it has a direction of its own.
    """

    text: Markup | str = field(repr=False)
    code: str = field(default="", repr=False)
    is_typed: bool = False


@dataclass(frozen=True)
class Asked:
    """A question with its answers (none: left blank), or a heading among the questions.

    Attributes:
        rows: that a heading is in or of, the outermost first: name, and place among how many.
    """

    path: str
    label: Markup
    answers: tuple[Said, ...] = field(default=(), repr=False)
    is_heading: bool = False
    rows: tuple[tuple[Markup, int, int], ...] = ()


@dataclass(frozen=True)
class Run:
    """Questions that follow one another, under the heading of their group if it has one."""

    heading: Asked | None
    asked: tuple[Asked, ...]


@dataclass(frozen=True)
class Section:
    """A page of the form as it was filled."""

    label: Markup
    asked: tuple[Asked, ...]

    @property
    def count(self) -> int:
        """Return how many questions were asked in it."""
        return sum(1 for one in self.asked if not one.is_heading)

    @property
    def runs(self) -> list[Run]:
        """Return the questions by group, in order."""
        runs: list[Run] = []
        heading: Asked | None = None
        waiting: list[Asked] = []
        for one in (*self.asked, None):
            if one is None or one.is_heading:
                if waiting:
                    runs.append(Run(heading, tuple(waiting)))
                # After the last row comes a heading without words: what follows is in no row.
                heading, waiting = one if one and (one.label or one.rows) else None, []
            else:
                waiting.append(one)
        return runs


@dataclass(frozen=True)
class Reading:
    """An interview ready to be read; `others` are values no question of the form shows."""

    language: Language
    locale: Locale
    sections: tuple[Section, ...]
    others: tuple[tuple[str, str], ...] = field(repr=False)


def language_of(form: Form, wish: str, locale: Locale) -> Language:
    """Return the language wished for by name or tag, else the reader's, else the form's own."""
    for name in (wish, locale.tag):
        meant = find(name)
        for language in form.languages:
            if name and name in {language.name, language.tag}:
                return language
            if meant is not None and language.tag and find(language.tag) == meant:
                return language
    by_name = {language.name: language for language in form.languages}
    return by_name.get(form.default_language, form.languages[0])


def read(
    form: Form,
    answers: Mapping[str, str],
    language: Language,
    reader: Locale,
    finished: datetime,
    registers: Registers = no_register,
) -> Reading:
    """Return what was asked and answered; *finished* is when, for a form that asks the clock.

    What the log holds is shown as it is: nothing that the form would calculate today replaces it.
    """
    interview = Interview(
        form,
        lambda: finished,
        answers=dict(answers),
        language=language.name,
        registers=registers,
    )
    locale = find(language.tag) or reader
    pages = [_section(interview, page, answers, locale) for page in interview.pages()]
    sections = tuple(section for section in pages if section.count)
    shown = {one.path for section in sections for one in section.asked}
    others = tuple((path, text) for path, text in answers.items() if path not in shown)
    return Reading(language, locale, sections, others)


def _section(
    interview: Interview, page: Page, answers: Mapping[str, str], locale: Locale
) -> Section:
    asked: list[Asked] = []
    row = ""
    for path in page.items:
        state = interview.state(path)
        if state.kind in {"group", "row"}:
            row = _row_of(path)
            if state.kind == "row" or state.label:
                label = Markup() if state.kind == "row" else marked(state.label)
                _head(asked, Asked(path, label, is_heading=True, rows=_names(interview, row)))
        elif path in answers and not _is_note(state, answers[path]):
            if _row_of(path) != row:
                row = _row_of(path)
                _head(asked, Asked(row, Markup(), is_heading=True, rows=_names(interview, row)))
            asked.append(Asked(path, marked(state.label), said(state, answers[path], locale)))
    if asked and asked[-1].is_heading:
        asked.pop()
    return Section(marked(page.label), tuple(asked))


def _head(asked: list[Asked], heading: Asked) -> None:
    """Begin with *heading*; one that nothing followed is dropped."""
    if asked and asked[-1].is_heading:
        asked.pop()
    asked.append(heading)


def _row_of(path: str) -> str:
    """Return the innermost row that *path* is in."""
    return path[: path.rindex("]") + 1] if "]" in path else ""


def _names(interview: Interview, row: str) -> tuple[tuple[Markup, int, int], ...]:
    ends = [at + 1 for at, each in enumerate(row) if each == "]"]
    states = [interview.state(row[:end]) for end in ends]
    return tuple((marked(one.label), one.number, one.total) for one in states)


def _is_note(state: NodeState, value: str) -> bool:
    return state.control in {"note", ""} or (state.readonly and not value)


def said(state: NodeState, value: str, locale: Locale) -> tuple[Said, ...]:
    """Return an answer in words: labels of choices, days and numbers in the way of *locale*."""
    if not value:
        return ()
    if state.control in {"select", "select1", "rank"}:
        labels = {choice.value: marked(choice.label) for choice in state.choices}
        values = [value] if state.control == "select1" else value.split()
        # A choice that the form no longer offers for these answers is still what was chosen.
        return tuple(Said(labels.get(one) or one, one) for one in values)
    try:
        return (_SHOWN[state.type](value, locale),)
    except (KeyError, ValueError, ArithmeticError):
        return (Said(value, is_typed=True),)


def _day(value: str, locale: Locale) -> Said:
    shown = dates.day(
        date.fromisoformat(value[:10]), locale.code, dates.usual_calendar(locale.code)
    )
    return Said(shown, value)


def _moment(value: str, locale: Locale) -> Said:
    shown = dates.moment(
        datetime.fromisoformat(value), locale.code, dates.usual_calendar(locale.code)
    )
    return Said(shown, value)


def _number(value: str, locale: Locale) -> Said:
    return Said(numbers.number(Decimal(value), locale.code), value)


def _digits(value: str, locale: Locale) -> Said:
    return Said(to_native(value, locale.code), value)


_SHOWN = {
    "int": _number,
    "integer": _number,
    "decimal": _number,
    "date": _day,
    "dateTime": _moment,
    "time": _digits,
}
