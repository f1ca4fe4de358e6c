"""Reading sealed revisions: what holds the project's key comes with the session, or does not.

Tables hold only what stays in clear. Whoever wants to know what was said asks here, and it is
opened in memory, one interview after the other.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, TypeAlias, cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from fieldtool.log import sealed
from fieldtool.log.canonical import Tree
from fieldtool.log.kinds import Revision
from fieldtool.problems import Code, Problem
from fieldtool.storage.database import OPENS
from fieldtool.storage.models.projections import FormRow, InterviewRow

Reader: TypeAlias = Callable[[bytes, str, bytes], bytes]


class Opens(Protocol):
    """What opens boxes: at a hub while it is unlocked, on a laptop those that are for it.

    Attributes:
        box: the field of payloads whose boxes it opens.
    """

    box: str

    def reader(self, project: str) -> Reader:
        """Return what opens a box, given XForm and `beside` too; raises Problem HUB_LOCKED."""
        ...

    def seconds_left(self, project: str) -> float | None:
        """Return for how long the project is still open; None where it is locked."""
        ...


class Opening:
    """One piece of work that reads sealed revisions; what it has begun, it can finish.

    Raises:
        Problem: HUB_LOCKED, at the first sealed revision.
    """

    def __init__(self, session: Session, project: str) -> None:
        self._session, self._project = session, project
        self._reader: Reader | None = None
        self._xforms: dict[str, str] = {}

    def opened(self, revision: Revision) -> Revision:
        """Return *revision* with everything that was said in it.

        Raises:
            Problem: HUB_LOCKED; or it cannot be read: its form is not here, or it was sealed to
                another key.
        """
        if not revision.box:
            return revision
        if self._field() != sealed.BOX:
            # A laptop: it sealed them so that nobody opens them here.
            raise Problem(Code.SEALED_TO_ANOTHER)
        xform = self._xform(revision.form_hash)
        clear = revision.to_content()
        inside = self._held()(revision.box, xform, sealed.beside(revision.interview, clear))
        whole = sealed.joined(clear, inside, xform)
        return Revision.from_content(revision.interview, whole)

    def content(self, tree: dict[str, Tree]) -> dict[str, Tree]:
        """Return any payload with what can be read of it here and now; boxes stay closed else."""
        box = sealed.box_of(tree, self._field())
        if not box:
            return tree
        try:
            xform = self._xform(sealed.form_of(tree))
            return sealed.whole(tree, self._held()(box, xform, b""))
        except Problem:
            return tree

    def _field(self) -> str:
        opens = cast("Opens | None", self._session.info.get(OPENS))
        return opens.box if opens else ""

    def _held(self) -> Reader:
        if self._reader is None:
            self._reader = cast("Opens", self._session.info[OPENS]).reader(self._project)
        return self._reader

    def _xform(self, form_hash: str) -> str:
        if form_hash not in self._xforms:
            row = self._session.get(FormRow, (self._project, form_hash))
            if row is None:
                raise Problem(Code.FORM_NOT_HERE)
            self._xforms[form_hash] = row.xform
        return self._xforms[form_hash]


def is_open(session: Session, project: str) -> bool:
    """Say whether sealed interviews of *project* can be read through *session* now."""
    opens = cast("Opens | None", session.info.get(OPENS))
    return opens is not None and opens.seconds_left(project) is not None


def is_any(session: Session, project: str) -> bool:
    """Say whether an interview of *project* is sealed."""
    query = select(InterviewRow.id).where(
        InterviewRow.project_id == project, InterviewRow.sealed == SEALED
    )
    return session.execute(query.limit(1)).first() is not None


def demand_open(session: Session, project: str) -> None:
    """Let nobody begin what needs all interviews while some cannot be read.

    Raises:
        Problem: HUB_LOCKED.
    """
    if is_any(session, project) and not is_open(session, project):
        raise Problem(Code.HUB_LOCKED)


# What the column of that name says.
SEALED = "yes"
