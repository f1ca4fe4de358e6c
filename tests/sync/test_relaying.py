"""A relay passes on what its laptops wrote, and what the national hub says, and proves both."""

from __future__ import annotations

from dataclasses import replace

import httpx
import pytest

from fieldtool.collect import drafts as collect_drafts
from fieldtool.collect import passing_on
from fieldtool.collect.returning import Remarks
from fieldtool.log import kinds
from fieldtool.log.kinds import PROJECT_LOG, log_to
from fieldtool.log.registers import ENTITY, Change
from fieldtool.log.relays import relay_log
from fieldtool.problems import Code, Problem
from fieldtool.security import workspace, writer
from fieldtool.security.blobs import seal
from fieldtool.storage import settings
from fieldtool.storage.queries import (
    drafts,
    entries,
    handovers,
    interviews,
    people,
    proofs,
    purged,
    registers,
    relays,
    revocations,
    workspaces,
)
from fieldtool.storage.queries.drafts import Draft, Line
from fieldtool.sync.hub import erasing, hub_relays, revoking
from fieldtool.sync.hub.handing import Passing
from fieldtool.sync.hub.inviting import invite_relay
from fieldtool.sync.laptop.enrol import Invitation, enrol
from fieldtool.sync.laptop.proof import proof
from fieldtool.sync.relay import relay_requests
from fieldtool.sync.relay.enrol_relay import enrol_relay
from fieldtool.sync.relay.relay_requests import Missed
from fieldtool.sync.relay.relaying import pass_on
from fieldtool.sync.wire.pace import Pace
from tests.log import samples
from tests.sync import province
from tests.sync.interviews import finalise
from tests.sync.photographs import photo, photograph
from tests.sync.province import DIRECT, P, Province, copy_of, ids, restored
from tests.sync.rooms import CHEAP, WORDS, Hub
from tests.sync.walk.world import copy_files

NINE = "2026-11-22T09:00:00+04:30"


def shown(herat: Province) -> int:
    with herat.national.database.read() as session:
        return interviews.count(session, P)


def proven(herat: Province, log: str) -> int:
    with herat.hub.database.read() as session:
        return proofs.counts(session, P).get(log, 0)


def test_interviews_reach_the_national_hub_with_the_signatures_of_their_writers(
    herat: Province,
) -> None:
    written = {}
    for name in province.BEHIND:
        written[name] = finalise(herat.laptops[name], herat.clock, range(3))
        herat.sync(name)
    passed = herat.pass_on()

    assert passed.sent >= 6
    for name in province.BEHIND:
        assert ids(herat.national, herat.log(name)) == written[name]
        with herat.national.database.read() as session:
            tip = entries.tip(session, P, herat.log(name))
        with herat.laptops[name].database.read() as session:
            assert tip == entries.tip(session, P, herat.log(name))
        assert proven(herat, herat.log(name)) == 3


def test_a_draft_goes_from_a_laptop_behind_the_relay_to_one_of_the_national_hub_and_back(
    herat: Province,
) -> None:
    one, direct = herat.laptops["one"], herat.laptops[DIRECT]
    for _round in range(2):
        herat.sync("one")
        herat.pass_on()
        herat.sync(DIRECT)
    herat.sync("one")
    named = {found.colleague.workspace for found in passing_on.colleagues(one)}
    assert direct.id in named
    with one.database.work() as session:
        draft = Draft("m4xahrt7q2zz5k3f", "HRT-07-001", samples.FORM.hash, "AF32", "", NINE, 1)
        drafts.put(session, P, draft)
        drafts.write(session, P, draft.id, [Line(1, "person/age", "33", "", 1)])
    passing_on.hand_over(one, draft, direct.id, Remarks(), herat.clock)
    herat.sync("one")
    herat.pass_on()
    herat.sync(DIRECT)
    (offer,) = passing_on.offered(direct)
    with direct.database.read() as session:
        handed = handovers.content(session, P, offer)
    assert [(line.path, line.value) for line in handed.lines] == [("person/age", "33")]
    with herat.national.database.work() as session:
        passing = Passing(session, herat.national.identity, P, herat.clock.now())
        with pytest.raises(Problem) as raised:
            passing.give(offer.outline.name, direct.id)
        passing.give_back(offer.outline.name)
    herat.pass_on()
    herat.sync("one")
    herat.sync(DIRECT)

    assert raised.value.code is Code.HAND_OVER_CLOSED
    assert passing_on.offered(direct) == []
    assert collect_drafts.read_open(one, draft.id).number == "HRT-07-001"


def test_the_national_hub_knows_people_by_their_codes_and_not_by_their_names(
    herat: Province,
) -> None:
    herat.pass_on()

    with herat.national.database.read() as session:
        (relay,) = relays.all_of(session, P)
        found = [one for one in workspaces.all_of(session, P) if one.relay == relay.id]
    assert relay.name == "هرات"
    assert {one.id for one in found} == {herat.laptops[name].id for name in province.BEHIND}
    assert {one.person for one in found} == {"HRT-07"}
    with herat.national.database.read() as session:
        log = entries.all_of(session, P, relay_log(relay.id))
    assert all("فریبا" not in (one.payload or b"").decode() for one in log)


def test_passing_on_again_asks_once_and_changes_nothing(herat: Province) -> None:
    finalise(herat.laptops["one"], herat.clock, range(2))
    herat.sync("one")
    herat.pass_on()
    before = ids(herat.national, herat.log("one"))

    again = herat.pass_on()

    assert (again.requests, again.sent, again.received) == (1, 0, 0)
    assert ids(herat.national, herat.log("one")) == before


def test_a_form_of_the_national_hub_reaches_laptops_through_the_relay(herat: Province) -> None:
    herat.national.say(kinds.RETIRE, "safety-perception", {"form": "safety-perception"})
    herat.pass_on()
    herat.sync("one")

    with herat.laptops["one"].database.read() as session:
        there = [one.id for one in entries.all_of(session, P, PROJECT_LOG)]
    assert there == ids(herat.national, PROJECT_LOG)


def test_what_is_for_one_laptop_goes_through_its_relay_to_it_alone(herat: Province) -> None:
    herat.pass_on()
    one, two = (herat.laptops[name] for name in province.BEHIND)
    own = herat.national.identity.writer(P, log_to(one.id))
    with herat.national.database.work() as session:
        content = {"form": "x"}
        writer.append(session, own, kinds.RETIRE, "x", content, clock=herat.clock.now())
    herat.pass_on()
    for name in province.BEHIND:
        herat.sync(name)

    with one.database.read() as session:
        assert entries.tip(session, P, log_to(one.id)) is not None
    with two.database.read() as session:
        assert entries.tip(session, P, log_to(one.id)) is None


def test_a_relay_decides_nothing(herat: Province) -> None:
    with herat.hub.database.work() as session, pytest.raises(Problem) as refused:
        erasing.erase(
            session,
            herat.hub.identity,
            P,
            "m4xahrt7q2zz5k3f",
            reason="withdrawn",
            clock=herat.clock.now(),
        )

    assert refused.value.code is Code.RELAY_DECIDES_NOT


def test_the_proof_on_a_laptop_says_what_the_hub_above_has_as_its_relay_says(
    herat: Province,
) -> None:
    ws = herat.laptops["one"]
    finalise(ws, herat.clock, range(2))
    herat.sync("one")
    herat.pass_on()
    finalise(ws, herat.clock, range(2, 3))
    herat.sync("one")
    found = proof(ws)

    assert (found.has_above, found.there, found.above) == (True, 3, 2)
    herat.sync(DIRECT)
    assert not proof(herat.laptops[DIRECT]).has_above


def test_runs_are_cut_only_where_their_writers_signed(herat: Province) -> None:
    herat.pass_on()
    for number in range(2):
        finalise(herat.laptops["one"], herat.clock, range(number * 12, number * 12 + 12))
        herat.sync("one")
    plan = relay_requests.planned(herat.relay, Missed(), 0)

    _raw, is_all = relay_requests.packed(herat.relay, plan, 1)
    (run,) = relay_requests.first_runs(herat.relay, plan, 1)

    # Little fits, and the laptop signed first after twelve.
    assert not is_all
    assert run.signed.tip.count == 12
    with herat.laptops["one"].database.read() as session:
        assert run.signed in entries.tips(session, P, herat.log("one"))


def test_a_long_log_with_many_signed_tips_goes_in_several_requests(herat: Province) -> None:
    for number in range(6):
        finalise(herat.laptops["one"], herat.clock, range(number * 4, number * 4 + 4))
        herat.sync("one")

    with httpx.Client(transport=herat.link) as client:
        passed = pass_on(herat.reachable(), client, Pace(2000))

    assert passed.requests > 2
    assert len(ids(herat.national, herat.log("one"))) == 24
    with herat.national.database.read() as session:
        assert len(entries.tips(session, P, herat.log("one"))) > 1


def test_a_lost_answer_of_the_national_hub_costs_one_request(herat: Province) -> None:
    finalise(herat.laptops["one"], herat.clock, range(2))
    herat.sync("one")
    herat.pass_on()
    finalise(herat.laptops["one"], herat.clock, range(2, 4))
    herat.sync("one")

    def lose(_reply: bytes) -> bytes:
        herat.link.down = bytes
        raise httpx.ReadError("lost")

    herat.link.down = lose
    with pytest.raises(Problem):
        herat.pass_on()
    assert proven(herat, herat.log("one")) == 2
    herat.pass_on()

    assert proven(herat, herat.log("one")) == 4
    assert len(ids(herat.national, herat.log("one"))) == 4


@pytest.mark.parametrize("is_known", [True, False])
def test_a_national_hub_that_was_restored_gets_everything_again(
    herat: Province, *, is_known: bool
) -> None:
    herat.pass_on()
    copy = copy_of(herat.national, "old.db")
    for name in province.BEHIND:
        finalise(herat.laptops[name], herat.clock, range(3))
        herat.sync(name)
    herat.pass_on()
    restored(herat.national, copy, is_known=is_known)
    assert ids(herat.national, herat.log("one")) == []

    herat.pass_on()

    assert all(len(ids(herat.national, herat.log(name))) == 3 for name in province.BEHIND)
    assert proven(herat, herat.log("one")) == 3


def test_a_national_hub_in_a_new_epoch_is_asked_before_it_is_sent_to(herat: Province) -> None:
    finalise(herat.laptops["one"], herat.clock, range(40))
    herat.sync("one")
    herat.pass_on()
    copy = copy_of(herat.national, "old.db")
    restored(herat.national, copy, is_known=True)
    before = len(herat.link.requests)

    herat.pass_on()

    assert proven(herat, herat.log("one")) == 40
    assert all(len(raw) < 4000 for raw in herat.link.requests[before:])


@pytest.mark.parametrize("is_known", [True, False])
def test_a_relay_that_was_restored_goes_on_and_knows_its_laptops(
    herat: Province, *, is_known: bool
) -> None:
    copy = copy_of(herat.hub, "old.db")
    with herat.hub.database.work() as session:
        session.connection().exec_driver_sql("SELECT 1")
    finalise(herat.laptops["one"], herat.clock, range(3))
    herat.sync("one")
    herat.pass_on()
    restored(herat.hub, copy, is_known=is_known)
    finalise(herat.laptops["one"], herat.clock, range(3, 5))
    herat.sync("one")

    herat.pass_on()

    assert len(ids(herat.hub, herat.log("one"))) == 5
    assert ids(herat.national, herat.log("one")) == ids(herat.hub, herat.log("one"))


def test_a_laptop_enrolled_since_the_relays_backup_stays_enrolled(herat: Province) -> None:
    herat.pass_on()
    with herat.hub.database.work() as session:
        for left in ("workspace", "proof", "entry WHERE log LIKE 'relay/%'"):
            session.connection().exec_driver_sql(f"DELETE FROM {left}")  # noqa: S608
        session.connection().exec_driver_sql("DELETE FROM tip WHERE log LIKE 'relay/%'")
    herat.pass_on()
    finalise(herat.laptops["one"], herat.clock, range(1))

    herat.sync("one")

    assert len(ids(herat.hub, herat.log("one"))) == 1


def test_both_lines_of_a_copied_laptop_are_passed_on(herat: Province) -> None:
    one = herat.laptops["one"]
    finalise(one, herat.clock, range(2))
    herat.sync("one")
    herat.pass_on()
    clone = herat.folder / "clone"
    one.database.scrub()
    copy_files(herat.folder / "one", clone)
    finalise(one, herat.clock, range(2, 4))
    herat.sync("one")
    original = herat.laptops["one"]
    herat.laptops["one"] = workspace.unlock(clone, one.id, WORDS, 1)
    finalise(herat.laptops["one"], herat.clock, range(10, 13))
    herat.sync("one")
    herat.laptops["one"].close()
    herat.laptops["one"] = original

    herat.pass_on()

    assert set(ids(herat.national, herat.log("one"))) == set(ids(herat.hub, herat.log("one")))
    assert len(ids(herat.national, herat.log("one"))) == 7


def test_an_erasure_of_the_national_hub_is_carried_out_at_the_relay_and_passed_on(
    herat: Province,
) -> None:
    (ref,) = photograph(herat.laptops["one"], herat.clock, 1, photo(1, 5000))
    herat.sync("one")
    herat.carry("one")
    herat.carry_on()
    with herat.national.database.work() as session:
        (found,) = interviews.page(session, P, interviews.Wanted())
        erasing.erase(
            session,
            herat.national.identity,
            P,
            found.id,
            reason="withdrawn",
            clock=herat.clock.now(),
        )
    erasing.finish_at_hub(herat.national.database, herat.national.blobs)
    herat.pass_on()
    herat.sync("one")

    for database in (herat.hub.database, herat.laptops["one"].database):
        with database.read() as session:
            (entry,) = entries.all_of(session, P, herat.log("one"))
        assert entry.is_stub
    assert not herat.hub.blobs.has(ref.name)
    assert not herat.laptops["one"].blobs.has(ref.name)
    assert "withdrawn" in (herat.hub.folder / "erased.txt").read_text(encoding="utf-8")


def test_photos_go_up_through_the_relay(herat: Province) -> None:
    refs = photograph(herat.laptops["one"], herat.clock, 1, photo(1), photo(2))
    herat.sync("one")
    herat.carry("one")

    carried = herat.carry_on()

    assert carried.problem is None
    assert carried.is_done
    assert all(herat.national.blobs.has(ref.name) for ref in refs)


def test_photos_that_the_relay_waits_for_do_not_keep_others_back(
    herat: Province, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fieldtool.sync.wire.protocol.MOST_LACKING", 2)
    small = [photo(number, 3000) for number in range(4)]
    photograph(herat.laptops["one"], herat.clock, 1, *small)
    refs = photograph(herat.laptops["two"], herat.clock, 2, photo(9, 3000), photo(8, 3000))
    for name in province.BEHIND:
        herat.sync(name)
    herat.carry("two")

    carried = herat.carry_on()

    assert carried.problem is None
    assert all(herat.national.blobs.has(ref.name) for ref in refs)


def test_media_of_forms_come_down_through_the_relay(herat: Province) -> None:
    ref, sealed = seal(photo(3, 50_000), "image/png")
    herat.national.blobs.put(ref.name, sealed)
    form = replace(samples.FORM, hash="7a" * 32, version="2", media={"map.png": ref})
    own = herat.national.identity.writer(P)
    with herat.national.database.work() as session:
        content, now = form.to_content(), herat.clock.now()
        writer.append(session, own, kinds.FORM, form.hash, content, clock=now, blobs=[ref.blob])
    herat.carry_on()
    herat.sync("one")
    herat.carry("one")

    assert herat.hub.blobs.has(ref.name)
    assert herat.laptops["one"].blobs.has(ref.name)


def test_a_laptop_keeps_its_answers_until_the_hub_above_its_relay_has_them(
    herat: Province,
) -> None:
    finalise(herat.laptops["one"], herat.clock, range(2))
    herat.sync("one")
    with herat.laptops["one"].database.read() as session:
        at_relay = purged.only_at_relay(session, P, herat.log("one"))
    herat.pass_on()
    herat.sync("one")

    assert len(at_relay) == 2
    with herat.laptops["one"].database.read() as session:
        assert purged.only_at_relay(session, P, herat.log("one")) == frozenset()
        assert settings.get(session, P, purged.ABOVE) == "2"


def test_a_laptop_of_the_national_hub_waits_for_nobody_above(herat: Province) -> None:
    finalise(herat.laptops[DIRECT], herat.clock, range(1))
    herat.sync(DIRECT)

    with herat.laptops[DIRECT].database.read() as session:
        assert settings.get(session, P, purged.ABOVE) is None


def test_a_workspace_of_the_national_hub_is_not_taken_from_it_by_a_relay(herat: Province) -> None:
    herat.pass_on()
    with herat.national.database.read() as session:
        own = workspaces.get(session, P, herat.laptops[DIRECT].id)
    assert own is not None
    with herat.hub.database.work() as session:
        workspaces.put(session, P, replace(own, sign_key=bytes(32), relay=""))
    passed = herat.pass_on()

    with herat.national.database.read() as session:
        assert workspaces.get(session, P, own.id) == own
    assert passed.refused == ()


def test_the_national_hub_takes_no_answers_that_a_relay_itself_signs(herat: Province) -> None:
    herat.pass_on()
    relay = herat.relay
    with herat.hub.database.work() as session:
        said = samples.REVISION.to_content()
        now = herat.clock.now()
        writer.append(session, relay.own, kinds.FINALISE, "m4xahrt7q2zz5k3f", said, clock=now)

    with pytest.raises(Problem) as refused:
        herat.pass_on()

    assert refused.value.code is Code.LOG_FOREIGN
    assert shown(herat) == 0


def test_a_revoked_relay_is_refused(herat: Province) -> None:
    herat.pass_on()
    with herat.national.database.work() as session:
        (relay,) = relays.all_of(session, P)
        relays.revoke(session, P, relay.id, 1)

    with pytest.raises(Problem) as refused:
        herat.pass_on()

    assert refused.value.code is Code.RELAY_REVOKED


def test_a_revoked_relay_enrols_again_and_goes_on(herat: Province) -> None:
    herat.pass_on()
    finalise(herat.laptops["one"], herat.clock, range(2))
    herat.sync("one")
    with herat.national.database.work() as session:
        (relay,) = relays.all_of(session, P)
        relays.revoke(session, P, relay.id, 1)
        made = invite_relay(session, P, "هرات ۲", now=herat.clock.now().wall)
    hub, code = herat.hub, Invitation(herat.national.url, made.code)
    with httpx.Client() as client:
        enrol_relay(client, code, hub.database, hub.identity, hub.folder)
    hub.use(hub.database)

    herat.pass_on()

    assert len(ids(herat.national, herat.log("one"))) == 2
    with herat.national.database.read() as session:
        found = workspaces.get(session, P, herat.laptops["one"].id)
        named = {one.id: one.name for one in relays.all_of(session, P)}
    assert found is not None
    assert named[found.relay] == "هرات ۲"


def test_what_was_altered_on_the_way_is_refused_and_nothing_of_it_stored(herat: Province) -> None:
    finalise(herat.laptops["one"], herat.clock, range(2))
    herat.sync("one")
    herat.pass_on()
    raw = herat.link.requests[-1]

    for place in (8, len(raw) // 2, len(raw) - 3):
        spoilt = bytearray(raw)
        spoilt[place] ^= 1
        with pytest.raises(Problem):
            hub_relays.answer(
                herat.national.database,
                herat.national.identity,
                bytes(spoilt),
                herat.clock,
                herat.national.blobs,
            )


def test_a_hub_with_a_project_becomes_no_relay_and_codes_are_for_what_they_are(
    herat: Province,
) -> None:
    with herat.national.database.work() as session:
        made = invite_relay(session, P, "کابل", now=herat.clock.now().wall)
    code = Invitation(herat.national.url, made.code)
    with httpx.Client() as client:
        national = herat.national
        with pytest.raises(Problem) as has_one:
            enrol_relay(client, code, national.database, national.identity, herat.folder)
        with pytest.raises(Problem) as for_relay:
            enrol(client, code, WORDS, herat.folder / "new", CHEAP)

    assert has_one.value.code is Code.RELAY_WITH_PROJECT
    assert for_relay.value.code is Code.CODE_FOR_RELAY
    with herat.national.database.read() as session:
        assert [one.name for one in people.all_of(session, P)] == ["فریبا"]


def held(hub: Hub) -> int:
    with hub.database.read() as session:
        return len(revocations.held(session, P))


def test_a_laptop_that_the_national_hub_revokes_is_locked_through_its_relay_and_held_at_both(
    herat: Province,
) -> None:
    name = province.BEHIND[0]
    ws = herat.laptops[name]
    finalise(ws, herat.clock, range(2))
    herat.sync(name)
    herat.pass_on()
    now = herat.clock.now()
    with herat.national.database.work() as session:
        revoking.revoke(
            session, herat.national.identity, P, ws.id, reason="seized", clock=now
        )  # fmt: skip
    # Neither the laptop nor its relay knows it yet.
    finalise(ws, herat.clock, range(2, 5))
    herat.sync(name)
    herat.pass_on()

    assert (held(herat.national), held(herat.hub)) == (3, 3)
    assert (shown(herat), len(ids(herat.national, herat.log(name)))) == (2, 5)
    herat.sync(name)
    with ws.database.read() as session:
        assert revocations.find(session, P, ws.id) is not None
    with herat.national.database.work() as session:
        revoking.readmit(session, herat.national.identity.writer(P), ws.id, herat.clock.now())
    for _ in range(2):
        herat.pass_on()
        herat.sync(name)
    with ws.database.read() as session:
        assert revocations.find(session, P, ws.id) is None
    assert (held(herat.national), held(herat.hub), shown(herat)) == (0, 0, 5)


def test_a_relay_refuses_a_laptop_by_itself_and_leaves_the_rest_to_the_hub_above(
    herat: Province,
) -> None:
    name = province.BEHIND[0]
    ws = herat.laptops[name]
    finalise(ws, herat.clock, range(2))
    now = herat.clock.now()
    with herat.hub.database.work() as session:
        revoking.revoke(session, herat.hub.identity, P, ws.id, reason="lost", clock=now)
    with pytest.raises(Problem) as raised:
        herat.sync(name)

    assert raised.value.code is Code.WORKSPACE_REVOKED
    with pytest.raises(Problem) as raised:
        herat.hub.identity.writer(P)
    assert raised.value.code is Code.RELAY_DECIDES_NOT


def test_what_a_laptop_behind_a_relay_registers_reaches_every_laptop(herat: Province) -> None:
    council = "0b5e6a1c-9d5f-4e55-8f6e-2a1f7c3d9b10"
    said = Change("councils", {"label": "شورای خواجه"}, (), "2026-11-26T09:00:00+04:30")
    ws, now = herat.laptops["one"], herat.clock.now()
    with ws.database.work() as session:
        writer.append(session, ws, ENTITY, council, said.to_content(), clock=now)
    herat.sync("one")
    with herat.hub.database.read() as session:
        assert entries.all_of(session, P, PROJECT_LOG)[-1].header.kind != ENTITY, (
            "it decides nothing"
        )
    herat.pass_on()
    herat.pass_on()
    for name in (*province.BEHIND, DIRECT):
        herat.sync(name)
        with herat.laptops[name].database.read() as session:
            found = registers.get(session, P, "councils", council)
        assert found is not None, name
        assert (found.label, found.is_due) == ("شورای خواجه", False)
