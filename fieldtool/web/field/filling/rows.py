"""Repeats on a page: which rows are open, and the titles, buttons and summaries of all of them."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from fieldtool.collect import rows
from fieldtool.i18n import locales
from fieldtool.i18n.digits import to_native
from fieldtool.problems import N_
from fieldtool.web.field.filling import showing
from fieldtool.web.field.filling.questions import NOTHING, QuestionShown, Words, listed, plain
from fieldtool.web.parts.texts import marked

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from fieldtool.collect.sitting import Sitting
    from fieldtool.forms import NodeState, Page
    from fieldtool.web.field.filling.showing import Reader

# A page with more lines than this shows one row of a repeat at a time.
MOST_LINES = 40
_IN_SUMMARY = 3
WRONG = N_("Something is missing or needs a second look.")
_ALPHABET = "abcdefghijklmnopqrstuvwxyz234567"


@dataclass(frozen=True)
class RowShown:
    """One row; a closed one shows its first answers instead of its questions.

    Attributes:
        number: its place among `total` rows.
        wrong: how many of its answers are missing or not allowed, as far as that is shown yet.
        level: of its heading.
    """

    path: str
    label: Words
    number: int
    total: int
    level: int
    opened: bool
    removable: bool
    summary: Words = NOTHING
    wrong: int = 0
    beside: Words = NOTHING
    parts: tuple[Part, ...] = ()
    kind: Literal["row"] = "row"

    @property
    def id(self) -> str:
        """Return the id of the element."""
        return f"q-{self.path}"


@dataclass(frozen=True)
class RemovedShown:
    """A row that was taken out and can be brought back; *first* is what somebody typed in it."""

    path: str
    first: str
    answers: int


@dataclass(frozen=True)
class RepeatShown:
    """A repeat: its rows, those that were removed, and *next*, the path a new row would get.

    *next* is empty where rows cannot be added.
    """

    path: str
    label: Words
    rows: tuple[RowShown, ...]
    removed: tuple[RemovedShown, ...]
    next: str
    kind: Literal["repeat"] = "repeat"

    @property
    def id(self) -> str:
        """Return the id of the element."""
        return f"q-{self.path}"


Part: TypeAlias = QuestionShown | RepeatShown
States: TypeAlias = "Mapping[str, NodeState]"  # of all that is on a page, by path


@dataclass(frozen=True)
class Layout:
    """All that is on a page; of it the rows that are open, what is seen then, and all by row."""

    states: States
    opened: frozenset[str]
    visible: tuple[str, ...]
    inside: Mapping[str, Sequence[str]]


def layout(states: States, page: Page, wish: str, *, strict: bool) -> Layout:
    """Return what of *page* is seen; *wish* is the row, or a question in it, that was asked for.

    A short page shows all its rows. Of a long one a single row of each repeat is open: the one
    wished for, else the first in which something is missing, else the first without answers.
    """
    inside = _insides(page)
    if len(page.items) <= MOST_LINES:
        return Layout(states, frozenset(inside), page.items, inside)
    opened: set[str] = set()
    for repeat in dict.fromkeys(rows.repeat_of(row)[0] for row in inside):
        if all(row in opened for row in rows.around(repeat)):
            here = [row for row in inside if rows.repeat_of(row)[0] == repeat]
            opened.add(_opened(states, inside, here, wish, strict=strict))
    closed = tuple(f"{row}/" for row in inside if row not in opened)
    visible = tuple(path for path in page.items if not path.startswith(closed))
    return Layout(states, frozenset(opened), visible, inside)


def _insides(page: Page) -> dict[str, list[str]]:
    """Return what lies in each row, itself left out."""
    found: dict[str, list[str]] = {}
    for path in page.items:
        for row in rows.around(path):
            here = found.setdefault(row, [])
            if row != path:
                here.append(path)
    return found


def _opened(
    states: States,
    inside: Mapping[str, Sequence[str]],
    here: Sequence[str],
    wish: str,
    *,
    strict: bool,
) -> str:
    wished = next((row for row in here if row in rows.around(wish)), "")
    if wished and not (strict and not _wrong(states, inside[wished])):
        return wished
    lacking = next((row for row in here if _wrong(states, inside[row])), wished)
    return lacking or next((row for row in here if _is_empty(states, inside[row])), "")


def _is_empty(states: States, inside: Sequence[str]) -> bool:
    return not any(states[path].value and states[path].control for path in inside)


def _wrong(states: States, inside: Sequence[str]) -> int:
    found = (states[path] for path in inside)
    return sum(1 for state in found if state.relevant and state.violation is not None)


class Tree:
    """Makes the parts of a page from its flat list of paths."""

    def __init__(
        self,
        sitting: Sitting,
        page: Page,
        layout: Layout,
        reader: Reader,
        questions: Mapping[str, QuestionShown],
        second: Mapping[str, NodeState],
    ) -> None:
        self.sitting, self.states = sitting, layout.states
        self.page, self.layout, self.reader = page, layout, reader
        self.questions, self.second = questions, second
        self.removed = sitting.interview.removed_rows
        self.at = 0

    def parts(self) -> tuple[Part, ...]:
        """Return the whole page."""
        self.at = 0
        return tuple(self._below(-1))

    def _below(self, level: int) -> Iterator[Part]:
        """Yield what lies deeper than *level* from here on."""
        items, levels = self.page.items, self.page.levels
        while self.at < len(items) and levels[self.at] > level:
            path = items[self.at]
            shown = self.questions.get(path)
            state = None if shown else self.states[path]
            if state is not None and state.kind == "repeat":
                yield self._repeat(state)
                continue
            self.at += 1
            if shown is not None:
                yield shown

    def _repeat(self, state: NodeState) -> RepeatShown:
        level = self.page.levels[self.at]
        self.at += 1
        found: list[RowShown] = []
        while self.at < len(self.page.items) and self.page.levels[self.at] > level:
            row = self._row(state)
            if row is not None:
                found.append(row)
        free = state.relevant and not state.counted
        return RepeatShown(
            path=state.path,
            label=marked(state.label),
            rows=tuple(found),
            removed=tuple(self._removed(state.path)) if free else (),
            next=f"{state.path}[{_new_name()}]" if free else "",
        )

    def _row(self, repeat: NodeState) -> RowShown | None:
        path, level = self.page.items[self.at], self.page.levels[self.at]
        self.at += 1
        opened = path in self.layout.opened
        tells_wrong = not opened and self.reader.missing
        parts = tuple(self._below(level)) if opened else self._skip(level)
        state = self.states[path]
        if not state.relevant:
            return None
        second = self.second.get(path)
        return RowShown(
            path=path,
            label=marked(state.label),
            number=state.number,
            total=state.total,
            level=heading_level(path, level),
            opened=opened,
            removable=not repeat.counted,
            summary=NOTHING if opened else self._summary(path),
            wrong=_wrong(self.states, self.layout.inside[path]) if tells_wrong else 0,
            beside=marked(second.label) if second else NOTHING,
            parts=parts,
        )

    def _skip(self, level: int) -> tuple[Part, ...]:
        while self.at < len(self.page.items) and self.page.levels[self.at] > level:
            self.at += 1
        return ()

    def _summary(self, row: str) -> Words:
        said: list[Words] = []
        for path in self.layout.inside[row]:
            state = self.states[path]
            if state.relevant and state.value and state.control not in {"", "note"}:
                said.append(showing.answer(state, self.reader))
            if len(said) == _IN_SUMMARY:
                break
        return listed(said)

    def _removed(self, repeat: str) -> Iterator[RemovedShown]:
        for row in self.removed:
            answers = rows.answers_in(self.sitting, row) if row.startswith(f"{repeat}[") else {}
            if answers and rows.repeat_of(row)[0] == repeat:
                yield RemovedShown(row, self._typed(answers), len(answers))

    def _typed(self, answers: Mapping[str, str]) -> str:
        """Return the first text that a person typed; codes of choices say nothing to anybody."""
        for path, value in answers.items():
            definition = self.sitting.form.by_path.get(_definition_path(self.sitting, path))
            control = definition and self.sitting.form.controls.get(definition.index)
            if definition and control and control.kind == "input":
                return value
        return ""


def errors(parts: Iterable[Part], reader: Reader) -> Iterator[tuple[str, str]]:
    """Yield the closed rows in which something is missing or not allowed, as id and sentence."""
    for part in parts:
        for row in part.rows if isinstance(part, RepeatShown) else ():
            if row.wrong:
                name = _in_words(plain(row.label), row.number, row.total, reader)
                yield row.id, f"{name} — {reader.translate(WRONG)}"
            yield from errors(row.parts, reader)


def heading_level(path: str, level: int) -> int:
    """Return the level of the heading of a group or row that lies *level* deep in its page."""
    return min(6, 3 + level - path.count("]"))


def title(state: NodeState, reader: Reader) -> str:
    """Return the name of a row in words, such as “خطر ۲ از ۳”."""
    return _in_words(plain(marked(state.label)), state.number, state.total, reader)


def _in_words(label: str, at: int, of: int, reader: Reader) -> str:
    # These words are the interface's, so are the digits in them.
    locale = locales.find(reader.tag)
    number, total = (to_native(str(each), locale.code if locale else "en") for each in (at, of))
    place = reader.translate(N_("%(number)s of %(total)s")) % {"number": number, "total": total}
    return f"{label} {place}".strip()


def _definition_path(sitting: Sitting, path: str) -> str:
    bare = "/".join(step.partition("[")[0] for step in path.split("/"))
    return f"/{sitting.form.definitions[0].name}/{bare}"


def _new_name() -> str:
    return "".join(secrets.choice(_ALPHABET) for _ in range(6))
