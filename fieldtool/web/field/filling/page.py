"""One page of an interview as it is shown: its questions, its place among the sections."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from fieldtool.collect.rows import around
from fieldtool.forms import Page
from fieldtool.problems import N_
from fieldtool.web.field.controls.kinds import DATED, kind_of
from fieldtool.web.field.filling import rows, showing, uploads
from fieldtool.web.field.filling.questions import NOTHING, ConflictShown, QuestionShown, plain
from fieldtool.web.field.workday import tallies
from fieldtool.web.parts.texts import marked

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fieldtool.collect.sitting import Sitting
    from fieldtool.forms import Interview, Language, NodeState
    from fieldtool.web.field.filling.questions import Words
    from fieldtool.web.field.filling.rows import Part
    from fieldtool.web.field.filling.showing import Reader

# The number of a page on which the whole form stands.
WHOLE = 0
TWO_ANSWERS = N_("There are two answers. Choose one.")
_SAID = {
    "done": N_("done"),
    "open": N_("open"),
    "begun": N_("begun"),
    "wrong": N_("look again"),
    "hidden": N_("not asked now"),
}


@dataclass(frozen=True)
class SectionShown:
    """One line of the jump list; *said* is its state in words."""

    number: int
    label: Words
    state: str
    said: str
    current: bool
    asked: int
    answered: int


@dataclass(frozen=True)
class PageShown:
    """A page of questions with all that surrounds it, but for addresses and form titles.

    Attributes:
        items: the questions that are seen; `parts` are the same with the rows they are in.
        opened: the row, or a question in it, that was asked for.
        focus: id of the element to go to after a row was added, removed or opened.
        is_whole: it is the whole form, as it stands on paper.
    """

    label: Words
    label_beside: Words
    items: tuple[QuestionShown, ...]
    parts: tuple[Part, ...]
    opened: str
    focus: str
    sections: tuple[SectionShown, ...]
    section_number: int
    section_total: int
    errors: tuple[tuple[str, str], ...]
    strict: bool
    is_whole: bool = False

    @property
    def has_previous(self) -> bool:
        """Tell whether a section comes before."""
        return self.section_number > 1

    @property
    def has_uploads(self) -> bool:
        """Tell whether a file may be attached, which another kind of form has to send."""
        return any(item.upload for item in self.items)

    @property
    def has_dates(self) -> bool:
        """Tell whether the choice of a calendar matters here."""
        return any(item.kind in DATED and item.relevant for item in self.items)

    @property
    def questions(self) -> int:
        """Return how many questions the interview has as far as it is known by now."""
        return sum(section.asked for section in self.sections)

    @property
    def answered(self) -> int:
        """Return how many of them have an answer."""
        return sum(section.answered for section in self.sections)


@dataclass(frozen=True)
class Place:
    """Where on a page somebody is: the open row, what gets the focus, which files were refused.

    *listed*: what was refused is in the summary of errors, too.
    """

    row: str = ""
    focus: str = ""
    refused: Mapping[str, str] = field(default_factory=dict)
    listed: bool = False


NOWHERE = Place()


@dataclass(frozen=True)
class Conflict:
    """An answer of this window that was refused; canonical text."""

    mine: str
    saved: str


def shown(
    sitting: Sitting,
    number: int,
    reader: Reader,
    conflicts: Mapping[str, Conflict],
    at: Place = NOWHERE,
) -> PageShown:
    """Return page *number* (from 1, irrelevant ones counted) of the interview; 0: all in one."""
    interview = sitting.interview
    pages = interview.pages()
    here, seen = on_page(interview, number)
    known = {state.path: state for state in seen}
    layout = rows.layout(known, here, at.row, strict=reader.missing)
    second, second_label = _in_second(interview, number, reader.beside)
    levels = dict(zip(here.items, here.levels, strict=True))
    states = {path: known[path] for path in layout.visible}
    names = {path: rows.title(one, reader) for path, one in states.items() if one.kind == "row"}
    questions = {
        path: replace(
            _with_conflict(
                showing.question(state, sitting.seq, reader, second.get(path)),
                state,
                reader,
                conflicts.get(path),
            ),
            level=rows.heading_level(path, levels[path]),
            row=" · ".join(names[row] for row in around(path)),
        )
        for path, state in states.items()
        if state.kind not in {"repeat", "row"}
    }
    questions |= _uploads(sitting, states, questions, at.refused, reader)
    parts = rows.Tree(sitting, here, layout, reader, questions, second).parts()
    strict = bool(reader.missing or conflicts or at.listed)
    relevant = [at for at, page in enumerate(pages, start=1) if page.relevant]
    return PageShown(
        label=marked(here.label) if here.relevant else NOTHING,
        label_beside=second_label,
        items=tuple(questions.values()),
        parts=parts,
        opened=at.row,
        focus=at.focus,
        sections=tuple(
            _section(interview, at, page, reader, current=at == number)
            for at, page in enumerate(pages, start=1)
            # What may not be asked is not even named.
            if at == number or not interview.guarding.is_closed(page.path)
        ),
        section_number=relevant.index(number) + 1 if number in relevant else 1,
        section_total=len(relevant),
        errors=_errors(questions.values(), parts, reader) if strict else (),
        strict=reader.missing,
        is_whole=number == WHOLE,
    )


def on_page(interview: Interview, number: int) -> tuple[Page, tuple[NodeState, ...]]:
    """Return page *number* and what is on it; 0 is the whole form, with headings of its pages."""
    if number != WHOLE:
        return interview.pages()[number - 1], interview.states_on(number - 1)
    items: dict[str, int] = {}
    states: dict[str, NodeState] = {}
    for at, page in enumerate(interview.pages()):
        if not page.relevant:
            continue
        if page.path not in page.items:
            items[page.path] = 0
            states[page.path] = interview.state(page.path)
        items |= zip(page.items, page.levels, strict=True)
        states |= {state.path: state for state in interview.states_on(at)}
    whole = Page("", (), tuple(items), tuple(items.values()), relevant=True)
    return whole, tuple(states.values())


def _uploads(
    sitting: Sitting,
    states: Mapping[str, NodeState],
    questions: Mapping[str, QuestionShown],
    refused: Mapping[str, str],
    reader: Reader,
) -> dict[str, QuestionShown]:
    found = {path: one for path, one in states.items() if kind_of(one) == "upload"}
    asked_for = uploads.asked_for(sitting) if found else None
    made: dict[str, QuestionShown] = {}
    for path, state in found.items():
        if asked_for and state.relevant:
            made[path] = replace(questions[path], upload=asked_for(state))
        if path in refused and path in made:
            made[path] = replace(made[path], error=refused[path], error_tag=reader.tag)
    return made


def _errors(
    items: Iterable[QuestionShown], parts: Iterable[Part], reader: Reader
) -> tuple[tuple[str, str], ...]:
    asked = [
        (item.id, _named(item, item.error or reader.translate(TWO_ANSWERS)))
        for item in items
        if item.relevant and (item.error or item.conflict)
    ]
    return (*asked, *rows.errors(parts, reader))


def _named(item: QuestionShown, error: str) -> str:
    label = f"{item.row}: {plain(item.label)}" if item.row else plain(item.label)
    return f"{label} — {error}"


def _in_second(
    interview: Interview, number: int, language: Language | None
) -> tuple[dict[str, NodeState], Words]:
    if language is None or language.name == interview.language:
        return {}, NOTHING
    if number == WHOLE:
        pages = [at for at, page in enumerate(interview.pages()) if page.relevant]
        found = [interview.page_in(language.name, at)[1] for at in pages]
        return {state.path: state for some in found for state in some}, NOTHING
    page, states = interview.page_in(language.name, number - 1)
    return {state.path: state for state in states}, marked(page.label)


def _with_conflict(
    item: QuestionShown, state: NodeState, reader: Reader, conflict: Conflict | None
) -> QuestionShown:
    if conflict is None:
        return item
    both = ConflictShown(
        mine=conflict.mine,
        mine_shown=_said(state, conflict.mine, reader),
        theirs_shown=_said(state, conflict.saved, reader),
    )
    return replace(item, conflict=both)


def _said(state: NodeState, value: str, reader: Reader) -> str:
    said = showing.answer(replace(state, value=value), reader)
    return plain(said) or reader.translate(N_("no answer"))


def _section(
    interview: Interview, number: int, page: Page, reader: Reader, *, current: bool
) -> SectionShown:
    tally = tallies.of(interview, number - 1) if page.relevant else tallies.Tally()
    state = tally.state(relevant=page.relevant)
    return SectionShown(
        number=number,
        label=marked(page.label),
        state=state,
        said=reader.translate(_SAID[state]),
        current=current,
        asked=tally.asked,
        answered=tally.answered,
    )
