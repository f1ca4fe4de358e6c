"""The interviews of one form as CSV that opens in Excel, written while it is read."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from fieldtool.forms import Form
from fieldtool.log.sites import Site
from fieldtool.outputs.codebook import Question, merged, questions
from fieldtool.problems import N_
from fieldtool.storage import forms, interviews, projects, sealed, sites
from fieldtool.storage.areas import Reads
from fieldtool.storage.forms import FormSource
from fieldtool.storage.interviews import Interview, Wanted

BOM = "\ufeff".encode()
_ROWS_AT_ONCE = 200
# What a spreadsheet takes for a formula when it stands first.
_FORMULA = frozenset("=+-@\t\r")
_ROW_WITH_FORMULA = re.compile("(?:^|\0)[=+@\t\r-]")

# Ids, and declarations of entities, whose content is in the answers that they are made of.
_IN_META = re.compile(r"(?:^|/)(?:\w+:)?meta/")

_HEADINGS = (
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
)
_OTHER = ("other_answers", N_("Other answers"))
_WORDS = {
    "complete": N_("Complete"),
    "partial": N_("Partial"),
    "refused": N_("Refused"),
    "unreachable": N_("Not reached"),
    "ready": N_("Ready"),
    "waiting": N_("Waits for its form"),
    "conflict": N_("In conflict"),
    "asked": N_("Something is asked"),
    "answered": N_("Answered after return"),
    "changed": N_("Changed since the review"),
    "returned": N_("Returned"),
    "approved": N_("Approved"),
    "rejected": N_("Rejected"),
}


@dataclass(frozen=True)
class Style:
    """How the table is written.

    Attributes:
        locale: of the names of places and, with *labels*, of headings, questions and choices.
        labels: words instead of codes.
        delimiter: comma, or semicolon for an Excel that expects it.
        translate: the reader's gettext.
    """

    locale: str = "en"
    labels: bool = False
    delimiter: str = ","
    translate: Callable[[str], str] = str


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
            self.sites = {one.id: one for one in sites.all_of(session, project)}
            published = forms.versions(session, project, form_id)
            sources = [forms.source(session, project, one.hash) for one in reversed(published)]
        versions = [questions(compiled(source), style.locale) for source in sources if source]
        self.columns = _columns(merged(versions), labels=style.labels)
        self.paths = [column.path for column in self.columns]
        self.known = frozenset(self.paths)
        self.blanks = [""] * len(self.paths)
        numbers = [column.number for column in self.columns]
        self.numbers = [*([False] * len(_HEADINGS)), *numbers, False]
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
        buffer = io.StringIO(newline="")
        writer = csv.writer(buffer, delimiter=self.style.delimiter, lineterminator="\r\n")
        yield BOM
        writer.writerow([_harmless(text) for text in self.headings()])
        with database.read() as session:
            found = interviews.raw_answers(session, project, wanted)
            for number, (interview, answers) in enumerate(found, start=1):
                writer.writerow(self.row(interview, json.loads(answers)))
                if number % _ROWS_AT_ONCE == 0:
                    yield _taken(buffer)
        yield _taken(buffer)

    def headings(self) -> list[str]:
        style = self.style
        meta = [*_HEADINGS, _OTHER]
        words = [style.translate(word) if style.labels else code for code, word in meta]
        return [*words[:-1], *(column.heading for column in self.columns), words[-1]]

    def row(self, interview: Interview, answers: dict[str, str]) -> list[str]:
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
        line = [*self._about(interview), *cells, self._other(answers)]
        # One look at the whole row: formulas are rare, rows are many.
        if _ROW_WITH_FORMULA.search("\0".join(line)):
            return [
                _harmless(text, number=number)
                for text, number in zip(line, self.numbers, strict=True)
            ]
        return line

    def _about(self, interview: Interview) -> tuple[str, ...]:
        site = self.sites.get(interview.site)
        return (
            interview.number,
            interview.id,
            interview.form_version,
            site.code if site else interview.site,
            _named(site, self.style.locale) if site else "",
            interview.person,
            self._word(interview.result),
            interview.language,
            interview.started,
            interview.finished,
            datetime.fromtimestamp(interview.received_at // 1000, self.zone).isoformat(),
            self._word(interview.state),
            self._word(interview.review),
        )

    def _word(self, code: str) -> str:
        if not self.style.labels:
            return code
        return self.style.translate(_WORDS[code]) if code in _WORDS else code

    def _other(self, answers: dict[str, str]) -> str:
        if answers.keys() <= self.known:
            return ""
        other = {
            path: text
            for path, text in answers.items()
            if path not in self.known and text and not _IN_META.search(path)
        }
        return json.dumps(other, ensure_ascii=False) if other else ""


@dataclass(frozen=True)
class _Column:
    """One column of answers.

    Attributes:
        labels: words that stand for codes; empty where codes are written.
        choices: of a question with several answers, whose columns come right after this one.
    """

    path: str
    heading: str
    number: bool = False
    labels: dict[str, str] = field(default_factory=dict)
    choices: tuple[str, ...] = ()


def _columns(found: Sequence[Question], *, labels: bool) -> list[_Column]:
    columns: list[_Column] = []
    for question in found:
        heading = question.label if labels else question.path
        words = question.choices if labels else {}
        choices = tuple(question.choices) if question.kind == "many" else ()
        number = question.kind == "number"
        columns.append(_Column(question.path, heading, number, words, choices))
        columns += [
            _Column(
                question.path,
                f"{heading} / {words[choice]}" if labels else f"{heading}/{choice}",
            )
            for choice in choices
        ]
    return _told_apart(columns)


def _told_apart(columns: list[_Column]) -> list[_Column]:
    times: dict[str, int] = {}
    for column in columns:
        times[column.heading] = times.get(column.heading, 0) + 1
    return [
        replace(column, heading=f"{column.heading} ({column.path})")
        if times[column.heading] > 1
        else column
        for column in columns
    ]


def _harmless(text: str, *, number: bool = False) -> str:
    """Keep a spreadsheet from running what somebody typed; numbers may be negative."""
    if not text or text[0] not in _FORMULA:
        return text
    if number and text[1:].replace(".", "", 1).isdecimal():
        return text
    return f"'{text}"


def _named(site: Site, locale: str) -> str:
    names = site.names
    return names.get(locale) or names.get("en") or next(iter(names.values()), "")


def _taken(buffer: io.StringIO) -> bytes:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text.encode("utf-8")
