"""What all files with commas have: a mark for Excel, words or codes, no formulas."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

from fieldtool.log.sensitivity import Sensitivity
from fieldtool.log.sites import Site
from fieldtool.outputs.codebook import Question
from fieldtool.problems import N_

_BOM = "\ufeff"
ROWS_AT_ONCE = 200
# What a spreadsheet takes for a formula when it stands first; some take the wide signs too.
_FORMULA = frozenset("=+-@\t\r\n＝＋－＠")
# It stands first in a cell, too, where a spreadsheet parts the line by another sign than the file
# has, as one does whose country writes lists with semicolons. A line of positions is no formula.
_INSIDE = re.compile(r"(?<=[;,\t])(?=[=@]|[+-][\w(])")
_POSITIONS = re.compile(r"[0-9.;, +-]*")
ROW_WITH_FORMULA = re.compile("(?:^|\0)[=+@\t\r\n＝＋－＠-]|[;,\t][=+@-]")

WORDS = {
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
    "yes": N_("Yes"),
    "no": N_("No"),
    "withdrawn": N_("Withdrawn"),
    # Translators: how sensitive something is: if it becomes known, hardly anybody is harmed.
    Sensitivity.LOW: N_("Low"),
    # Translators: how sensitive something is: if it becomes known, people may be harmed a little.
    Sensitivity.MODERATE: N_("Moderate"),
    # Translators: how sensitive something is: if it becomes known, people may be harmed seriously.
    Sensitivity.HIGH: N_("High"),
    # Translators: how sensitive something is: if it becomes known, lives are in danger.
    Sensitivity.SEVERE: N_("Severe"),
}
# The last column of every file: whoever has a copy of a line is to know how to keep it.
_LABEL = ("sensitivity", N_("Sensitivity"))


@dataclass(frozen=True)
class Style:
    """How the table is written.

    Attributes:
        locale: of the names of places and, with *labels*, of headings, questions and choices.
        labels: words instead of codes.
        delimiter: comma, or semicolon for an Excel that expects it.
        translate: the reader's gettext.
        label: how sensitive the file is; None for a file that does not say so.
    """

    locale: str = "en"
    labels: bool = False
    delimiter: str = ","
    translate: Callable[[str], str] = str
    label: Sensitivity | None = None

    def word(self, code: str) -> str:
        """Return *code* as the file says it."""
        return self.translate(WORDS[code]) if self.labels and code in WORDS else code

    def heading(self, code: str, words: str) -> str:
        """Return the heading of a column that is no question."""
        return self.translate(words) if self.labels else code

    def with_label(self, line: Sequence[str], *, is_heading: bool = False) -> list[str]:
        """Return *line* with how sensitive the file is."""
        if self.label is None:
            return list(line)
        return [*line, self.heading(*_LABEL) if is_heading else self.word(self.label)]


class Lines:
    """A file as it grows: lines are put, and what was put is taken as bytes."""

    def __init__(self, style: Style, headings: Iterable[str]) -> None:
        self._style = style
        self._buffer = io.StringIO(newline="")
        self._buffer.write(_BOM)
        self._writer = csv.writer(self._buffer, delimiter=style.delimiter, lineterminator="\r\n")
        line = [harmless(text) for text in headings]
        self._writer.writerow(style.with_label(line, is_heading=True))

    def put(self, line: Sequence[str]) -> None:
        """Write a line, whose texts are harmless already."""
        self._writer.writerow(self._style.with_label(line))

    def taken(self) -> bytes:
        """Return what was written since the last time, the first time with the mark for Excel."""
        text = self._buffer.getvalue()
        self._buffer.seek(0)
        self._buffer.truncate()
        return text.encode("utf-8")


@dataclass(frozen=True)
class Column:
    """One column of answers.

    Attributes:
        labels: words that stand for codes; empty where codes are written.
        choices: of a question with several answers, whose columns come right after this one.
        is_name: what the entities are called whose ids stand in the column before.
    """

    path: str
    heading: str
    number: bool = False
    labels: dict[str, str] = field(default_factory=dict)
    choices: tuple[str, ...] = ()
    is_name: bool = False


def columns_of(
    found: Sequence[Question], *, labels: bool, name_word: str = "label"
) -> list[Column]:
    """Return the columns of questions: several for one with several answers, two for a register.

    *name_word* is the heading of what entities are called.
    """
    columns: list[Column] = []
    for question in found:
        heading = question.label if labels else question.path
        words = question.choices if labels else {}
        choices = tuple(question.choices) if question.kind == "many" else ()
        number = question.kind == "number"
        columns.append(Column(question.path, heading, number, words, choices))
        if question.register:
            between = " / " if labels else "/"
            columns.append(Column(question.path, f"{heading}{between}{name_word}", is_name=True))
        columns += [
            Column(
                question.path,
                f"{heading} / {words[choice]}" if labels else f"{heading}/{choice}",
            )
            for choice in choices
        ]
    return _told_apart(columns)


def _told_apart(columns: list[Column]) -> list[Column]:
    times: dict[str, int] = {}
    for column in columns:
        times[column.heading] = times.get(column.heading, 0) + 1
    return [
        replace(column, heading=f"{column.heading} ({column.path})")
        if times[column.heading] > 1
        else column
        for column in columns
    ]


def harmless(text: str, *, number: bool = False) -> str:
    """Keep a spreadsheet from running what somebody typed; numbers may be negative."""
    if _INSIDE.search(text) and not _POSITIONS.fullmatch(text):
        text = _INSIDE.sub("'", text)
    if not text or text[0] not in _FORMULA:
        return text
    if number and text[1:].replace(".", "", 1).isdecimal():
        return text
    return f"'{text}"


def named(site: Site, locale: str) -> str:
    """Return the name of a place in a language, or in any."""
    names = site.names
    return names.get(locale) or names.get("en") or next(iter(names.values()), "")
