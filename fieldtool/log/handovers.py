"""Hand-overs: a draft goes on at a colleague's laptop, by way of the hub, which cannot read it.

What became of a hand-over is a function of the set of entries that name it, whatever order they
came in: it was offered, taken by whoever it is for, taken back or given back.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from fieldtool.log.blobs import BlobRef, refs_from_content, refs_to_content
from fieldtool.log.canonical import Encodable, NotCanonicalError, Tree, from_base64, to_base64
from fieldtool.log.content import Fields
from fieldtool.log.kinds import OnPaper
from fieldtool.problems import Code, Problem

COLLEAGUE = "colleague"  # subject: a workspace; in `team/…` or `project`, the latest one holds
HAND = "hand"  # subject: the interview; a laptop offers a draft, the hub brings it
TAKEN = "taken"  # subject: the interview; it goes on here, and the hub says so to who had it
BACK = "back"  # subject: the interview; taken back by who offered it, void for who was to get it
GIVEN = "given"  # subject: the interview; in `to/…`, somebody else goes through it again

# Those about one hand-over.
PASSING = (HAND, TAKEN, BACK)
KINDS = (*PASSING, GIVEN)

# What of a hand-over stays in clear: lists at the hub are made of it.
CLEAR = ("form", "hand", "hash", "number", "site", "to")
# A box that the hub's own key opens, where the project has none.
BOX_HUB = "hub"
_KEY_SIZE = 32


@dataclass(frozen=True)
class Colleague:
    """A workspace that drafts can be handed over to.

    `box_key` is what they are sealed to; empty where it is no colleague of this team any more.
    """

    workspace: str
    person: str
    box_key: bytes

    def to_content(self) -> dict[str, Encodable]:
        """Return the payload; the workspace is the entry's subject and is not said twice."""
        return {"box_key": to_base64(self.box_key), "person": self.person}

    @classmethod
    def from_content(cls, workspace: str, tree: Tree) -> Colleague:
        """Read a payload; raises Problem where a field is missing."""
        fields = Fields.of_tree(tree, COLLEAGUE)
        try:
            key = from_base64(fields.text("box_key"))
        except NotCanonicalError as error:
            raise Problem(Code.CONTENT_NOT_VALID, {"kind": COLLEAGUE, "part": "box_key"}) from error
        if key and len(key) != _KEY_SIZE:
            raise Problem(Code.CONTENT_NOT_VALID, {"kind": COLLEAGUE, "part": "box_key"})
        return cls(workspace, fields.short("person"), key)


@dataclass(frozen=True)
class Outline:
    """What everybody may know of a hand-over.

    Attributes:
        name: made up, the same in every log that speaks of this hand-over.
        to: the workspace that it is for.
        by: code of who had the draft; said by the hub alone.
        root: name of the hand-over that the hub gave to another with this one; empty for none.
    """

    name: str
    to: str
    number: str
    form_id: str
    form_hash: str
    site: str
    by: str = ""
    root: str = ""

    @classmethod
    def from_content(cls, tree: Tree) -> Outline:
        """Read what is in clear; raises Problem where a field is missing."""
        fields = Fields.of_tree(tree, HAND)
        return cls(
            name=fields.short("hand"),
            to=fields.short("to"),
            number=fields.short("number"),
            form_id=fields.short("form"),
            form_hash=fields.short("hash"),
            site=fields.short("site"),
            by=fields.text("by", ""),
            root=fields.text("root", ""),
        )


@dataclass(frozen=True)
class Line:
    """One answer as it was given; `at` is ms UTC by the clock of the laptop."""

    path: str
    value: str = field(repr=False)
    at: int


@dataclass(frozen=True)
class Handed:
    """A whole draft on its way; all but what `Outline` says is sealed.

    Attributes:
        lines: its journal from the first answer on.
        parents: what it goes on from, where it was returned.
        lengths: bytes of the content of each file.
        general, by_path: what a coordinator said of it, where it was returned.
    """

    outline: Outline
    language: str
    started: str
    assignment: str
    meeting: str
    asked: int
    answered: int
    parents: tuple[str, ...] = ()
    lines: tuple[Line, ...] = field(default=(), repr=False)
    attachments: Mapping[str, BlobRef] = field(default_factory=dict, repr=False)
    lengths: Mapping[str, int] = field(default_factory=dict)
    paper: OnPaper | None = None
    general: Sequence[str] = field(default=(), repr=False)
    by_path: Mapping[str, Sequence[str]] = field(default_factory=dict, repr=False)

    def to_content(self) -> dict[str, Encodable]:
        """Return the payload as it is before it is sealed."""
        said = self.outline
        content: dict[str, Encodable] = {
            "answered": str(self.answered),
            "asked": str(self.asked),
            "assignment": self.assignment,
            "attachments": refs_to_content(self.attachments),
            "by_path": dict(self.by_path),
            "form": said.form_id,
            "general": list(self.general),
            "hand": said.name,
            "hash": said.form_hash,
            "language": self.language,
            "lengths": {name: str(length) for name, length in self.lengths.items()},
            "meeting": self.meeting,
            "number": said.number,
            "parents": list(self.parents),
            "paths": [line.path for line in self.lines],
            "site": said.site,
            "started": self.started,
            "times": [str(line.at) for line in self.lines],
            "to": said.to,
            "values": [line.value for line in self.lines],
        }
        if self.paper is not None:
            content["paper"] = {"day": self.paper.day, "number": self.paper.number}
        return content

    @classmethod
    def from_content(cls, tree: Tree) -> Handed:
        """Read an opened payload; raises Problem where a field is missing."""
        fields = Fields.of_tree(tree, HAND)
        paper = fields.texts("paper") if "paper" in fields.tree else None
        by_path = Fields.of_tree(fields.tree.get("by_path", {}), HAND)
        lengths = Fields.of_tree(fields.tree.get("lengths", {}), HAND)
        return cls(
            outline=Outline.from_content(tree),
            language=fields.text("language"),
            started=fields.short("started"),
            assignment=fields.text("assignment"),
            meeting=fields.text("meeting"),
            asked=fields.number("asked"),
            answered=fields.number("answered"),
            parents=fields.names("parents"),
            lines=_lines(fields),
            attachments=refs_from_content(fields.tree.get("attachments", {}), HAND),
            lengths={name: lengths.number(name) for name in lengths.tree},
            paper=OnPaper(paper["number"], paper["day"]) if paper else None,
            general=fields.names("general"),
            by_path={path: by_path.names(path) for path in by_path.tree},
        )


def _lines(fields: Fields) -> tuple[Line, ...]:
    paths, values, times = (fields.names(name) for name in ("paths", "values", "times"))
    if not len(paths) == len(values) == len(times) or not all(map(str.isdecimal, times)):
        raise Problem(Code.CONTENT_NOT_VALID, {"kind": HAND, "part": "times"})
    return tuple(
        Line(path, value, int(at)) for path, value, at in zip(paths, values, times, strict=True)
    )


def about(name: str) -> dict[str, Encodable]:
    """Return the payload of what only names a hand-over: taken, back."""
    return {"hand": name}


def name_of(tree: Tree) -> str:
    """Return which hand-over a payload names; raises Problem where it names none."""
    return Fields.of_tree(tree, HAND).short("hand")


def said_by(tree: Tree) -> str:
    """Return the person whom the hub names in a payload; empty where it names none."""
    return Fields.of_tree(tree, HAND).text("by", "")


def passed_on(tree: Mapping[str, Tree], by: str) -> dict[str, Encodable]:
    """Return what the hub brings of an offer: the same, with who had it, for one reader alone."""
    kept = {name: said for name, said in tree.items() if name not in ("sealed", BOX_HUB)}
    return {**kept, "by": by}


# What became of a hand-over.
WAITS = "waits"
IS_TAKEN = "taken"
TOOK_BACK = "took_back"  # by who offered it
GAVE_BACK = "gave_back"  # by a coordinator
STATES = (WAITS, IS_TAKEN, TOOK_BACK, GAVE_BACK)


@dataclass(frozen=True)
class Word:
    """One entry about a hand-over, as far as it decides what became of it."""

    kind: str
    log: str


def became(words: Collection[Word], own: str, to_own: str) -> str:
    """Return what became of a hand-over that the log *own* offered; the hub answers in *to_own*.

    That somebody took it holds before all else: her work is nowhere else.
    """
    if Word(TAKEN, to_own) in words:
        return IS_TAKEN
    if Word(BACK, to_own) in words:
        return GAVE_BACK
    return TOOK_BACK if Word(BACK, own) in words else WAITS
