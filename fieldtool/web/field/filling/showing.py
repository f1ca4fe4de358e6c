"""From the engine's state of a question to what a page shows of it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from fieldtool.collect import typed
from fieldtool.i18n.personal import EMAIL, PAPER, PHONE, looks_personal
from fieldtool.outputs.paper.numbers import without_rows
from fieldtool.problems import N_
from fieldtool.web.field.controls import (
    choosing,
    days,
    kinds,
    media,
    numbers,
    points,
    ranges,
    ranks,
    saying,
)
from fieldtool.web.field.controls.kinds import kind_of
from fieldtool.web.field.filling.questions import NOTHING, QuestionShown, plain
from fieldtool.web.parts.texts import marked

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import tzinfo

    from fieldtool.forms import Language, NodeState, Violation
    from fieldtool.i18n.dates import Calendar
    from fieldtool.web.field.controls.media import Address
    from fieldtool.web.field.filling.questions import View, Words

_WRONG = {
    "required": N_("This question needs an answer."),
    "constraint": N_("This answer is not possible here. Check it."),
    "type": N_("This is not an answer of the kind that is asked for. Check it."),
}


# What anything can be written into.
_FREE = ("text", "area")
_NO_NAMES = N_("Write no names, telephone numbers or addresses here.")
_NO_PEOPLE = N_("Take the picture so that nobody can be recognised in it.")
_SEEMS = {
    PHONE: N_("This looks like a telephone number. Leave it out if it is somebody’s."),
    EMAIL: N_("This looks like an e-mail address. Leave it out if it is somebody’s."),
    PAPER: N_("This looks like the number of somebody’s papers. Leave it out if it is."),
}
_ROW = re.compile(r"\[[^\]]*\]")


@dataclass(frozen=True)
class Reader:
    """For whom a page is made.

    Attributes:
        language: the form's language that questions are asked in; *locale* is ours nearest to it.
        tag: the language of the interface; *translate* is its gettext.
        missing: whether questions without a needed answer are shown as wrong already.
        beside: the second language, shown beside the first.
        show: how a value is written in the middle of a sentence.
        zone: of the project, for times.
        media: where a page gets the form's files.
        remarks: what a coordinator said of answers, by the path of the question.
        numbers: of the questions as they stand on paper, by path without rows; none elsewhere.
        personal: the questions, by path without rows, that ask for personal data on purpose or let
            only a code be typed.
    """

    language: Language
    locale: str
    calendar: Calendar
    tag: str
    translate: Callable[[str], str]
    missing: bool = False
    beside: Language | None = None
    show: Callable[[str | int], str] = str
    zone: tzinfo | None = None
    media: Address | None = None
    remarks: Mapping[str, tuple[str, ...]] = field(default_factory=dict, repr=False)
    numbers: Mapping[str, str] = field(default_factory=dict)
    personal: frozenset[str] = frozenset()

    def asks_for(self, state: NodeState) -> bool:
        """Return whether a question asks for what may be personal, or for a code, on purpose."""
        return _ROW.sub("", state.path) in self.personal


def question(state: NodeState, seq: int, reader: Reader, beside: NodeState | None) -> QuestionShown:
    """Return what the page shows of *state*; *beside* is the same in the second language."""
    kind = kind_of(state)
    if not state.relevant:
        return QuestionShown(state.path, kind, NOTHING, relevant=False)
    remark = kinds.remark(state, kind)
    is_free = kind in _FREE and "numbers" not in state.appearance and not reader.asks_for(state)
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
        choices=choosing.choices(state, beside, reader.media) if state.choices else (),
        layout=choosing.layout(state) if state.choices else None,
        view=_view(state, kind, reader, beside),
        media=media.shown(state.media, reader.media) if state.media else (),
        looks=kinds.looks(state),
        remark=reader.translate(remark) if remark else "",
        error=_error(state, reader),
        error_tag=reader.language.tag if _own_words(state.violation) else reader.tag,
        remarks=reader.remarks.get(state.path, ()),
        number=reader.numbers.get(without_rows(state.path), "") if reader.numbers else "",
        names=reader.translate(_NO_NAMES) if is_free else _no_people(state, reader),
        personal=tuple(
            reader.translate(_SEEMS[one]) for one in looks_personal(state.value) if is_free
        ),
    )


def _no_people(state: NodeState, reader: Reader) -> str:
    is_picture = state.attributes.get("mediatype", "").startswith("image/")
    return reader.translate(_NO_PEOPLE) if is_picture and not reader.asks_for(state) else ""


def wrong(violation: Violation, state: NodeState, reader: Reader) -> str:
    """Return in one sentence what is wrong: in the form's words where it has any."""
    if violation.message:
        return plain(marked(violation.message))
    if violation.kind == "type":
        problem = typed.complaint(state, state.value, reader.locale, reader.calendar)
        if problem is not None:
            return problem.sentence(reader.translate, reader.show)
    return reader.translate(_WRONG[violation.kind])


def answer(state: NodeState, reader: Reader) -> Words:
    """Return the answer as people say it: labels of choices, days and digits in their way."""
    return saying.said(state, reader.locale, reader.calendar, reader.zone)


def _view(state: NodeState, kind: str, reader: Reader, beside: NodeState | None) -> View | None:
    if kind in kinds.IN_PARTS:
        return days.shown(state, reader.locale, reader.calendar, reader.zone)
    if kind in {"range", "picker", "rating"}:
        return ranges.shown(state, reader.locale)
    if kind == "rank":
        return ranks.shown(state, reader.locale, beside, reader.media)
    return points.shown(state, kind) if kind in {"point", "trace", "shape"} else None


def _shown(state: NodeState, kind: str, reader: Reader) -> str:
    if kind == "readonly":
        return plain(answer(state, reader))
    if kind in {"integer", "decimal", "counter", "range"}:
        return numbers.shown(state, reader.locale)
    return state.value


def _own_words(violation: Violation | None) -> bool:
    return violation is not None and bool(violation.message)


def _error(state: NodeState, reader: Reader) -> str:
    violation = state.violation
    if violation is None or (violation.kind == "required" and not reader.missing):
        return ""
    return wrong(violation, state, reader)
