"""Tier 1: the interviews of a form without whom they are about, as CSV.

What becomes of each question says `disclosure`. Whoever shares sex, age band, place, disability and
displacement with fewer than the least number of others has all of these left blank.
"""

from __future__ import annotations

import json
import re
import secrets
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from fieldtool.forms import Form
from fieldtool.log.sites import Register, Site
from fieldtool.outputs import disclosure, worked_out
from fieldtool.outputs.codebook import Question, merged, questions
from fieldtool.outputs.csv_writing import (
    Lines,
    Style,
    columns_of,
    harmless,
    named,
)
from fieldtool.outputs.disclosure import Kept, Trait, Treatment
from fieldtool.outputs.worked_out import LetIn
from fieldtool.problems import N_
from fieldtool.storage import sealed
from fieldtool.storage.areas import Reads
from fieldtool.storage.database import Session
from fieldtool.storage.queries import forms, interviews, projects, sites
from fieldtool.storage.queries.forms import FormSource
from fieldtool.storage.queries.interviews import Interview, Wanted

# Rows that are mixed with each other, so that their order does not tell when they came.
_MIXED = 5000
_SHORT = re.compile(r"-?\d{1,6}(?:\.\d{1,4})?")
_NUMBER = re.compile(r"-?\d{1,12}(?:\.\d{1,9})?")
_HEADINGS = (
    ("case", N_("Case")),
    ("form_version", N_("Version of the form")),
    ("site", N_("Place code")),
    ("site_name", N_("Place")),
    ("interviewer", N_("Interviewer")),
    ("result", N_("Result")),
    ("language", N_("Language")),
    ("month", N_("Month")),
    ("state", N_("State")),
    ("review", N_("Review")),
    ("on_paper", N_("Typed in from paper")),
)
_DISABILITY = ("disability", N_("A lot of difficulty with a daily activity"))
# Profiles in which a map of places must not leave the hub (DP-22).
_WITHOUT_POINTS = ("afghanistan",)

Key = tuple[str, ...]


@dataclass(frozen=True)
class Report:
    """How well those in a file are hidden among each other.

    Attributes:
        groups: how many combinations of traits there are.
        smallest: how many interviews the smallest of them has.
        few: interviews in combinations of fewer than the least number; their traits are left blank.
        without: interviews that are not in the file, because too few would have blank traits.
        traits: what the combinations are made of, besides the place.
        kept, dropped: questions that are in the file, and that are not.
    """

    interviews: int
    groups: int
    smallest: int
    few: int
    without: int
    traits: tuple[Trait, ...]
    kept: int
    dropped: int


def gives_points(session: Session, project: str) -> bool:
    """Return whether positions may leave the hub, rounded."""
    settings = projects.find(session, project)
    return settings is None or settings.profile not in _WITHOUT_POINTS


def treated(
    versions: Sequence[Form], asked: Sequence[Question], sites: Mapping[str, Site], *, points: bool
) -> dict[str, LetIn]:
    """Return what becomes of each question, and of what the form works out, by path.

    *asked* are the questions of all versions together, *sites* the register of places.
    """
    treatments = disclosure.strictest(
        disclosure.treatments(form, points=points) for form in versions
    )
    shown = {
        one.path: treatments[one.path]
        for one in asked
        if one.path in treatments and _is_shown(one, treatments[one.path], sites)
    }
    found = {path: LetIn(treatment) for path, treatment in shown.items()}
    return {**worked_out.let_in(versions, asked, shown), **found}


def _is_shown(question: Question, treatment: Treatment, sites: Mapping[str, Site]) -> bool:
    # A list of places tells which one it was.
    tells_place = bool(sites) and not sites.keys().isdisjoint(question.choices)
    is_known = treatment.kept is not Kept.CHOICE or bool(question.choices)
    return is_known and not tells_place


class Deidentified:
    """A form's interviews as they may be given away: first looked at, then written."""

    def __init__(
        self,
        database: Reads,
        project: str,
        wanted: Wanted,
        compiled: Callable[[FormSource], Form],
        style: Style,
        least: int,
    ) -> None:
        self._database, self._project, self._wanted = database, project, wanted
        self._style, self._least = style, least
        with database.read() as session:
            sealed.demand_open(session, project)
            register = Register(sites.all_of(session, project))
            self._sites, self._successor = register.sites, register.successor
            points = gives_points(session, project)
            sources = forms.sources(session, project, wanted.form_id)
            self._interviewers = _numbers(interviews.counts_by_person(session, project))
        versions = [compiled(source) for source in sources]
        asked = merged([questions(form, style.locale) for form in versions])
        self._treated = treated(versions, asked, self._sites, points=points)
        self._asked = [one for one in asked if self._kept(one) is not Kept.DROPPED]
        self._dropped = len(asked) - len(self._asked)
        self._columns = [_Cells(one, self._treated[one.path], style) for one in self._shown()]

    def report(self) -> Report:
        """Read all interviews, and tell how well they are hidden."""
        with self._database.read() as session:
            counts = self._counts(session)
        few = sum(count for count in counts.values() if count < self._least)
        return Report(
            interviews=sum(counts.values()),
            groups=len(counts),
            smallest=min(counts.values(), default=0),
            few=few,
            without=few if few < self._least else 0,
            traits=tuple(dict.fromkeys(one.trait for one in self._with_trait() if one.trait)),
            kept=len(self._asked),
            dropped=self._dropped,
        )

    def pieces(self) -> Iterator[bytes]:
        """Yield the file; both readings see one moment where the database gives one."""
        lines = Lines(self._style, self._headings())
        yield lines.taken()
        case = 0
        with self._database.read() as session:
            counts = self._counts(session)
            few = sum(count for count in counts.values() if count < self._least)
            for block in _blocks(interviews.raw_answers(session, self._project, self._wanted)):
                secrets.SystemRandom().shuffle(block)
                for interview, answers in block:
                    key = self._key(interview, answers)
                    is_blank = counts.get(key, 0) < self._least
                    if is_blank and few < self._least:
                        continue
                    case += 1
                    row = self._row(case, interview, answers, is_blank=is_blank)
                    lines.put(row)
                yield lines.taken()
        yield lines.taken()

    def _counts(self, session: Session) -> Counter[Key]:
        found = interviews.raw_answers(session, self._project, self._wanted)
        return Counter(self._key(one, json.loads(answers)) for one, answers in found)

    def _kept(self, question: Question) -> Kept:
        return self._treated.get(question.path, LetIn()).treatment.kept

    def _shown(self) -> list[Question]:
        return [one for one in self._asked if self._kept(one) is not Kept.DIFFICULTY]

    def _difficulties(self) -> list[str]:
        return [one.path for one in self._asked if self._kept(one) is Kept.DIFFICULTY]

    def _with_trait(self) -> Iterator[Treatment]:
        return (self._treated[one.path].treatment for one in self._asked)

    def _trait(self, path: str) -> Trait | None:
        return self._treated[path].treatment.trait

    def _key(self, interview: Interview, answers: dict[str, str]) -> Key:
        told = [
            column.said(answers.get(column.question.path, ""))
            for column in self._columns
            if self._trait(column.question.path)
        ]
        return (
            disclosure.coarse(self._sites, self._successor(interview.site)),
            self._difficulty(answers),
            *told,
        )

    def _difficulty(self, answers: dict[str, str]) -> str:
        return disclosure.has_difficulty(answers.get(path, "") for path in self._difficulties())

    def _headings(self) -> list[str]:
        style = self._style
        own = [style.heading(*one) for one in _HEADINGS]
        if self._difficulties():
            own.append(style.heading(*_DISABILITY))
        return [*own, *(one.heading for one in columns_of(self._shown(), labels=style.labels))]

    def _row(
        self, case: int, interview: Interview, answers: dict[str, str], *, is_blank: bool
    ) -> list[str]:
        row = [str(case), *self._about(interview, is_blank=is_blank)]
        if self._difficulties():
            row.append("" if is_blank else self._difficulty(answers))
        for column in self._columns:
            is_left_out = is_blank and self._trait(column.question.path) is not None
            answer = "" if is_left_out else answers.get(column.question.path, "")
            row += column.written(answer)
        return row

    def _about(self, interview: Interview, *, is_blank: bool) -> list[str]:
        place = "" if is_blank else disclosure.coarse(self._sites, self._successor(interview.site))
        site: Site | None = self._sites.get(place)
        return [
            interview.form_version,
            site.code if site else "",
            named(site, self._style.locale) if site else "",
            str(self._interviewers.get(interview.person, "")),
            self._style.word(interview.result),
            interview.language,
            disclosure.month(interview.started),
            self._style.word(interview.state),
            self._style.word(interview.review),
            # Of few interviews on paper somebody may know who was asked: it goes with the traits.
            "" if is_blank else self._style.word("yes" if interview.paper else "no"),
        ]


class _Cells:
    """What becomes of the answers to one question."""

    def __init__(self, question: Question, treated: LetIn, style: Style) -> None:
        self.question, self.kept = question, treated.treatment.kept
        self._labels, self._words = style.labels, treated.words

    def said(self, answer: str) -> str:
        """Return what may be known of *answer*, in codes."""
        if self.kept is Kept.CHOICE:
            return " ".join(one for one in answer.split() if one in self.question.choices)
        if self.kept is Kept.NUMBER:
            return answer if _NUMBER.fullmatch(answer) else ""
        if self.kept is Kept.WORKED_OUT:
            # A laptop may have written anything there.
            is_known = answer in self._words or _SHORT.fullmatch(answer)
            return answer if is_known else ""
        ways = {
            Kept.AGE: disclosure.band,
            Kept.MONTH: disclosure.month,
            Kept.POINT: disclosure.near,
        }
        return ways[self.kept](answer)

    def written(self, answer: str) -> list[str]:
        """Return the cells for *answer*: one, or one more for each choice."""
        said = self.said(answer)
        if self.kept is not Kept.CHOICE:
            return [said]
        chosen, choices = said.split(), self.question.choices
        words = [choices[one] for one in chosen]
        first = harmless("; ".join(words) if self._labels else said)
        if self.question.kind != "many":
            return [first]
        marks = [("1" if one in chosen else "0") if chosen else "" for one in choices]
        return [first, *marks]


def _numbers(people: dict[str, int]) -> dict[str, int]:
    """Return a number for each interviewer that says nothing outside this file."""
    codes = sorted(people)
    secrets.SystemRandom().shuffle(codes)
    return {code: number for number, code in enumerate(codes, start=1)}


def _blocks(
    found: Iterator[tuple[Interview, str]],
) -> Iterator[list[tuple[Interview, dict[str, str]]]]:
    block: list[tuple[Interview, dict[str, str]]] = []
    for interview, answers in found:
        block.append((interview, json.loads(answers)))
        if len(block) == _MIXED:
            yield block
            block = []
    if block:
        yield block
