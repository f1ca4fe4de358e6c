"""Tier 2: the interviews of one form as CSV that opens in Excel, written while it is read."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from fieldtool.forms import Form
from fieldtool.log.sites import Register
from fieldtool.outputs.codebook import merged, questions
from fieldtool.outputs.consent_columns import ConsentColumns
from fieldtool.outputs.csv_writing import (
    ROW_WITH_FORMULA,
    ROWS_AT_ONCE,
    Lines,
    Style,
    columns_of,
    harmless,
    named,
)
from fieldtool.problems import N_
from fieldtool.storage import sealed
from fieldtool.storage.areas import Reads
from fieldtool.storage.database import Session
from fieldtool.storage.queries import forms, interviews, projects, registers, sites
from fieldtool.storage.queries.forms import FormSource
from fieldtool.storage.queries.interviews import Interview, Wanted

# Ids, and declarations of entities, whose content is in the answers that they are made of.
_IN_META = re.compile(r"(?:^|/)(?:\w+:)?meta/")

HEADINGS = (
    ("number", N_("Number")),
    ("interview", N_("Interview")),
    ("form_version", N_("Version of the form")),
    ("site", N_("Place code")),
    ("site_name", N_("Place")),
    ("person", N_("Interviewer")),
    ("result", N_("Result")),
    ("language", N_("Language")),
    ("started", N_("Started")),
    ("finished", N_("Finished")),
    ("received", N_("Received")),
    ("state", N_("State")),
    ("review", N_("Review")),
    # Translators: the number of the printed copy that an interview was typed in from.
    ("paper", N_("Typed in from paper")),
)
_OTHER = ("other_answers", N_("Other answers"))


def interviews_csv(
    database: Reads,
    project: str,
    wanted: Wanted,
    compiled: Callable[[FormSource], Form],
    style: Style,
) -> Iterator[bytes]:
    """Return the interviews of `wanted.form_id` in pieces: UTF-8 with BOM, lines end with CRLF.

    Columns are the union over all versions of the form, in form order; an answer without a column
    (inside a repeat, or of a version that is not here) is in the last one, as JSON. What is in
    `meta` is for programs and left out. All that can fail, except the reading itself, fails before
    the first piece is asked for.
    """
    table = _Table(database, project, wanted.form_id, compiled, style)
    return table.pieces(database, project, wanted)


class _Called:
    """What entities of registers are called; each is looked up once."""

    def __init__(self, session: Session, project: str) -> None:
        self._session, self._project = session, project
        self._known: dict[str, str] = {}

    def said(self, answer: str) -> str:
        """Return the names of the entities whose ids are an answer."""
        unknown = [one for one in answer.split() if one not in self._known]
        if unknown:
            found = registers.names(self._session, self._project, unknown)
            self._known |= {one: found.get(one, "") for one in unknown}
        return "; ".join(filter(None, (self._known[one] for one in answer.split())))


class _Table:
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
            settings = projects.find(session, project)
            self.zone = ZoneInfo(settings.zone) if settings else UTC
            self.register = Register(sites.all_of(session, project))
            sources = forms.sources(session, project, form_id)
        versions = [compiled(source) for source in sources]
        self.consents = ConsentColumns.of(versions, style)
        asked = merged([questions(form, style.locale) for form in versions])
        name = style.heading("label", N_("Name"))
        self.columns = columns_of(asked, labels=style.labels, name_word=name)
        self.names = [place for place, column in enumerate(self.columns) if column.is_name]
        self.paths = [column.path for column in self.columns]
        self.known = frozenset(self.paths)
        self.blanks = [""] * len(self.paths)
        numbers = [column.number for column in self.columns]
        beside = len(HEADINGS) + len(self.consents.headings())
        self.numbers = [*([False] * beside), *numbers, False]
        self.ones = [
            (place, column.labels)
            for place, column in enumerate(self.columns)
            if column.labels and not column.choices
        ]
        self.manys = [
            (place, column.labels, column.choices)
            for place, column in enumerate(self.columns)
            if column.choices
        ]

    def pieces(self, database: Reads, project: str, wanted: Wanted) -> Iterator[bytes]:
        lines = Lines(self.style, self.headings())
        yield lines.taken()
        with database.read() as session:
            called = _Called(session, project)
            is_asked = bool(self.consents.roles)
            found = interviews.raw_said(session, project, wanted, with_consents=is_asked)
            for number, (interview, answers, consented) in enumerate(found, start=1):
                row = self.row(interview, json.loads(answers), consented, called)
                lines.put(row)
                if number % ROWS_AT_ONCE == 0:
                    yield lines.taken()
        yield lines.taken()

    def headings(self) -> list[str]:
        style = self.style
        meta = [*HEADINGS, _OTHER]
        words = [style.heading(code, word) for code, word in meta]
        consented = self.consents.headings()
        return [*words[:-1], *consented, *(one.heading for one in self.columns), words[-1]]

    def row(
        self,
        interview: Interview,
        answers: dict[str, str],
        consented: dict[str, str],
        called: _Called,
    ) -> list[str]:
        cells = list(map(answers.get, self.paths, self.blanks))
        for place, words in self.ones:
            cells[place] = words.get(cells[place], cells[place])
        for place, words, choices in self.manys:
            chosen = cells[place].split()
            if chosen:
                cells[place] = "; ".join(map(words.get, chosen, chosen)) if words else cells[place]
                cells[place + 1 : place + 1 + len(choices)] = [
                    "1" if choice in chosen else "0" for choice in choices
                ]
        for place in self.names:
            cells[place] = called.said(cells[place])
        beside = [*self._about(interview), *self.consents.cells(consented)]
        line = [*beside, *cells, self._other(answers)]
        # One look at the whole row: formulas are rare, rows are many.
        if ROW_WITH_FORMULA.search("\0".join(line)):
            return [
                harmless(text, number=number)
                for text, number in zip(line, self.numbers, strict=True)
            ]
        return line

    def _about(self, interview: Interview) -> tuple[str, ...]:
        # What was held at a place that was merged counts at the other one.
        site = self.register.sites.get(self.register.successor(interview.site))
        return (
            interview.number,
            interview.id,
            interview.form_version,
            site.code if site else interview.site,
            named(site, self.style.locale) if site else "",
            interview.person,
            self.style.word(interview.result),
            interview.language,
            interview.started,
            interview.finished,
            datetime.fromtimestamp(interview.received_at // 1000, self.zone).isoformat(),
            self.style.word(interview.state),
            self.style.word(interview.review),
            interview.paper,
        )

    def _other(self, answers: dict[str, str]) -> str:
        if answers.keys() <= self.known:
            return ""
        other = {
            path: text
            for path, text in answers.items()
            if path not in self.known and text and not _IN_META.search(path)
        }
        return json.dumps(other, ensure_ascii=False) if other else ""
