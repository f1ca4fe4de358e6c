"""Tables of the hub alone: people, accounts, enrolments, workspaces, sign-ins, audit."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Index, LargeBinary, Text
from sqlalchemy.orm import Mapped, mapped_column

from fieldtool.storage.models import HUB_ONLY, Kept


class AccountRow(Kept):
    """Someone who signs in at the hub."""

    __tablename__ = "account"
    __table_args__ = ({"info": HUB_ONLY},)

    project_id: Mapped[str] = mapped_column(Text, primary_key=True)
    login: Mapped[str] = mapped_column(Text, primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    role: Mapped[str] = mapped_column(Text)
    password_hash: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(Text)
    closed_at: Mapped[int | None] = mapped_column(BigInteger)
    # Ids of sites with spaces between; empty for all.
    areas: Mapped[str] = mapped_column(Text, server_default="")
    totp: Mapped[str] = mapped_column(Text, server_default="")
    totp_step: Mapped[int] = mapped_column(BigInteger, server_default="0")
    # Hashes with spaces between.
    spare_codes: Mapped[str] = mapped_column(Text, server_default="")
    invited: Mapped[str] = mapped_column(Text, server_default="")
    invited_until: Mapped[int] = mapped_column(BigInteger, server_default="0")


class PersonRow(Kept):
    """Someone who interviews; logs know the code, the sex and the training, never the name."""

    __tablename__ = "person"
    __table_args__ = ({"info": HUB_ONLY},)

    project_id: Mapped[str] = mapped_column(Text, primary_key=True)
    code: Mapped[str] = mapped_column(Text, primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    sex: Mapped[str] = mapped_column(Text)
    trained: Mapped[bool] = mapped_column(Boolean)
    language: Mapped[str] = mapped_column(Text)
    # Whose log of the hub the person's laptops get besides the project's; empty for no team.
    team: Mapped[str] = mapped_column(Text, server_default="")


class EnrolmentRow(Kept):
    """An invitation of one person to one laptop, good once."""

    __tablename__ = "enrolment"
    __table_args__ = ({"info": HUB_ONLY},)

    project_id: Mapped[str] = mapped_column(Text, primary_key=True)
    # Made from the code; it names the enrolment without telling the code.
    lookup: Mapped[str] = mapped_column(Text, primary_key=True)
    code: Mapped[str] = mapped_column(Text)
    person: Mapped[str] = mapped_column(Text)
    made_at: Mapped[int] = mapped_column(BigInteger)
    expires_at: Mapped[int] = mapped_column(BigInteger)
    used_at: Mapped[int | None] = mapped_column(BigInteger)
    # Somebody tried with the right name and a wrong proof.
    burned_at: Mapped[int | None] = mapped_column(BigInteger)
    workspace: Mapped[str] = mapped_column(Text)
    # What the relay is called that this is for; empty where it is for a person's laptop.
    relay: Mapped[str] = mapped_column(Text, server_default="")


class WorkspaceRow(Kept):
    """One person on one laptop, as the hub knows it."""

    __tablename__ = "workspace"
    __table_args__ = ({"info": HUB_ONLY},)

    project_id: Mapped[str] = mapped_column(Text, primary_key=True)
    id: Mapped[str] = mapped_column(Text, primary_key=True)
    person: Mapped[str] = mapped_column(Text)
    device: Mapped[str] = mapped_column(Text)
    sign_key: Mapped[bytes] = mapped_column(LargeBinary)
    box_key: Mapped[bytes] = mapped_column(LargeBinary)
    enrolled_at: Mapped[int] = mapped_column(BigInteger)
    revoked_at: Mapped[int | None] = mapped_column(BigInteger)
    last_contact: Mapped[int | None] = mapped_column(BigInteger)
    # What the laptop said it had finalised, at its last contact.
    finalised_there: Mapped[int] = mapped_column(BigInteger)
    # Laptop's clock minus the hub's, in milliseconds, at its last contact.
    clock_offset: Mapped[int | None] = mapped_column(BigInteger)
    # The relay that enrolled it and passes on what it writes; empty for a laptop of this hub.
    relay: Mapped[str] = mapped_column(Text, server_default="")
    # What its log had at its last contact, sent or not, and which version of the program it ran.
    entries_there: Mapped[int] = mapped_column(BigInteger, server_default="0")
    program: Mapped[str] = mapped_column(Text, server_default="")
    # Exchange keys of this hub by number: that of its enrolment, the newest that it has sealed to.
    first_key: Mapped[int] = mapped_column(BigInteger, server_default="1")
    knows_key: Mapped[int] = mapped_column(BigInteger, server_default="1")


class RelayRow(Kept):
    """A hub that passes on what its laptops wrote, as the higher hub knows it."""

    __tablename__ = "relay"
    __table_args__ = ({"info": HUB_ONLY},)

    project_id: Mapped[str] = mapped_column(Text, primary_key=True)
    id: Mapped[str] = mapped_column(Text, primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    device: Mapped[str] = mapped_column(Text)
    sign_key: Mapped[bytes] = mapped_column(LargeBinary)
    box_key: Mapped[bytes] = mapped_column(LargeBinary)
    enrolled_at: Mapped[int] = mapped_column(BigInteger)
    revoked_at: Mapped[int | None] = mapped_column(BigInteger)
    last_contact: Mapped[int | None] = mapped_column(BigInteger)
    first_key: Mapped[int] = mapped_column(BigInteger, server_default="1")
    knows_key: Mapped[int] = mapped_column(BigInteger, server_default="1")


class ProofRow(Kept):
    """At a relay: the higher hub's receipt for a tip, apart from those the relay gives itself."""

    __tablename__ = "proof"
    __table_args__ = ({"info": HUB_ONLY},)

    project_id: Mapped[str] = mapped_column(Text, primary_key=True)
    log: Mapped[str] = mapped_column(Text, primary_key=True)
    tip: Mapped[str] = mapped_column(Text, primary_key=True)
    epoch: Mapped[str] = mapped_column(Text, primary_key=True)
    count: Mapped[int] = mapped_column(BigInteger)
    hub_time: Mapped[int] = mapped_column(BigInteger)
    signature: Mapped[bytes] = mapped_column(LargeBinary)


class MeetingRow(Kept):
    """When a run of the program on a laptop was last in contact: its clocks beside the hub's."""

    __tablename__ = "meeting"
    __table_args__ = ({"info": HUB_ONLY},)

    project_id: Mapped[str] = mapped_column(Text, primary_key=True)
    workspace: Mapped[str] = mapped_column(Text, primary_key=True)
    boot: Mapped[str] = mapped_column(Text, primary_key=True)
    mono: Mapped[int] = mapped_column(BigInteger)
    wall: Mapped[int] = mapped_column(BigInteger)
    hub_time: Mapped[int] = mapped_column(BigInteger)


class SignInRow(Kept):
    """Somebody signed in at the desk; ending the row ends the session wherever its cookie is."""

    __tablename__ = "sign_in"
    __table_args__ = ({"info": HUB_ONLY},)

    project_id: Mapped[str] = mapped_column(Text, primary_key=True)
    # SHA-256 of what the browser holds: who reads this table cannot sign in with it.
    id: Mapped[str] = mapped_column(Text, primary_key=True)
    login: Mapped[str] = mapped_column(Text)
    began_at: Mapped[int] = mapped_column(BigInteger)
    seen_at: Mapped[int] = mapped_column(BigInteger)


class CandidateRow(Kept):
    """A form that somebody prepares: uploaded, looked at and tried, and not published yet."""

    __tablename__ = "candidate"
    __table_args__ = ({"info": HUB_ONLY},)

    project_id: Mapped[str] = mapped_column(Text, primary_key=True)
    id: Mapped[str] = mapped_column(Text, primary_key=True)
    login: Mapped[str] = mapped_column(Text)
    changed_at: Mapped[int] = mapped_column(BigInteger)
    # Name of the workbook as it was uploaded.
    name: Mapped[str] = mapped_column(Text)
    form_id: Mapped[str] = mapped_column(Text)
    version: Mapped[str] = mapped_column(Text)
    # What would be published, as canonical JSON; empty where the workbook cannot be used.
    content: Mapped[str] = mapped_column(Text)
    # What was found, as JSON: the problem's name, its values, whether it stops publishing.
    findings: Mapped[str] = mapped_column(Text)


class CandidateFileRow(Kept):
    """A file of a candidate: its workbook (`workbook`), a list it reads, or media."""

    __tablename__ = "candidate_file"
    __table_args__ = ({"info": HUB_ONLY},)

    project_id: Mapped[str] = mapped_column(Text, primary_key=True)
    candidate: Mapped[str] = mapped_column(Text, primary_key=True)
    kind: Mapped[str] = mapped_column(Text, primary_key=True)
    name: Mapped[str] = mapped_column(Text, primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)


class AuditRow(Kept):
    """Who did or read what at the desk, and when; never an answer."""

    __tablename__ = "audit"
    __table_args__ = (Index("ix_audit_at", "project_id", "at"), {"info": HUB_ONLY})

    project_id: Mapped[str] = mapped_column(Text, primary_key=True)
    id: Mapped[str] = mapped_column(Text, primary_key=True)
    at: Mapped[int] = mapped_column(BigInteger)
    login: Mapped[str] = mapped_column(Text)
    # `subject:verb`, such as interview:read.
    event: Mapped[str] = mapped_column(Text)
    subject: Mapped[str] = mapped_column(Text)
    # Counts and filters as JSON of texts.
    details: Mapped[str] = mapped_column(Text)
