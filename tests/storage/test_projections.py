"""Rows that screens read, made from entries in any order and made again from the log."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import pytest
from sqlalchemy import text

from fieldtool.log import entry as log_entry
from fieldtool.log import kinds
from fieldtool.log.assignments import ASSIGN, Assignment
from fieldtool.log.canonical import Encodable
from fieldtool.log.entry import Blob, Entry
from fieldtool.log.erasures import ERASE, WITHDRAWN, Erasure
from fieldtool.log.handovers import COLLEAGUE, HAND, Colleague, Handed, Outline
from fieldtool.log.kinds import FormPublished, ProjectSettings, Revision
from fieldtool.log.people import PERSON, PersonTold
from fieldtool.log.receipt import Receipt
from fieldtool.log.referrals import REFERRAL, Referral
from fieldtool.log.refusals import REFUSAL, Refusal
from fieldtool.log.registers import ENTITY, Change
from fieldtool.log.reviews import APPROVE, REVIEW, Review
from fieldtool.log.revocations import ADMIT, LOST, REVOKE, Admission, Revocation
from fieldtool.log.sites import Site, Sites
from fieldtool.log.withdrawals import WITHDRAW, Withdrawal
from fieldtool.problems import Code, Problem
from fieldtool.storage import projections, schema, settings
from fieldtool.storage.database import Database
from fieldtool.storage.models import Side, projected_tables
from fieldtool.storage.queries import entries, forms, interviews, projects, receipts, sites
from fieldtool.storage.queries.interviews import Wanted
from tests.clocks import StepClock

LOG = kinds.workspace_log("hratabcd")
OTHER_LOG = kinds.workspace_log("kblabcde")
FORM = FormPublished(
    "safety-perception", "1", "f" * 64, {"fa": "احساس امنیت"}, "<h:html/>", {"a.csv": "الف"}
)
SETTINGS = ProjectSettings(
    "k7m3q9afgh", {"fa_AF": "هرات"}, "Asia/Kabul", "afghanistan", "solar", ("fa_AF", "ps")
)
HERAT = Site("AF32", "", "province", "COD", "AF32", {"fa_AF": "هرات", "en": "Herat"})
NAHIA = Site("AF3201-3", "AF32", "nahia", "own", "3", {"fa_AF": "ناحیهٔ سوم", "ps": "درېیمه ناحیه"})


def revision(
    interview: str = "m4xahrt7q2zz5k3f", answer: str = "بلی", number: str = "HRT-07-001"
) -> Revision:
    return Revision(
        interview=interview,
        number=number,
        form_id=FORM.form_id,
        form_version=FORM.version,
        form_hash=FORM.hash,
        site=NAHIA.id,
        language="دری (fa-AF)",
        result="complete",
        started="2026-11-22T09:05:00+04:30",
        finished="2026-11-22T09:40:12+04:30",
        answers={"safe": answer},
        paradata={"safe": "4"},
    )


@dataclass
class Book:
    """The log of one writer, entry after entry."""

    clock: StepClock
    log: str
    last: str = ""

    def write(
        self,
        kind: str,
        subject: str,
        content: dict[str, Encodable],
        parents: Sequence[str] = (),
    ) -> Entry:
        entry = log_entry.make(
            kind,
            subject,
            prev=self.last,
            parents=parents,
            person="HRT-07" if self.log != kinds.PROJECT_LOG else "",
            clock=self.clock.now(),
            content=content,
            salt=bytes(16),
            blobs=[Blob("9a" * 32, 48_211)] if kind == kinds.FINALISE else [],
        )
        self.last = entry.id
        return entry

    def finalise(self, given: Revision, parents: Sequence[str] = ()) -> Entry:
        return self.write(kinds.FINALISE, given.interview, given.to_content(), parents)


def take(database: Database, project: str, log: str, *given: Entry, at: int = 1000) -> None:
    with database.work() as session:
        new = entries.store(session, project, log, given, at)
        projections.apply_all(session, project, log, new)


def rows(database: Database) -> dict[str, list[tuple[object, ...]]]:
    with database.read() as session:
        return {
            table.name: sorted(tuple(row) for row in session.execute(table.select()))
            for table in projected_tables()
        }


def one_interview(database: Database, project: str) -> interviews.Answered:
    with database.read() as session:
        found = interviews.get(session, project, revision().interview)
    assert found is not None
    return found


def test_the_project_log_fills_forms_sites_and_settings(
    hub_database: Database, project: str, clock: StepClock
) -> None:
    book = Book(clock, kinds.PROJECT_LOG)
    take(
        hub_database,
        project,
        book.log,
        book.write(kinds.PROJECT, project, SETTINGS.to_content()),
        book.write(kinds.FORM, FORM.hash, FORM.to_content()),
        book.write(kinds.SITES, project, Sites((HERAT, NAHIA)).to_content()),
    )
    with hub_database.read() as session:
        assert projects.get(session, project) == SETTINGS
        assert [form.hash for form in forms.current(session, project)] == [FORM.hash]
        source = forms.source(session, project, FORM.hash)
        assert source is not None
        assert (source.xform, source.files) == (FORM.xform, FORM.files)
        assert sites.all_of(session, project) == [HERAT, NAHIA]
        assert sites.below(session, project, HERAT.id) == [NAHIA]


def test_a_workspace_that_writes_project_entries_changes_no_project(
    hub_database: Database, project: str, clock: StepClock
) -> None:
    book = Book(clock, LOG)
    take(hub_database, project, LOG, book.write(kinds.PROJECT, project, SETTINGS.to_content()))

    with hub_database.read() as session, pytest.raises(Problem) as caught:
        projects.get(session, project)

    assert caught.value.code is Code.PROJECT_UNKNOWN


def test_a_later_entry_replaces_a_site_and_keeps_the_others(
    hub_database: Database, project: str, clock: StepClock
) -> None:
    book = Book(clock, kinds.PROJECT_LOG)
    renamed = Site(NAHIA.id, HERAT.id, "nahia", "own", "3", {"fa_AF": "ناحیهٔ ۳"})
    for some in ((HERAT, NAHIA), (renamed,)):
        entry = book.write(kinds.SITES, project, Sites(some).to_content())
        take(hub_database, project, book.log, entry)

    with hub_database.read() as session:
        assert sites.all_of(session, project) == [HERAT, renamed]


def test_an_interview_waits_for_its_form_and_is_ready_when_it_arrives(
    hub_database: Database, project: str, clock: StepClock
) -> None:
    book, hub = Book(clock, LOG), Book(clock, kinds.PROJECT_LOG)
    take(hub_database, project, LOG, book.finalise(revision()))
    before = one_interview(hub_database, project).interview.state
    take(hub_database, project, hub.log, hub.write(kinds.FORM, FORM.hash, FORM.to_content()))
    after = one_interview(hub_database, project)

    assert (before, after.interview.state) == ("waiting", "ready")
    assert after.answers == {"safe": "بلی"}


def test_the_state_of_an_interview_does_not_depend_on_the_order_of_its_revisions(
    hub_database: Database, clock: StepClock
) -> None:
    mine, other, hub = Book(clock, LOG), Book(clock, OTHER_LOG), Book(clock, kinds.PROJECT_LOG)
    form = (hub.log, hub.write(kinds.FORM, FORM.hash, FORM.to_content()))
    first = mine.finalise(revision(answer="بلی"))
    left = mine.finalise(revision(answer="نخیر"), [first.id])
    right = other.finalise(revision(answer="شاید"), [first.id])
    given = [form, (LOG, first), (LOG, left), (OTHER_LOG, right)]
    states = set()
    for number, order in enumerate(itertools.permutations(given)):
        project = f"order{number:05}"
        if order.index((LOG, left)) < order.index((LOG, first)):
            continue  # a gap in one log, which is refused
        for log, entry in order:
            take(hub_database, project, log, entry)
        found = one_interview(hub_database, project)
        states.add((found.interview.state, found.interview.revision, str(found.answers)))

    assert len(states) == 1
    assert next(iter(states))[0] == "conflict"


def test_a_revision_that_has_seen_both_settles_the_conflict(
    hub_database: Database, project: str, clock: StepClock
) -> None:
    mine, other, hub = Book(clock, LOG), Book(clock, OTHER_LOG), Book(clock, kinds.PROJECT_LOG)
    take(hub_database, project, hub.log, hub.write(kinds.FORM, FORM.hash, FORM.to_content()))
    left = mine.finalise(revision(answer="نخیر"))
    right = other.finalise(revision(answer="شاید"))
    take(hub_database, project, LOG, left)
    take(hub_database, project, OTHER_LOG, right)
    settled = mine.finalise(revision(answer="هو"), [left.id, right.id])
    take(hub_database, project, LOG, settled)
    found = one_interview(hub_database, project)

    assert (found.interview.state, found.answers["safe"]) == ("ready", "هو")


def test_applying_twice_changes_nothing(
    hub_database: Database, project: str, clock: StepClock
) -> None:
    book = Book(clock, LOG)
    given = [book.finalise(revision()), book.finalise(revision("a" * 16, number="HRT-07-002"))]
    take(hub_database, project, LOG, *given)
    once = rows(hub_database)
    with hub_database.work() as session:
        projections.apply_all(session, project, LOG, given)

    assert rows(hub_database) == once


def test_an_entry_that_cannot_be_read_is_put_aside_alone(
    hub_database: Database, project: str, clock: StepClock
) -> None:
    book = Book(clock, LOG)
    poison = book.write(kinds.FINALISE, "b" * 16, {"answers": "این فهرست نیست"})
    good = book.finalise(revision())
    take(hub_database, project, LOG, poison, good)

    with hub_database.read() as session:
        aside = projects.put_aside(session, project)
        count = interviews.count(session, project)

    assert aside == [(LOG, poison.id, kinds.FINALISE, "CONTENT_NOT_VALID")]
    assert count == 1


def test_a_kind_of_a_later_version_is_kept_and_passed_over(
    hub_database: Database, project: str, clock: StepClock
) -> None:
    book = Book(clock, LOG)
    strange = book.write("hologram", "m4xahrt7q2zz5k3f", {"beam": "نور"})
    take(hub_database, project, LOG, strange)

    with hub_database.read() as session:
        assert entries.get(session, project, LOG, strange.id) == strange
        assert projects.put_aside(session, project) == []


COUNCIL, NOON = "0b5e6a1c-9d5f-4e55-8f6e-2a1f7c3d9b10", "2026-11-26T12:00:00+04:30"


def filled(database: Database, clock: StepClock) -> None:
    for project in ("k7m3q9afgh", "k7m3q9itaa"):
        hub, book, other = Book(clock, kinds.PROJECT_LOG), Book(clock, LOG), Book(clock, OTHER_LOG)
        first = book.finalise(revision())
        take(database, project, LOG, first, at=1)
        take(database, project, hub.log, hub.write(kinds.FORM, FORM.hash, FORM.to_content()), at=2)
        settings = hub.write(kinds.PROJECT, project, SETTINGS.to_content())
        take(database, project, hub.log, settings, at=3)
        register = hub.write(kinds.SITES, project, Sites((HERAT, NAHIA)).to_content())
        take(database, project, hub.log, register, at=4)
        take(database, project, OTHER_LOG, other.finalise(revision(answer="شاید")), at=5)
        declined = Refusal("refused", FORM.form_id, NAHIA.id, "2026-11-22", "female")
        counted = other.write(REFUSAL, "refusalaaa", declined.to_content())
        take(database, project, OTHER_LOG, counted, at=5)
        asked = other.write(WITHDRAW, "withdrawaa", Withdrawal("k3f2qa7m").to_content())
        take(database, project, OTHER_LOG, asked, at=5)
        sheet = Referral(HERAT.id, {"fa_AF": "خانهٔ امن"})
        written = hub.write(REFERRAL, HERAT.id, sheet.to_content())
        take(database, project, hub.log, written, at=5)
        poison = book.write(kinds.FINALISE, "b" * 16, {})
        take(database, project, LOG, poison, at=6)
        erased = book.finalise(revision("c" * 16, number="HRT-07-003"))
        take(database, project, LOG, erased, at=7)
        erasure = hub.write(ERASE, "c" * 16, Erasure(WITHDRAWN).to_content())
        take(database, project, hub.log, erasure, at=8)
        council = Change("councils", {"label": "شورای خواجه"}, (), NOON, first.header.subject)
        said = book.write(ENTITY, COUNCIL, council.to_content())
        take(database, project, LOG, said, at=8)
        told_to_one(database, project, first.header.subject, first.id, clock)
        handed_over(database, project, book, hub)
        revoked_since(database, project, hub, clock)


def told_to_one(
    database: Database, project: str, interview: str, first: str, clock: StepClock
) -> None:
    desk = Book(clock, kinds.log_to("hratabcd"))
    said = Review("abcdefghij", APPROVE, "خوب است").to_content()
    approval = desk.write(REVIEW, interview, said, [first])
    take(database, project, desk.log, approval, at=9)
    told = PersonTold("HRT-07", "female", trained=True, language="ps").to_content()
    take(database, project, desk.log, desk.write(PERSON, "HRT-07", told), at=10)
    task = Assignment("abcdefghij", FORM.form_id, (HERAT.id,), 20, person="HRT-07")
    assigned = desk.write(ASSIGN, task.id, task.to_content())
    take(database, project, desk.log, assigned, at=11)


def handed_over(database: Database, project: str, book: Book, hub: Book) -> None:
    colleague = Colleague("kblabcde", "KBL-02", bytes(32))
    named = hub.write(COLLEAGUE, colleague.workspace, colleague.to_content())
    take(database, project, hub.log, named, at=11)
    outline = Outline(
        "abcdefghij", colleague.workspace, "HRT-07-004", FORM.form_id, FORM.hash, NAHIA.id
    )
    draft = Handed(outline, "دری (fa-AF)", "2026-11-22T09:05:00+04:30", "", "", 3, 1)
    take(database, project, LOG, book.write(HAND, "e" * 16, draft.to_content()), at=11)


def revoked_since(database: Database, project: str, hub: Book, clock: StepClock) -> None:
    lost = Book(clock, kinds.workspace_log("jalabcde"))
    revoked = hub.write(REVOKE, "jalabcde", Revocation(LOST, ()).to_content())
    take(database, project, hub.log, revoked, at=12)
    late = lost.finalise(revision("d" * 16, number="JAL-03-001"))
    take(database, project, lost.log, late, at=13)
    aside = hub.write(ADMIT, "jalabcde", Admission(left=(late.id,)).to_content())
    take(database, project, hub.log, aside, at=14)


def test_dropped_tables_are_made_again_the_same_from_the_log(
    hub_database: Database, clock: StepClock
) -> None:
    filled(hub_database, clock)
    before = rows(hub_database)
    schema.rebuild(hub_database)

    assert rows(hub_database) == before
    assert all(before[table.name] for table in projected_tables())


def test_a_database_projected_by_an_older_program_is_projected_again(
    hub_database: Database, clock: StepClock
) -> None:
    filled(hub_database, clock)
    before = rows(hub_database)
    with hub_database.work() as session:
        settings.put(session, "", "projection_version", "0")
        for table in projected_tables():
            session.execute(text(f'DROP TABLE "{table.name}"'))
    schema.prepare(hub_database, Side.HUB)

    assert rows(hub_database) == before


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (Wanted(), 3),
        (Wanted(form_id=FORM.form_id), 3),
        (Wanted(form_id="q2"), 0),
        (Wanted(sites=(NAHIA.id,)), 3),
        (Wanted(sites=("AF01",)), 0),
        (Wanted(since="2026-11-22", until="2026-11-22"), 3),
        (Wanted(since="2026-11-23"), 0),
        (Wanted(number="-002"), 1),
        (Wanted(number="%"), 0),
        (Wanted(person="HRT-07", result="complete", state="waiting", log=LOG), 3),
        (Wanted(result="refused"), 0),
    ],
)
def test_a_coordinator_filters_interviews(
    hub_database: Database, project: str, clock: StepClock, wanted: Wanted, found: int
) -> None:
    book = Book(clock, LOG)
    for number in (1, 2, 3):
        given = revision(f"interview{number:07}", number=f"HRT-07-00{number}")
        take(hub_database, project, LOG, book.finalise(given), at=number)
    with hub_database.read() as session:
        page = interviews.page(session, project, wanted)
        count = interviews.count(session, project, wanted)

    assert (len(page), count) == (found, found)
    assert [one.received_at for one in page] == sorted(
        (one.received_at for one in page), reverse=True
    )


def test_an_interview_is_proven_since_the_earliest_receipt_that_reaches_it(
    hub_database: Database, project: str, clock: StepClock
) -> None:
    book = Book(clock, LOG)
    names = [f"interview{number:07}" for number in range(4)]
    written = [book.finalise(revision(name)) for name in names]
    take(hub_database, project, LOG, *written)
    # A hub restored from a backup gives receipts for less than it gave before.
    given = [(3, 300), (1, 400), (2, 200), (2, 900)]
    with hub_database.work() as session:
        for count, time in given:
            receipt = Receipt(LOG, written[count - 1].id, count, f"epoch{time:05}", time, b"s")
            receipts.put(session, project, receipt)
    with hub_database.read() as session:
        since = interviews.proven(session, project, LOG)

    assert since == {names[0]: 200, names[1]: 200, names[2]: 300}
