"""From the engine's state of a question to what a page shows of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from fieldtool.collect import typed
from fieldtool.i18n import dates, solar_hijri
from fieldtool.i18n.digits import to_native
from fieldtool.problems import N_
from fieldtool.web.field.questions import (
    NOTHING,
    ChoiceShown,
    DateShown,
    QuestionShown,
    listed,
    marked,
    plain,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from fieldtool.forms import Choice, Language, NodeState, Violation
    from fieldtool.i18n.dates import Calendar
    from fieldtool.web.field.questions import Words

# More than this many rows are a list to pick from rather than to read.
_MOST_ROWS = 30
_SHORT = 32
_PARTS = re.compile(r"(\d*)/(\d*)/(\d*)")
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")

_WRONG = {
    "required": N_("This question needs an answer."),
    "constraint": N_("This answer is not possible here. Check it."),
    "type": N_("This is not an answer of the kind that is asked for. Check it."),
}


@dataclass(frozen=True)
class Reader:
    """For whom a page is made.

    Attributes:
        language: the form's language that questions are asked in; *locale* is ours nearest to it.
        tag: the language of the interface; *translate* is its gettext.
        missing: whether questions without a needed answer are shown as wrong already.
        beside: the second language, shown beside the first.
    """

    language: Language
    locale: str
    calendar: Calendar
    tag: str
    translate: Callable[[str], str]
    missing: bool = False
    beside: Language | None = None


def question(state: NodeState, seq: int, reader: Reader, beside: NodeState | None) -> QuestionShown:
    """Return what the page shows of *state*; *beside* is the same in the second language."""
    kind = kind_of(state)
    if not state.relevant:
        return QuestionShown(state.path, kind, NOTHING, relevant=False)
    return QuestionShown(
        path=state.path,
        kind=kind,
        label=marked(state.label),
        required=state.required,
        value=state.value,
        shown=_shown(state, kind, reader),
        seq=seq,
        hint=marked(state.hint),
        guidance=marked(state.guidance),
        beside=marked(beside.label) if beside else NOTHING,
        beside_tag=reader.beside.tag if reader.beside else "",
        beside_direction=reader.beside.direction if reader.beside else "auto",
        choices=_choices(state, beside),
        columns=_columns(state),
        date=_date(state.value, reader) if kind == "date" else None,
        error=_error(state, reader),
        error_tag=reader.language.tag if _own_words(state.violation) else reader.tag,
    )


def wrong(violation: Violation, state: NodeState, reader: Reader) -> str:
    """Return in one sentence what is wrong: in the form's words where it has any."""
    if violation.message:
        return plain(marked(violation.message))
    if violation.kind == "type":
        problem = typed.complaint(state, state.value, reader.locale, reader.calendar)
        if problem is not None:
            return problem.sentence(reader.translate)
    return reader.translate(_WRONG[violation.kind])


def answer(state: NodeState, reader: Reader) -> Words:
    """Return the answer as people say it: labels of choices, days and digits in their way."""
    if state.choices and state.value:
        values = state.value.split() if state.control == "select" else [state.value]
        labels = {choice.value: marked(choice.label) for choice in state.choices}
        return listed(labels.get(value, value) for value in values)
    if state.type == "date" and _is_day(state.value):
        said = dates.day(date.fromisoformat(state.value), reader.locale, reader.calendar)
        return listed([said])
    said = _shown(state, kind_of(state), reader)
    return listed([said]) if said else NOTHING


def kind_of(state: NodeState) -> str:
    """Return the kind of control, or heading, note or readonly."""
    if state.kind in {"group", "repeat"}:
        return "heading"
    if state.control == "note" or (state.readonly and not state.value):
        return "note"
    if state.readonly:
        return "readonly"
    looks = set(state.appearance.split())
    if state.control == "select":
        return "many"
    if state.control == "select1":
        is_long = len(state.choices) > _MOST_ROWS
        return "dropdown" if is_long or looks & {"minimal", "autocomplete"} else "one"
    return _typed_kind(state.type, is_long="multiline" in looks)


def _typed_kind(name: str, *, is_long: bool) -> str:
    kinds = {"int": "integer", "integer": "integer", "decimal": "decimal", "date": "date"}
    return kinds.get(name, "area" if is_long else "text")


def _shown(state: NodeState, kind: str, reader: Reader) -> str:
    if kind in {"integer", "decimal"} or (kind == "readonly" and _is_number(state)):
        return to_native(state.value, reader.locale)
    if kind == "readonly" and _is_day(state.value):
        return dates.day(date.fromisoformat(state.value), reader.locale, reader.calendar)
    return state.value


def _is_number(state: NodeState) -> bool:
    return state.type in {"int", "integer", "decimal"}


def _is_day(value: str) -> bool:
    return _ISO.fullmatch(value) is not None


def _choices(state: NodeState, beside: NodeState | None) -> tuple[ChoiceShown, ...]:
    chosen = set(state.value.split()) if state.control == "select" else {state.value}
    keys = _keys(state.choices)
    second = {one.value: marked(one.label) for one in beside.choices} if beside else {}
    return tuple(
        ChoiceShown(
            choice.value,
            marked(choice.label),
            keys[choice.value],
            choice.value in chosen,
            second.get(choice.value, NOTHING),
        )
        for choice in state.choices
    )


def _keys(choices: Sequence[Choice]) -> dict[str, str]:
    # A code that is a number is typed as itself, so 98 and 99 are the same in every question;
    # words get the numbers that are left, in order.
    numbers = {choice.value for choice in choices if choice.value.isdecimal()}
    free = (str(n) for n in range(1, 1000) if str(n) not in numbers)
    return {
        choice.value: choice.value if choice.value in numbers else next(free) for choice in choices
    }


def _columns(state: NodeState) -> int:
    looks = state.appearance
    is_short = all(
        sum(len(str(part)) for part in choice.label) <= _SHORT for choice in state.choices
    )
    return 2 if "columns" in looks or (len(state.choices) > 4 and is_short) else 0


def _date(value: str, reader: Reader) -> DateShown:
    months = dates.month_names(reader.locale, reader.calendar)
    half = _PARTS.fullmatch(value)
    if half:
        year, month, day = half.groups()
        return _parts(reader, months, (year, month, day), "")
    if not _is_day(value):
        return _parts(reader, months, (value, "", ""), "")
    whole = date.fromisoformat(value)
    other: Calendar = "gregorian" if reader.calendar == "solar" else "solar"
    said = dates.day(whole, reader.locale, other)
    if reader.calendar == "solar" and solar_hijri.is_covered(whole):
        solar = solar_hijri.from_gregorian(whole)
        return _parts(reader, months, (str(solar.year), str(solar.month), str(solar.day)), said)
    return _parts(reader, months, (str(whole.year), str(whole.month), str(whole.day)), said)


def _parts(
    reader: Reader, months: tuple[str, ...], parts: tuple[str, str, str], other: str
) -> DateShown:
    year, month, day = parts
    return DateShown(
        calendar=reader.calendar,
        day=to_native(day, reader.locale),
        month=month.lstrip("0"),
        year=to_native(year, reader.locale),
        months=months,
        other=other,
    )


def _own_words(violation: Violation | None) -> bool:
    return violation is not None and bool(violation.message)


def _error(state: NodeState, reader: Reader) -> str:
    violation = state.violation
    if violation is None or (violation.kind == "required" and not reader.missing):
        return ""
    return wrong(violation, state, reader)
