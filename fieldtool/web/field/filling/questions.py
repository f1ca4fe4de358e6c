"""What a page shows of one question, as values; text of forms becomes markup only here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from markupsafe import Markup

from fieldtool.web.field.controls.kinds import GROUPED

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fieldtool.web.field.controls.choosing import Layout
    from fieldtool.web.field.controls.days import DateShown
    from fieldtool.web.field.controls.media import MediaShown
    from fieldtool.web.field.controls.points import PointsShown
    from fieldtool.web.field.controls.ranges import RangeShown
    from fieldtool.web.field.controls.ranks import RankShown

    View: TypeAlias = DateShown | RangeShown | RankShown | PointsShown

# Text that is safe to put into a page as it is.
Words: TypeAlias = Markup
NOTHING = Words()


def listed(parts: Iterable[Words | str]) -> Words:
    """Return *parts* with a dot between them, each in its own direction."""
    return Markup(" · ").join(Markup("<bdi>{}</bdi>").format(part) for part in parts)


def plain(words: Words) -> str:
    """Return *words* as text."""
    return words.striptags()


@dataclass(frozen=True)
class ChoiceShown:
    """One answer to choose; *key* is what a facilitator types for it, *place* its coordinates."""

    value: str
    label: Words
    key: str
    chosen: bool = False
    beside: Words = NOTHING
    media: tuple[MediaShown, ...] = ()
    place: str = ""


@dataclass(frozen=True)
class FileShown:
    """A file that is an answer: *kind* is image, audio, video or empty, *size* its bytes."""

    name: str
    kind: str
    size: int
    url: str


@dataclass(frozen=True)
class UploadShown:
    """How a file is asked for.

    Attributes:
        kind: image, audio, video or file.
        accept, capture: what the browser's file dialog is told.
        drawn: the form asks for a drawing or signature, which nobody can make here.
        most: bytes a file may have.
    """

    kind: str
    accept: str
    capture: str
    drawn: bool
    most: int
    file: FileShown | None = None


@dataclass(frozen=True)
class ConflictShown:
    """Two windows, two answers."""

    mine: str
    mine_shown: str
    theirs_shown: str


@dataclass(frozen=True)
class QuestionShown:
    """One question as a page shows it.

    Attributes:
        kind: of control, see `controls.kinds`; or heading, legend, note, readonly.
        value: canonical text; *shown* is the same in the reader's digits.
        view: what a control of several parts shows; *layout* how choices stand.
        remark: what this laptop does otherwise than the form asks, in the interface's language.
        seq: the last line of the journal this page knew of the question.
        described: ids of hint and error, joined by spaces.
        level: of the heading of a group.
        row: name of the row it is in, in words; empty outside of repeats.
        remarks: what a coordinator said of the answer.
        number: that it has on paper, where it is typed in from there.
        names: what is asked for beside a free text: no names; empty for any other question.
        personal: what the answer seems to hold, in words; it is told, and nothing is refused.
    """

    path: str
    kind: str
    label: Words
    relevant: bool = True
    required: bool = False
    value: str = ""
    shown: str = ""
    seq: int = 0
    hint: Words = NOTHING
    guidance: Words = NOTHING
    beside: Words = NOTHING
    beside_tag: str = ""
    beside_direction: str = "auto"
    choices: tuple[ChoiceShown, ...] = ()
    layout: Layout | None = None
    view: View | None = None
    media: tuple[MediaShown, ...] = ()
    looks: frozenset[str] = frozenset()
    remark: str = ""
    error: str = ""
    error_tag: str = ""
    conflict: ConflictShown | None = None
    upload: UploadShown | None = None
    level: int = 3
    row: str = ""
    remarks: tuple[str, ...] = ()
    number: str = ""
    names: str = ""
    personal: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """Return the id of the element; the first control is `<id>-1`."""
        return f"q-{self.path}"

    @property
    def width(self) -> str:
        """Return how many quarters of a line it takes, beside others; empty for a line alone."""
        return next((word[1:] for word in ("w1", "w2", "w3") if word in self.looks), "")

    @property
    def grouped(self) -> bool:
        """Tell whether it has several controls."""
        return self.kind in GROUPED

    @property
    def described(self) -> str:
        """Return what `aria-describedby` of the controls names."""
        named = (
            ("comments", self.remarks),
            ("error", self.error),
            ("hint", self.hint),
            ("names", self.names),
            ("personal", "".join(self.personal)),
            ("remark", self.remark),
        )
        return " ".join(f"{self.id}-{name}" for name, text in named if text)
