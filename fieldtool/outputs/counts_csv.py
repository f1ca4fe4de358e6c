"""Tier 0: how many gave which answer, by sex, as CSV; small cells are left out."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from fieldtool.forms import Form
from fieldtool.log.reviews import REJECTED
from fieldtool.outputs import disclosure, suppression
from fieldtool.outputs.codebook import Question, merged, questions
from fieldtool.outputs.csv_writing import Lines, Style, harmless
from fieldtool.outputs.disclosure import DROPPED, Kept, Trait, Treatment
from fieldtool.problems import N_
from fieldtool.storage import sealed
from fieldtool.storage.areas import Reads
from fieldtool.storage.queries import forms, interviews, sites
from fieldtool.storage.queries.forms import FormSource
from fieldtool.storage.queries.interviews import Wanted

# What stands in a cell that is left out.
LEFT_OUT = "*"
_HEADINGS = (("question", N_("Question")), ("answer", N_("Answer")))
_ALL = ("all", N_("All"))
_NOT_SAID = ("not_said", N_("Sex not said"))
_ANSWERED = ("answered", N_("Answered"))
_UNKNOWN = ""


@dataclass
class _Counted:
    """How many gave each answer to one question, by sex, and how many answered at all."""

    cells: Counter[tuple[str, str]] = field(default_factory=Counter)
    answered: Counter[str] = field(default_factory=Counter)


def counts_csv(
    database: Reads,
    project: str,
    wanted: Wanted,
    compiled: Callable[[FormSource], Form],
    style: Style,
    least: int,
) -> Iterator[bytes]:
    """Return a line for each choice of each question of `wanted.form_id`.

    Interviews that a coordinator rejected are not counted, nor are questions that ask for personal
    data. A question that fewer than *least* people answered is left out whole.
    """
    table = _Counts(database, project, wanted.form_id, compiled, style)
    return table.pieces(database, project, wanted, least)


class _Counts:
    def __init__(
        self,
        database: Reads,
        project: str,
        form_id: str,
        compiled: Callable[[FormSource], Form],
        style: Style,
    ) -> None:
        self.style = style
        with database.read() as session:
            sealed.demand_open(session, project)
            register = {one.id for one in sites.all_of(session, project)}
            sources = forms.sources(session, project, form_id)
        versions = [compiled(source) for source in sources]
        self.treatments = disclosure.strictest(
            disclosure.treatments(form, points=False, is_counted=True) for form in versions
        )
        asked = merged([questions(form, style.locale) for form in versions])
        self.asked = [one for one in asked if self._is_counted(one, register)]
        self.sex = next((one for one in self.asked if self._of(one).trait is Trait.SEX), None)

    def pieces(self, database: Reads, project: str, wanted: Wanted, least: int) -> Iterator[bytes]:
        counted = {one.path: _Counted() for one in self.asked}
        with database.read() as session:
            for interview, text in interviews.raw_answers(session, project, wanted):
                if interview.review != REJECTED:
                    self._count(counted, json.loads(text))
        lines = Lines(self.style, self._headings())
        yield lines.taken()
        for question in self.asked:
            for line in self._lines(question, counted[question.path], least):
                lines.put(line)
            yield lines.taken()

    def _of(self, question: Question) -> Treatment:
        return self.treatments.get(question.path, DROPPED)

    def _is_counted(self, question: Question, register: set[str]) -> bool:
        kept = self._of(question).kept
        if kept is Kept.AGE:
            return True
        is_choice = kept in (Kept.CHOICE, Kept.DIFFICULTY) and bool(question.choices)
        return is_choice and register.isdisjoint(question.choices)

    def _count(self, counted: dict[str, _Counted], answers: dict[str, str]) -> None:
        said = answers.get(self.sex.path, "") if self.sex else ""
        sex = said if self.sex and said in self.sex.choices else _UNKNOWN
        for question in self.asked:
            given = self._given(question, answers.get(question.path, ""))
            found = counted[question.path]
            found.cells.update((one, sex) for one in given)
            if given:
                found.answered[sex] += 1

    def _given(self, question: Question, answer: str) -> set[str]:
        if self._of(question).kept is Kept.AGE:
            return {disclosure.band(answer)} - {""}
        return set(answer.split()) & question.choices.keys()

    def _headings(self) -> list[str]:
        style = self.style
        own = [style.heading(*one) for one in (*_HEADINGS, _ALL)]
        if self.sex is None:
            return own
        names = self.sex.choices
        by_sex = [names[code] if style.labels else code for code in names]
        return [*own, *by_sex, style.heading(*_NOT_SAID)]

    def _sexes(self) -> list[str]:
        return [*self.sex.choices, _UNKNOWN] if self.sex else []

    def _lines(self, question: Question, found: _Counted, least: int) -> Iterator[list[str]]:
        if sum(found.answered.values()) < least:
            return
        rows = self._answers(question)
        sexes = self._sexes()
        table = [[found.cells[code, sex] for sex in sexes or [_UNKNOWN]] for code, _name in rows]
        table.append([found.answered[sex] for sex in sexes or [_UNKNOWN]])
        # The sum stands last for `suppression`, and first in the file.
        whole = [[*cells, sum(cells)] if sexes else cells for cells in table]
        gone = suppression.hidden(whole, least)
        names = [*(name for _code, name in rows), self.style.heading(*_ANSWERED)]
        heading = question.label if self.style.labels else question.path
        for place, (name, cells) in enumerate(zip(names, whole, strict=True)):
            shown = [
                LEFT_OUT if (place, column) in gone else str(count)
                for column, count in enumerate(cells)
            ]
            yield [harmless(heading), harmless(name), shown[-1], *shown[:-1][: len(sexes)]]

    def _answers(self, question: Question) -> list[tuple[str, str]]:
        if self._of(question).kept is Kept.AGE:
            return [(one, one) for one in disclosure.BANDS]
        return [
            (code, name if self.style.labels else code) for code, name in question.choices.items()
        ]
