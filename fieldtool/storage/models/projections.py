"""Tables that screens read, all of them made from the log and made again when they change."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from fieldtool.storage.models import LATER, READ_LATER, Projected

IS_REVIEWED = text("review <> ''")
IS_ASSIGNED = text("assignment <> ''")
IS_DUE = text("due <> ''")
IS_ON_PAPER = text("paper <> ''")


class ProjectRow(Projected):
    """What the project log last said about the project."""

    __tablename__ = "project"

    project_id: Mapped[str] = mapped_column(Text, primary_key=True)
    # The whole content as canonical JSON: fields this version does not know are not lost.
    content: Mapped[str] = mapped_column(Text)


class FormRow(Projected):
    """A published form version, for life."""

    __tablename__ = "form"
    __table_args__ = (Index("ix_form_version", "project_id", "form_id", "version"),)

    project_id: Mapped[str] = mapped_column(Text, primary_key=True)
    hash: Mapped[str] = mapped_column(Text, primary_key=True)
    form_id: Mapped[str] = mapped_column(Text)
    version: Mapped[str] = mapped_column(Text)
    title: Mapped[str] = mapped_column(Text)
    xform: Mapped[str] = mapped_column(Text)
    files: Mapped[str] = mapped_column(Text)
    media: Mapped[str] = mapped_column(Text)
    position: Mapped[int] = mapped_column(BigInteger)
    # Only people who are trained for class C may open it.
    restricted: Mapped[bool] = mapped_column(Boolean)


class BlobRow(Projected):
    """A blob that an entry of a log names; whether it is here, its folder says."""

    __tablename__ = "blob"

    project_id: Mapped[str] = mapped_column(Text, primary_key=True)
    log: Mapped[str] = mapped_column(Text, primary_key=True)
    name: Mapped[str] = mapped_column(Text, primary_key=True)
    entry: Mapped[str] = mapped_column(Text, primary_key=True)
    size: Mapped[int] = mapped_column(BigInteger)


class OfferRow(Projected):
    """A form version that is offered to an audience, that is, in one of the hub's logs."""

    __tablename__ = "offer"
    __table_args__ = (Index("ix_offer_form", "project_id", "log", "form_id"),)

    project_id: Mapped[str] = mapped_column(Text, primary_key=True)
    log: Mapped[str] = mapped_column(Text, primary_key=True)
    hash: Mapped[str] = mapped_column(Text, primary_key=True)
    form_id: Mapped[str] = mapped_column(Text)
    position: Mapped[int] = mapped_column(BigInteger)
    # The form was retired for this audience after this version was published to it.
    retired: Mapped[bool] = mapped_column(Boolean)


class SiteRow(Projected):
    """A place of the project's register."""

    __tablename__ = "site"
    __table_args__ = (Index("ix_site_parent", "project_id", "parent"),)

    project_id: Mapped[str] = mapped_column(Text, primary_key=True)
    id: Mapped[str] = mapped_column(Text, primary_key=True)
    parent: Mapped[str] = mapped_column(Text)
    level: Mapped[str] = mapped_column(Text)
    scheme: Mapped[str] = mapped_column(Text)
    code: Mapped[str] = mapped_column(Text)
    valid_from: Mapped[str] = mapped_column(Text)
    names: Mapped[str] = mapped_column(Text)
    # Further codes, as JSON.
    others: Mapped[str] = mapped_column(Text, default="[]")
    state: Mapped[str] = mapped_column(Text, default="")
    # The place it was merged into; empty for none.
    successor: Mapped[str] = mapped_column(Text, default="")
    # Names, codes and id as people search for them: folded, one a line.
    search: Mapped[str] = mapped_column(Text, default="")
    position: Mapped[int] = mapped_column(BigInteger)


class InterviewRow(Projected):
    """An interview as its newest revision has it, with what coordinators filter by."""

    __tablename__ = "interview"
    __table_args__ = (
        Index("ix_interview_form", "project_id", "form_id", "received_at"),
        Index("ix_interview_site", "project_id", "site", "received_at"),
        Index("ix_interview_day", "project_id", "day"),
        Index("ix_interview_received", "project_id", "received_at"),
        Index("ix_interview_log", "project_id", "log"),
        Index("ix_interview_form_hash", "project_id", "form_hash"),
        # Of most interviews nothing is said; what needs somebody is found without reading them.
        Index(
            "ix_interview_review",
            "project_id",
            "review",
            sqlite_where=IS_REVIEWED,
            postgresql_where=IS_REVIEWED,
        ),
        Index(
            "ix_interview_assignment",
            "project_id",
            "assignment",
            sqlite_where=IS_ASSIGNED,
            postgresql_where=IS_ASSIGNED,
        ),
        Index(
            "ix_interview_paper",
            "project_id",
            "paper",
            sqlite_where=IS_ON_PAPER,
            postgresql_where=IS_ON_PAPER,
        ),
    )

    project_id: Mapped[str] = mapped_column(Text, primary_key=True)
    id: Mapped[str] = mapped_column(Text, primary_key=True)
    # Revisions that no other has seen, and those some other has: the state of an interview is a
    # function of the set of its revisions, whatever order they came in.
    heads: Mapped[str] = mapped_column(Text)
    superseded: Mapped[str] = mapped_column(Text)
    revision: Mapped[str] = mapped_column(Text)
    log: Mapped[str] = mapped_column(Text)
    number: Mapped[str] = mapped_column(Text)
    form_id: Mapped[str] = mapped_column(Text)
    form_version: Mapped[str] = mapped_column(Text)
    form_hash: Mapped[str] = mapped_column(Text)
    site: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(Text)
    result: Mapped[str] = mapped_column(Text)
    person: Mapped[str] = mapped_column(Text)
    day: Mapped[str] = mapped_column(Text)
    started: Mapped[str] = mapped_column(Text)
    finished: Mapped[str] = mapped_column(Text)
    received_at: Mapped[int] = mapped_column(BigInteger)
    # ready, waiting (its form is not here yet), conflict (several heads), unmerged (sealed, several
    # heads: conflict or ready once somebody read them) or purged (this laptop destroyed the answers
    # after the hub had them).
    state: Mapped[str] = mapped_column(Text, info=READ_LATER)
    # "yes" where answers are in the log alone, sealed; all but the columns of lists is empty then.
    sealed: Mapped[str] = mapped_column(Text, default="")
    # What the form's own logic says where values stand together that nobody saw together: "" where
    # there are none, due, failed, or how many answers do not fit it. Worked out after ingest.
    logic: Mapped[str] = mapped_column(Text, default="", info=LATER)
    # Where it stands between its facilitator and the coordinator; empty where nothing was said.
    review: Mapped[str] = mapped_column(Text)
    # It was begun from; empty for none.
    assignment: Mapped[str] = mapped_column(Text)
    # What it counts as there: female, male, or empty for neither.
    counts: Mapped[str] = mapped_column(Text)
    # The number of the printed copy it was typed in from; empty for none.
    paper: Mapped[str] = mapped_column(Text)
    answers: Mapped[str] = mapped_column(Text)
    paradata: Mapped[str] = mapped_column(Text)


class ReviewRow(Projected):
    """A review or a request, as far as it decides where its interview stands."""

    __tablename__ = "review"

    project_id: Mapped[str] = mapped_column(Text, primary_key=True)
    interview: Mapped[str] = mapped_column(Text, primary_key=True)
    # Of the entry.
    id: Mapped[str] = mapped_column(Text, primary_key=True)
    # Of the review, the same in all logs; both empty for a request.
    name: Mapped[str] = mapped_column(Text)
    verdict: Mapped[str] = mapped_column(Text)
    parents: Mapped[str] = mapped_column(Text)


class ToldRow(Projected):
    """What the hub last told a laptop of the person who works on it."""

    __tablename__ = "told"

    project_id: Mapped[str] = mapped_column(Text, primary_key=True)
    log: Mapped[str] = mapped_column(Text, primary_key=True)
    person: Mapped[str] = mapped_column(Text)
    sex: Mapped[str] = mapped_column(Text)
    trained: Mapped[bool] = mapped_column(Boolean)
    language: Mapped[str] = mapped_column(Text)
    team: Mapped[str] = mapped_column(Text)


class AssignmentRow(Projected):
    """What a log of the hub last said of an assignment."""

    __tablename__ = "assignment"

    project_id: Mapped[str] = mapped_column(Text, primary_key=True)
    log: Mapped[str] = mapped_column(Text, primary_key=True)
    id: Mapped[str] = mapped_column(Text, primary_key=True)
    # The payload.
    content: Mapped[str] = mapped_column(Text)
    position: Mapped[int] = mapped_column(BigInteger)


class EntityRow(Projected):
    """An entity of a register: what all its changes say together."""

    __tablename__ = "entity"
    __table_args__ = (
        Index(
            "ix_entity_due",
            "project_id",
            "due",
            sqlite_where=IS_DUE,
            postgresql_where=IS_DUE,
        ),
        Index("ix_entity_id", "project_id", "id"),
    )

    project_id: Mapped[str] = mapped_column(Text, primary_key=True)
    dataset: Mapped[str] = mapped_column(Text, primary_key=True)
    id: Mapped[str] = mapped_column(Text, primary_key=True)
    label: Mapped[str] = mapped_column(Text)
    # The property of that name, by which areas are told apart; empty for none.
    site: Mapped[str] = mapped_column(Text)
    # As JSON, without the label; of a property in conflict the value that is shown meanwhile.
    properties: Mapped[str] = mapped_column(Text)
    # Names of the properties in conflict, as JSON.
    conflicts: Mapped[str] = mapped_column(Text)
    changes: Mapped[int] = mapped_column(BigInteger)
    # Label and values in one, letters folded, for searching.
    folded: Mapped[str] = mapped_column(Text)
    # By the clock of whoever wrote the latest of its changes, milliseconds UTC.
    changed_at: Mapped[int] = mapped_column(BigInteger)
    # "yes" where a laptop said something that no log of the hub has said to others.
    due: Mapped[str] = mapped_column(Text)


class EntityInterviewRow(Projected):
    """An interview that created or updated an entity."""

    __tablename__ = "entity_interview"
    __table_args__ = (Index("ix_entity_interview_entity", "project_id", "entity"),)

    project_id: Mapped[str] = mapped_column(Text, primary_key=True)
    interview: Mapped[str] = mapped_column(Text, primary_key=True)
    dataset: Mapped[str] = mapped_column(Text, primary_key=True)
    entity: Mapped[str] = mapped_column(Text, primary_key=True)


class RefusalRow(Projected):
    """Somebody who did not take part, as a count."""

    __tablename__ = "refusal"

    project_id: Mapped[str] = mapped_column(Text, primary_key=True)
    log: Mapped[str] = mapped_column(Text, primary_key=True)
    # Of the entry.
    id: Mapped[str] = mapped_column(Text, primary_key=True)
    form_id: Mapped[str] = mapped_column(Text)
    site: Mapped[str] = mapped_column(Text)
    person: Mapped[str] = mapped_column(Text)
    # refused, withdrawn or unreachable.
    outcome: Mapped[str] = mapped_column(Text)
    # Empty where nobody said.
    sex: Mapped[str] = mapped_column(Text)
    day: Mapped[str] = mapped_column(Text)


class WithdrawalRow(Projected):
    """Somebody asks at a laptop to be erased, by the code that the entry holds."""

    __tablename__ = "withdrawal"

    project_id: Mapped[str] = mapped_column(Text, primary_key=True)
    log: Mapped[str] = mapped_column(Text, primary_key=True)
    # Of the entry.
    id: Mapped[str] = mapped_column(Text, primary_key=True)
    subject: Mapped[str] = mapped_column(Text)
    person: Mapped[str] = mapped_column(Text)
    # By the clock of whoever wrote it, milliseconds UTC.
    at: Mapped[int] = mapped_column(BigInteger)


class ReferralRow(Projected):
    """The sheet of help of a place."""

    __tablename__ = "referral"

    project_id: Mapped[str] = mapped_column(Text, primary_key=True)
    # Empty for that of the whole project.
    site: Mapped[str] = mapped_column(Text, primary_key=True)
    # Language to text, as JSON.
    texts: Mapped[str] = mapped_column(Text)


class ErasedRow(Projected):
    """A subject that was erased; whatever arrives about it later is destroyed at once."""

    __tablename__ = "erased"

    project_id: Mapped[str] = mapped_column(Text, primary_key=True)
    subject: Mapped[str] = mapped_column(Text, primary_key=True)
    # A code; empty where it cannot be read.
    reason: Mapped[str] = mapped_column(Text)
    # By the hub's clock, milliseconds UTC.
    at: Mapped[int] = mapped_column(BigInteger)


class GoneRow(Projected):
    """An entry whose content is not here: erased, purged on a laptop, or lost on the way."""

    __tablename__ = "gone"
    __table_args__ = (Index("ix_gone_subject", "project_id", "subject"),)

    project_id: Mapped[str] = mapped_column(Text, primary_key=True)
    log: Mapped[str] = mapped_column(Text, primary_key=True)
    id: Mapped[str] = mapped_column(Text, primary_key=True)
    kind: Mapped[str] = mapped_column(Text)
    subject: Mapped[str] = mapped_column(Text)
    person: Mapped[str] = mapped_column(Text)
    # By the clock of whoever wrote it, milliseconds UTC.
    wall: Mapped[int] = mapped_column(BigInteger)


class QuarantineRow(Projected):
    """An entry that is kept and could not be applied; shown, and tried again after an upgrade."""

    __tablename__ = "quarantine"

    project_id: Mapped[str] = mapped_column(Text, primary_key=True)
    log: Mapped[str] = mapped_column(Text, primary_key=True)
    id: Mapped[str] = mapped_column(Text, primary_key=True)
    kind: Mapped[str] = mapped_column(Text)
    # Name of the problem, or of the kind of fault; never its text, which may quote an answer.
    reason: Mapped[str] = mapped_column(Text)


class RevokedRow(Projected):
    """A workspace that the hub does not trust any more; it locks itself."""

    __tablename__ = "revoked"

    project_id: Mapped[str] = mapped_column(Text, primary_key=True)
    workspace: Mapped[str] = mapped_column(Text, primary_key=True)
    # A code.
    reason: Mapped[str] = mapped_column(Text)
    # By the hub's clock, milliseconds UTC.
    at: Mapped[int] = mapped_column(BigInteger)
    # Ids of the last entries that it wrote before, as JSON.
    ends: Mapped[str] = mapped_column(Text)


class AdmittedRow(Projected):
    """A late entry of a revoked workspace that somebody decided about."""

    __tablename__ = "admitted"

    project_id: Mapped[str] = mapped_column(Text, primary_key=True)
    id: Mapped[str] = mapped_column(Text, primary_key=True)
    is_accepted: Mapped[bool] = mapped_column(Boolean)


class HeldRow(Projected):
    """A late entry that is not applied at this hub."""

    __tablename__ = "held"

    project_id: Mapped[str] = mapped_column(Text, primary_key=True)
    log: Mapped[str] = mapped_column(Text, primary_key=True)
    id: Mapped[str] = mapped_column(Text, primary_key=True)
