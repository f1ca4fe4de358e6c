"""What is printed of a form: sections, questions, tables, rows."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from fieldtool.forms import Text, plain

Kind: TypeAlias = Literal[
    "one", "many", "rank", "digits", "decimal", "line", "lines", "date", "time", "datetime",
    "place", "file", "list", "tick",
]  # fmt: skip

# Letters of a choice that fit into half a line.
_SHORT = 44


@dataclass(frozen=True, slots=True)
class Pair:
    """A text in the language of the paper, and in the one beside it if there is one."""

    first: Text = ()
    second: Text = ()

    def __bool__(self) -> bool:
        return bool(self.first)


NOTHING = Pair()


@dataclass(frozen=True, slots=True)
class PrintedChoice:
    """One answer to tick.

    Attributes:
        typed: the number that is typed for it, in the digits of the paper.
        go_to: where to go on after it; empty where that is the next question.
    """

    value: str
    typed: str
    label: Pair
    go_to: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """Something that is asked.

    Attributes:
        number: in the digits of the paper.
        only_if: who it is asked of, as an instruction; empty for everybody.
        check: the form's own words on which answers are possible.
        boxes: of a number: how many digits it may have.
        parts: of a date: which of day, month, year, hour, minute are asked for.
        months: names of the months, where a month is asked for.
        calendar: solar or gregorian, where a day is asked for.
        is_filtered: which of the choices may be offered depends on other answers.
        path: of the definition, without the root.
    """

    path: str
    number: str
    kind: Kind
    label: Pair
    hint: Pair = NOTHING
    guidance: Pair = NOTHING
    only_if: str = ""
    check: Pair = NOTHING
    choices: tuple[PrintedChoice, ...] = ()
    boxes: int = 0
    parts: tuple[str, ...] = ()
    months: tuple[str, ...] = ()
    calendar: str = ""
    is_filtered: bool = False

    @property
    def is_wide(self) -> bool:
        """Tell whether a choice is too long to stand beside another."""
        return any(
            choice.label.second or choice.go_to or len(plain(choice.label.first)) > _SHORT
            for choice in self.choices
        )


@dataclass(frozen=True, slots=True)
class Note:
    """Text that is read or read aloud; *number* where an answer leads to it."""

    label: Pair
    only_if: str = ""
    number: str = ""
    hint: Pair = NOTHING
    kind: Literal["note"] = "note"


@dataclass(frozen=True, slots=True)
class Grid:
    """Questions with the same answers, as a table."""

    choices: tuple[PrintedChoice, ...]
    questions: tuple[Question, ...]
    only_if: str = ""
    kind: Literal["grid"] = "grid"


@dataclass(frozen=True, slots=True)
class Matrix:
    """Numbers by row and column, such as women and men of each age; rows of cells."""

    columns: tuple[Pair, ...]
    rows: tuple[Pair, ...]
    cells: tuple[tuple[Question, ...], ...]
    only_if: str = ""
    kind: Literal["matrix"] = "matrix"


@dataclass(frozen=True, slots=True)
class Group:
    """Blocks under a heading of their own."""

    label: Pair
    only_if: str
    blocks: tuple[Block, ...]
    kind: Literal["group"] = "group"


@dataclass(frozen=True, slots=True)
class Repeat:
    """Blocks that are printed several times.

    Attributes:
        rows: name of each time, such as ۱ or 1.
    """

    label: Pair
    only_if: str
    blocks: tuple[Block, ...]
    rows: tuple[str, ...]
    kind: Literal["repeat"] = "repeat"


Block: TypeAlias = "Question | Note | Grid | Matrix | Group | Repeat"


@dataclass(frozen=True, slots=True)
class Section:
    """A page of the form as laptops show it."""

    label: Pair
    only_if: str
    blocks: tuple[Block, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Sheet:
    """A form as it is printed once."""

    title: str
    sections: tuple[Section, ...]
    questions: int
