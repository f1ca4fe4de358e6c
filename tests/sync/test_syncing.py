"""Tests of sync from end to end: what was finalised is at the hub, provably, whatever happens."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from fieldtool.log import kinds
from fieldtool.problems import Code, Problem
from fieldtool.security.keys import verify
from fieldtool.storage import settings
from fieldtool.storage.queries import (
    chains,
    cursors,
    entries,
    forms,
    interviews,
    projects,
    receipts,
    workspaces,
)
from fieldtool.storage.queries.interviews import Wanted
from fieldtool.sync.hub import receiving as hub_side
from fieldtool.sync.laptop import node
from fieldtool.sync.wire import pace
from tests.log import samples
from tests.sync.interviews import finalise, revision
from tests.sync.rooms import SETTINGS, Hub, Laptop, Link

P = samples.PROJECT


def _stored(hub: Hub) -> int:
    with hub.database.read() as session:
        return interviews.count(session, P)


def _receipt(laptop: Laptop) -> str:
    with laptop.ws.database.read() as session:
        receipt = cursors.newest_receipt(session, P, laptop.ws.log)
    return "" if receipt is None else f"{receipt.tip} {receipt.count} {receipt.signature.hex()}"


def test_what_was_finalised_is_at_the_hub_and_proven_on_the_laptop(
    hub: Hub, laptop: Laptop, link: Link
) -> None:
    ids = finalise(laptop.ws, laptop.clock, range(5))
    link.requests.clear()
    result = laptop.sync()

    assert (result.sent, result.proven, result.waiting, result.requests) == (5, 5, 0, 1)
    assert len(link.requests) == 1
    with hub.database.read() as session:
        run = entries.run(session, P, laptop.ws.log)
        assert chains.chains(session, P)[laptop.ws.log].is_whole
        first = interviews.get(session, P, revision(0).interview)
    assert run is not None
    assert [entry.id for entry in run.entries] == ids
    assert first is not None
    assert first.answers == revision(0).answers
    with laptop.ws.database.read() as session:
        receipt = cursors.newest_receipt(session, P, laptop.ws.log)
        assert len(interviews.proven(session, P, laptop.ws.log)) == 5
    assert receipt is not None
    hub_key = laptop.ws.membership.hub_key
    assert hub_key == hub.identity.keys.verify_key
    assert verify(hub_key, receipt.message(P), receipt.signature)


def test_forms_and_settings_come_down_with_the_first_sync(hub: Hub, laptop: Laptop) -> None:
    result = laptop.sync()
    hub.publish(replace(samples.FORM, hash="7a" * 32, version="2.0.0"))
    again = laptop.sync()

    assert (result.received, again.received) == (2, 1)
    with laptop.ws.database.read() as session:
        assert projects.get(session, P) == SETTINGS
        known = forms.versions(session, P, samples.FORM.form_id)
    assert {version.hash for version in known} == {"5f" * 32, "7a" * 32}
    assert laptop.sync().received == 0


def test_two_hundred_interviews_are_one_request(hub: Hub, laptop: Laptop) -> None:
    laptop.sync()
    finalise(laptop.ws, laptop.clock, range(200))
    result = laptop.sync()

    assert (result.requests, result.proven) == (1, 200)
    assert result.bytes_up < 124 * 1024
    assert _stored(hub) == 200


def test_a_large_backlog_goes_in_several_requests_cut_at_signed_tips(
    hub: Hub, laptop: Laptop
) -> None:
    finalise(laptop.ws, laptop.clock, range(50))
    result = node._Sync(laptop.ws, laptop.client, laptop.clock, pace.Pace(4 * 1024)).run()

    assert result.requests > 1
    assert result.proven == 50
    assert _stored(hub) == 50
    with hub.database.read() as session:
        assert chains.chains(session, P)[laptop.ws.log].is_whole


def test_syncing_again_changes_nothing_and_gets_the_same_receipt(hub: Hub, laptop: Laptop) -> None:
    finalise(laptop.ws, laptop.clock, range(3))
    laptop.sync()
    before = _receipt(laptop)
    result = laptop.sync()

    assert (result.sent, result.proven, result.requests) == (0, 3, 1)
    assert _receipt(laptop) == before
    assert _stored(hub) == 3


def test_a_request_replayed_by_anybody_changes_nothing_and_gets_the_same_receipt(
    hub: Hub, laptop: Laptop, link: Link
) -> None:
    finalise(laptop.ws, laptop.clock, range(3))
    laptop.sync()
    before = _receipt(laptop)
    with hub.database.read() as session:
        entries_before = chains.chains(session, P)
    for request in link.requests[-1:] * 3:
        reply = hub_side.answer(hub.database, hub.identity, request, hub.clock, hub.blobs)
        assert before.split()[0].encode() not in reply  # inside the compressed body only
    laptop.sync()

    assert _receipt(laptop) == before
    with hub.database.read() as session:
        assert chains.chains(session, P) == entries_before


def test_a_lost_reply_is_boring(hub: Hub, laptop: Laptop, link: Link) -> None:
    finalise(laptop.ws, laptop.clock, range(4))

    def lose(_reply: bytes) -> bytes:
        raise httpx.ReadError("the link dropped")

    link.down = lose
    with pytest.raises(Problem) as raised:
        laptop.sync()
    assert raised.value.code is Code.HUB_UNREACHABLE
    assert _stored(hub) == 4
    assert _receipt(laptop) == ""
    link.down = bytes
    result = laptop.sync()

    assert (result.proven, result.waiting) == (4, 0)
    assert _stored(hub) == 4
    with hub.database.read() as session:
        kept = receipts.all_of(session, P, laptop.ws.log)
    assert len(kept) == 1


def test_interviews_finalised_later_follow_the_chain(hub: Hub, laptop: Laptop) -> None:
    for number in range(4):
        finalise(laptop.ws, laptop.clock, range(number, number + 1))
        assert laptop.sync().sent == 1

    with hub.database.read() as session:
        run = entries.run(session, P, laptop.ws.log)
        assert chains.chains(session, P)[laptop.ws.log].is_whole
    assert run is not None
    assert len(run.entries) == 4


def test_a_slow_link_gets_smaller_requests_until_they_pass(
    hub: Hub, laptop: Laptop, link: Link
) -> None:
    laptop.sync()
    finalise(laptop.ws, laptop.clock, range(60))
    sizes: list[int] = []

    def narrow(request: bytes) -> bytes:
        sizes.append(len(request))
        if len(request) > 8_000:
            raise httpx.WriteTimeout("too slow for this much")
        return request

    link.up = narrow
    result = laptop.sync()

    assert result.proven == 60
    assert sizes[0] > 8_000 > sizes[-1]
    assert _stored(hub) == 60


def test_a_link_that_is_always_too_slow_is_told_and_nothing_is_lost(
    hub: Hub, laptop: Laptop, link: Link
) -> None:
    finalise(laptop.ws, laptop.clock, range(2))

    def never(_request: bytes) -> bytes:
        raise httpx.ReadTimeout("no answer")

    link.up = never
    with pytest.raises(Problem) as raised:
        laptop.sync()
    assert raised.value.code is Code.HUB_SLOW
    link.up = bytes
    assert laptop.sync().proven == 2


def test_a_hub_that_is_down_is_told_and_nothing_is_lost(hub: Hub, laptop: Laptop) -> None:
    finalise(laptop.ws, laptop.clock, range(2))
    hub.close()

    with pytest.raises(Problem) as raised:
        laptop.sync()
    assert raised.value.code is Code.HUB_UNREACHABLE
    assert laptop.ws.membership.hub_url in raised.value.sentence()
    with laptop.ws.database.read() as session:
        assert interviews.count(session, P, Wanted(log=laptop.ws.log)) == 2


def test_a_network_that_answers_with_its_own_page_is_told(laptop: Laptop, link: Link) -> None:
    finalise(laptop.ws, laptop.clock, range(1))
    link.down = lambda _reply: b"<html>Please sign in to the hotel</html>"

    with pytest.raises(Problem) as raised:
        laptop.sync()
    assert raised.value.code is Code.HUB_ANSWER_WRONG
    assert _receipt(laptop) == ""


def test_an_answer_of_yesterday_does_not_fit_todays_request(laptop: Laptop, link: Link) -> None:
    laptop.sync()
    old = link.replies[-1]
    finalise(laptop.ws, laptop.clock, range(1))
    link.down = lambda _reply: old

    with pytest.raises(Problem) as raised:
        laptop.sync()
    assert raised.value.code is Code.HUB_ANSWER_WRONG


def test_an_answer_signed_by_another_hub_is_refused(hub: Hub, laptop: Laptop, link: Link) -> None:
    from fieldtool.security.keys import new_identity

    finalise(laptop.ws, laptop.clock, range(1))
    # It can open what the laptop seals; what it lacks is the key to sign with.
    keys = replace(hub.identity.keys, sign_seed=new_identity().sign_seed)
    forged = replace(hub.identity, keys=keys)
    link.down = lambda _reply: hub_side.answer(
        hub.database, forged, link.requests[-1], hub.clock, hub.blobs
    )
    with pytest.raises(Problem) as raised:
        laptop.sync()

    assert raised.value.code is Code.HUB_ANSWER_WRONG
    assert _receipt(laptop) == ""


def test_an_interview_of_a_form_the_hub_does_not_know_waits_for_it(
    hub: Hub, laptop: Laptop
) -> None:
    from fieldtool.security import writer

    other = replace(revision(1), form_hash="7a" * 32, form_version="2.0.0")
    with laptop.ws.database.work() as session:
        writer.append(
            session,
            laptop.ws,
            kinds.FINALISE,
            other.interview,
            other.to_content(),
            clock=laptop.clock.now(),
        )
    finalise(laptop.ws, laptop.clock, range(2, 3))
    assert laptop.sync().proven == 2
    assert _states(hub) == {revision(2).interview: "ready", other.interview: "waiting"}
    hub.publish(replace(samples.FORM, hash="7a" * 32, version="2.0.0"))

    assert _states(hub) == {revision(2).interview: "ready", other.interview: "ready"}


def _states(hub: Hub) -> dict[str, str]:
    with hub.database.read() as session:
        found = interviews.page(session, P, Wanted(), limit=10)
    return {one.id: one.state for one in found}


def test_an_entry_that_cannot_be_read_is_put_aside_alone(hub: Hub, laptop: Laptop) -> None:
    from fieldtool.security import writer

    with laptop.ws.database.work() as session:
        bad = writer.append(
            session, laptop.ws, kinds.FINALISE, "x", {"answers": "?"}, clock=laptop.clock.now()
        )
    finalise(laptop.ws, laptop.clock, range(2))
    result = laptop.sync()

    assert result.proven == 3
    with hub.database.read() as session:
        aside = projects.put_aside(session, P)
    assert aside == [(laptop.ws.log, bad.id, kinds.FINALISE, Code.CONTENT_NOT_VALID.name)]
    assert _stored(hub) == 2


def test_a_kind_of_a_later_version_is_kept_byte_for_byte(hub: Hub, laptop: Laptop) -> None:
    from fieldtool.security import writer

    with laptop.ws.database.work() as session:
        made = writer.append(
            session, laptop.ws, "teleport", "x", {"to": ["هرات"]}, clock=laptop.clock.now()
        )
    laptop.sync()
    with hub.database.read() as session:
        kept = entries.get(session, P, laptop.ws.log, made.id)

    assert kept == made


def test_the_hub_and_the_laptop_remember_the_contact_and_the_clocks(
    hub: Hub, laptop: Laptop
) -> None:
    fast = laptop.clock.__class__(hub.clock.moment + timedelta(hours=3))
    laptop.clock = fast
    finalise(laptop.ws, laptop.clock, range(2))
    laptop.sync()

    with hub.database.read() as session:
        known = workspaces.get(session, P, laptop.ws.id)
    assert known is not None
    assert known.finalised_there == 2
    assert known.last_contact is not None
    assert known.clock_offset is not None
    assert abs(known.clock_offset - 3 * 3600 * 1000) < 60_000
    with laptop.ws.database.read() as session:
        offset = settings.get(session, P, "clock_offset")
    assert offset is not None
    assert abs(int(offset) - 3 * 3600 * 1000) < 60_000


def test_a_revoked_workspace_is_refused_and_keeps_its_work(hub: Hub, laptop: Laptop) -> None:
    finalise(laptop.ws, laptop.clock, range(2))
    with hub.database.work() as session:
        workspaces.revoke(session, P, laptop.ws.id, hub.clock.now().wall)

    with pytest.raises(Problem) as raised:
        laptop.sync()
    assert raised.value.code is Code.WORKSPACE_REVOKED
    assert laptop.ws.id in raised.value.sentence()
    assert _stored(hub) == 0
    with laptop.ws.database.read() as session:
        assert interviews.count(session, P, Wanted(log=laptop.ws.log)) == 2


def test_two_laptops_do_not_get_in_each_others_way(hub: Hub, new: Callable[..., Laptop]) -> None:
    import threading

    laptops = [new("one"), new("two"), new("three")]
    for number, laptop in enumerate(laptops):
        finalise(laptop.ws, laptop.clock, range(number * 20, number * 20 + 20))
    threads = [threading.Thread(target=laptop.sync) for laptop in laptops]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert _stored(hub) == 60
    with hub.database.read() as session:
        assert all(chain.is_whole for chain in chains.chains(session, P).values())


def test_the_work_survives_locking_and_unlocking(hub: Hub, laptop: Laptop, tmp_path: Path) -> None:
    from fieldtool.security import workspace
    from tests.sync.rooms import WORDS

    finalise(laptop.ws, laptop.clock, range(2))
    laptop.ws.close()
    laptop.ws = workspace.unlock(tmp_path / "laptop", laptop.ws.id, WORDS, 1)

    assert laptop.sync().proven == 2
    assert _stored(hub) == 2
