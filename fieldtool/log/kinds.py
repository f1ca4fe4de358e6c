"""Kinds of entries and what their payloads say."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from fieldtool.log import papers, sealed, sensitivity
from fieldtool.log.blobs import BlobRef, refs_from_content, refs_to_content
from fieldtool.log.canonical import Encodable, Tree
from fieldtool.log.content import Fields
from fieldtool.log.entry import Entry
from fieldtool.log.sensitivity import Sensitivity
from fieldtool.problems import Code, Problem

FINALISE = "finalise"  # subject: the interview; a revision of its answers
PROJECT = "project"  # subject: the project; its settings, the latest one holds
FORM = "form"  # subject: the form version's hash
RETIRE = "retire"  # subject: the form's id; no new interviews with it where this log is heard
SITES = "sites"  # subject: the project; adds and replaces sites of the register
RESOLVE = "resolve"  # subject: the interview; what a coordinator chose where revisions differed
ESCROW = "escrow"  # subject: the workspace; its recovery code, sealed to the project's recovery key

# Kinds that hold a revision of an interview's answers, the later the greater their weight: of an
# open conflict the value of the heaviest is shown.
REVISIONS = (FINALISE, RESOLVE)

# Days that laptops keep what the hub has, by profile; where they may be seized, not for long.
_GRACE = {"afghanistan": 7}
_GRACE_ELSEWHERE = 30

PROJECT_LOG = "project"
_TEAM = "team/"
_TO = "to/"
_WORKSPACE = "workspace/"
_TEAM_CODE = re.compile(r"[A-Z]{2,5}")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def workspace_log(workspace: str) -> str:
    """Return the name of the log that *workspace* alone writes."""
    return f"{_WORKSPACE}{workspace}"


def is_of_workspace(log: str) -> bool:
    """Say whether a person on a laptop writes *log*."""
    return log.startswith(_WORKSPACE)


def log_to(workspace: str) -> str:
    """Return the name of the log that the hub writes for *workspace* alone."""
    return f"{_TO}{workspace}"


def is_to_one(log: str) -> bool:
    """Say whether the hub writes *log* for one workspace alone."""
    return log.startswith(_TO)


def audience_of(log: str) -> str:
    """Return the workspace that the hub writes *log* for alone."""
    return log.removeprefix(_TO)


def workspace_of(log: str) -> str:
    """Return the workspace that writes *log*; empty where a hub does."""
    return log.removeprefix(_WORKSPACE) if is_of_workspace(log) else ""


def team_log(team: str) -> str:
    """Return the name of the log that the hub writes for the members of *team*."""
    return f"{_TEAM}{team}"


def team_of(log: str) -> str:
    """Return the team that *log* is written for; empty for any other log."""
    return log.removeprefix(_TEAM) if log.startswith(_TEAM) else ""


def is_team(code: str) -> bool:
    """Say whether *code* can name a team: two to five capital letters, such as HRT."""
    return _TEAM_CODE.fullmatch(code) is not None


def is_of_hub(log: str) -> bool:
    """Say whether *log* is one that the hub alone writes."""
    return log == PROJECT_LOG or log.startswith((_TEAM, _TO))


@dataclass(frozen=True)
class OnPaper:
    """The printed copy that an interview was typed in from: its number, and the day it was held."""

    number: str
    day: str


@dataclass(frozen=True)
class Revision:
    """One immutable state of an interview's answers.

    Attributes:
        number: short number that can be said aloud, such as HRT-07-012.
        result: complete, partial, refused or unreachable.
        started: ISO time with offset; so is `finished`.
        answers: path to text; absent means not relevant, empty means left blank.
        paradata: how the interview was filled, as strings; never an answer.
        attachments: photos and recordings by the file name that is their answer.
        assignment: it was begun from; empty for none.
        counts: what it counts as there, where women and men are counted: female, male or empty.
        paper: it was typed in from; None where it was held at the laptop.
        box: all of it but what stays in clear, where it is sealed to the project; `started` is then
            a day, and nothing else is known.
        consents: what was consented to → answer, time, language and version of the text.
        withdrawal: the code by which the person can ask to be erased; empty for none.
    """

    interview: str
    number: str
    form_id: str
    form_version: str
    form_hash: str
    site: str
    language: str
    result: str
    started: str
    finished: str
    answers: dict[str, str] = field(repr=False)
    paradata: dict[str, str] = field(default_factory=dict, repr=False)
    attachments: dict[str, BlobRef] = field(default_factory=dict, repr=False)
    assignment: str = ""
    counts: str = ""
    paper: OnPaper | None = None
    box: bytes = field(default=b"", repr=False)
    consents: dict[str, str] = field(default_factory=dict, repr=False)
    withdrawal: str = field(default="", repr=False)

    def to_content(self) -> dict[str, Encodable]:
        """Return the payload; the interview is the entry's subject and is not said twice."""
        if self.box:
            return sealed.outline(sealed.clear_of(self._whole()), self.box)
        return self._whole()

    def _whole(self) -> dict[str, Encodable]:
        content: dict[str, Encodable] = {
            "answers": self.answers,
            "finished": self.finished,
            "form": self.form_id,
            "hash": self.form_hash,
            "language": self.language,
            "number": self.number,
            "paradata": self.paradata,
            "result": self.result,
            "site": self.site,
            "started": self.started,
            "version": self.form_version,
        }
        if self.attachments:
            content["attachments"] = refs_to_content(self.attachments)
        if self.assignment:
            content["assignment"] = self.assignment
        if self.consents:
            content["consents"] = self.consents
        if self.counts:
            content["counts"] = self.counts
        if self.paper is not None:
            content["paper"] = {"day": self.paper.day, "number": self.paper.number}
        if self.withdrawal:
            content["withdrawal"] = self.withdrawal
        return content

    @classmethod
    def from_content(cls, interview: str, tree: Tree) -> Revision:
        """Read a payload; raises Problem where a field is missing."""
        fields = Fields.of_tree(tree, FINALISE)
        box = sealed.box_of(fields.tree)
        if box:
            fields = Fields.of_tree(sealed.unknown(fields.tree), FINALISE)
        return cls(
            interview=interview,
            number=fields.short("number"),
            form_id=fields.short("form"),
            form_version=fields.short("version"),
            form_hash=fields.short("hash"),
            site=fields.short("site"),
            language=fields.short("language"),
            result=fields.short("result"),
            started=fields.short("started"),
            finished=fields.short("finished"),
            answers=fields.texts("answers"),
            paradata=fields.texts("paradata"),
            attachments=refs_from_content(fields.tree.get("attachments", {}), FINALISE),
            assignment=fields.text("assignment", ""),
            counts=fields.text("counts", ""),
            paper=_on_paper(fields),
            box=box,
            consents=fields.texts("consents") if "consents" in fields.tree else {},
            withdrawal=fields.text("withdrawal", ""),
        )

    @classmethod
    def from_entry(cls, entry: Entry) -> Revision:
        """Read the revision that *entry* holds."""
        return cls.from_content(entry.header.subject, entry.content())


def _on_paper(fields: Fields) -> OnPaper | None:
    if "paper" not in fields.tree:
        return None
    said = fields.texts("paper")
    number, day = said.get("number", ""), said.get("day", "")
    if not papers.is_id(number) or _DAY.fullmatch(day) is None:
        raise Problem(Code.CONTENT_NOT_VALID, {"kind": FINALISE, "part": "paper"})
    return OnPaper(number, day)


@dataclass(frozen=True)
class ProjectSettings:
    """What holds for a whole project; `title` by language code, `modules` by name: on or off.

    `grace` is for how many days laptops keep the answers that the hub has; empty for as many as
    the profile says. `recovery_key` is what laptops seal recovery codes to, an X25519 key in
    base64; empty before the project has one. `seal_key` is another such key, that of the project:
    what is finalised is sealed to it at once. Empty where interviews are not sealed. `roots` are
    the certificates, in PEM, to which the hub's own has to lead; empty for those of the system.
    `same_sex` is `no` where class C may be asked of anybody by a trained person; otherwise only by
    one of the same sex. `notice` is what information notices say of the project, by name.
    `sensitivity` is the label that an administrator chose; empty for that of the profile.
    `sealing` is `no` where an administrator decided that interviews are not sealed.
    """

    id: str
    title: dict[str, str]
    zone: str
    profile: str
    calendar: str
    languages: tuple[str, ...]
    modules: dict[str, str] = field(default_factory=dict)
    grace: str = ""
    recovery_key: str = ""
    seal_key: str = ""
    roots: str = ""
    same_sex: str = ""
    notice: dict[str, str] = field(default_factory=dict)
    sensitivity: str = ""
    sealing: str = ""

    @property
    def label(self) -> Sensitivity:
        """Return how sensitive the project is, whatever its forms ask."""
        return sensitivity.read(self.sensitivity) or sensitivity.usual(self.profile)

    @property
    def wants_same_sex(self) -> bool:
        """Return whether class C is asked only by somebody of the same sex."""
        return self.same_sex != "no"

    @property
    def grace_days(self) -> int:
        """Return for how many days laptops keep the answers that the hub has."""
        if self.grace.isdecimal() and len(self.grace) < 5:
            return int(self.grace)
        return _GRACE.get(self.profile, _GRACE_ELSEWHERE)

    def to_content(self) -> dict[str, Encodable]:
        """Return the payload."""
        content: dict[str, Encodable] = {
            "calendar": self.calendar,
            "id": self.id,
            "languages": self.languages,
            "modules": self.modules,
            "profile": self.profile,
            "title": self.title,
            "zone": self.zone,
        }
        # What an earlier program would not know is left out where nothing is said.
        later: dict[str, str | dict[str, str]] = {
            "grace": self.grace,
            "notice": self.notice,
            "recovery_key": self.recovery_key,
            "roots": self.roots,
            "same_sex": self.same_sex,
            "seal_key": self.seal_key,
            "sealing": self.sealing,
            "sensitivity": self.sensitivity,
        }
        return {**content, **{name: value for name, value in later.items() if value}}

    @classmethod
    def from_content(cls, tree: Tree) -> ProjectSettings:
        """Read a payload; raises Problem where a field is missing."""
        fields = Fields.of_tree(tree, PROJECT)
        return cls(
            id=fields.text("id"),
            title=fields.texts("title"),
            zone=fields.text("zone"),
            profile=fields.text("profile"),
            calendar=fields.text("calendar"),
            languages=fields.names("languages"),
            modules=fields.texts("modules"),
            grace=fields.text("grace", ""),
            notice=fields.texts("notice") if "notice" in fields.tree else {},
            recovery_key=fields.text("recovery_key", ""),
            roots=fields.text("roots", ""),
            same_sex=fields.text("same_sex", ""),
            seal_key=fields.text("seal_key", ""),
            sealing=fields.text("sealing", ""),
            sensitivity=fields.text("sensitivity", ""),
        )


@dataclass(frozen=True)
class Escrowed:
    """A recovery code sealed to `key`; both in base64."""

    key: str
    box: str = field(repr=False)

    def to_content(self) -> dict[str, Encodable]:
        """Return the payload."""
        return {"box": self.box, "key": self.key}

    @classmethod
    def from_content(cls, tree: Tree) -> Escrowed:
        """Read a payload; raises Problem where a field is missing."""
        fields = Fields.of_tree(tree, ESCROW)
        return cls(key=fields.text("key"), box=fields.text("box"))


@dataclass(frozen=True)
class FormPublished:
    """One immutable form version.

    Attributes:
        files: its secondary instances by file name.
        media: pictures, recordings and films of its texts by file name.
    """

    form_id: str
    version: str
    hash: str
    title: dict[str, str]
    xform: str = field(repr=False)
    files: dict[str, str] = field(default_factory=dict, repr=False)
    media: dict[str, BlobRef] = field(default_factory=dict)

    def to_content(self) -> dict[str, Encodable]:
        """Return the payload; without media it is the one that the first version wrote."""
        content: dict[str, Encodable] = {
            "files": self.files,
            "form": self.form_id,
            "hash": self.hash,
            "title": self.title,
            "version": self.version,
            "xform": self.xform,
        }
        return {**content, "media": refs_to_content(self.media)} if self.media else content

    @classmethod
    def from_content(cls, tree: Tree) -> FormPublished:
        """Read a payload; raises Problem where a field is missing."""
        fields = Fields.of_tree(tree, FORM)
        return cls(
            form_id=fields.short("form"),
            version=fields.short("version"),
            hash=fields.short("hash"),
            title=fields.texts("title"),
            xform=fields.text("xform"),
            files=fields.texts("files"),
            media=refs_from_content(fields.tree.get("media", {}), FORM),
        )


@dataclass(frozen=True)
class FormRetired:
    """No new interviews with any version of a form; drafts go on, and it can be published again."""

    form_id: str

    def to_content(self) -> dict[str, Encodable]:
        """Return the payload."""
        return {"form": self.form_id}

    @classmethod
    def from_content(cls, tree: Tree) -> FormRetired:
        """Read a payload; raises Problem where a field is missing."""
        return cls(Fields.of_tree(tree, RETIRE).short("form"))
