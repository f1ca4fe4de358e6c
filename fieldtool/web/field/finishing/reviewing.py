"""All answers of an interview at one look, and what is missing, before it is finished."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from flask import render_template

from fieldtool.collect import finalising
from fieldtool.collect.rows import around as around_rows
from fieldtool.web.field.blueprint import blueprint, sittings
from fieldtool.web.field.filling import around, rows, showing
from fieldtool.web.field.filling.questions import Words, plain
from fieldtool.web.field.workday.tallies import is_asked
from fieldtool.web.parts.texts import marked

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fieldtool.collect.sitting import Sitting
    from fieldtool.forms import NodeState
    from fieldtool.web.field.filling.showing import Reader


@dataclass(frozen=True)
class AnswerShown:
    """A question with its answer; *wrong* says what is missing or not allowed.

    Attributes:
        path: of the question; its page opens the row that it is in.
        row: name of that row, in words; empty outside of repeats.
        remarks: what a coordinator said of the answer.
    """

    path: str
    label: Words
    answer: Words
    wrong: str
    row: str = ""
    remarks: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """Return the id of the question on its page."""
        return f"q-{self.path}"


@dataclass(frozen=True)
class SectionReviewed:
    """A section; *number* is its page."""

    number: int
    label: Words
    answers: tuple[AnswerShown, ...]

    @property
    def runs(self) -> list[tuple[str, list[AnswerShown]]]:
        """Return the answers by the row they are in, as name and answers."""
        return [(row, list(some)) for row, some in groupby(self.answers, lambda one: one.row)]


@blueprint.get("/interviews/<interview>/review")
def review(interview: str) -> str:
    """Show every relevant question with its answer, section by section."""
    with sittings().of(interview) as sitting:
        sections = reviewed(sitting)
        return render_template(
            "field/review.html",
            interview=interview,
            number=sitting.draft.number,
            language=around.language_of(sitting),
            sections=sections,
            wrong=[
                (section.number, one, f"{_named(one)} — {one.wrong}")
                for section in sections
                for one in section.answers
                if one.wrong
            ],
        )


def reviewed(sitting: Sitting) -> tuple[SectionReviewed, ...]:
    """Return the relevant sections that ask anything."""
    reader = around.reader_of(sitting, missing=True)
    violations = {one.path for one in finalising.check(sitting)}
    found = (
        SectionReviewed(
            number,
            marked(page.label),
            tuple(_answers(sitting.interview.states_on(number - 1), reader, violations)),
        )
        for number, page in enumerate(sitting.interview.pages(), start=1)
        if page.relevant
    )
    return tuple(section for section in found if section.answers)


def _answers(
    states: Sequence[NodeState], reader: Reader, violations: set[str]
) -> list[AnswerShown]:
    names = {one.path: rows.title(one, reader) for one in states if one.kind == "row"}
    return [
        AnswerShown(
            state.path,
            marked(state.label),
            showing.answer(state, reader),
            showing.wrong(state.violation, state, reader)
            if state.violation is not None and state.path in violations
            else "",
            " · ".join(names[row] for row in around_rows(state.path)),
            reader.remarks.get(state.path, ()),
        )
        for state in states
        if state.relevant and is_asked(state)
    ]


def _named(one: AnswerShown) -> str:
    return f"{one.row}: {plain(one.label)}" if one.row else plain(one.label)
