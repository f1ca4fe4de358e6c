"""A sealed project through a relay: it passes on what it can never read, and what comes back."""

from __future__ import annotations

from pathlib import Path

import pytest

from fieldtool.collect import finalising, returning
from fieldtool.collect.form_cache import FormCache
from fieldtool.collect.sitting import Sittings
from fieldtool.problems import Code, Problem
from fieldtool.review import reviewing
from fieldtool.review.reviewing import Verdict
from fieldtool.storage.queries import interviews
from fieldtool.sync.hub import sealing
from fieldtool.sync.hub.hub_bundles import read_folder
from fieldtool.sync.hub.sealing import Begun
from fieldtool.sync.relay import relay_bundles
from tests.desk.test_sealing import CANARY, REMARK, made, unlock
from tests.desk.world import ADMINISTRATOR, ANSWERS, COORDINATOR, World

__all__ = ["made"]
AGAIN = "کوچهٔ نانوایی"


@pytest.fixture
def sealed(world: World, relay: World, made: Begun) -> World:
    """Return a hub whose project seals what is finalised; its relay has heard so."""
    with world.services.database.work() as session:
        identity, now = world.services.identity, world.clock.now()
        sealing.begin(session, identity, world.project, made.held, now)
    _round(relay)
    return world


def _round(relay: World) -> None:
    assert relay.services.rounds is not None
    assert relay.services.rounds.once().problem is None


def _stick(relay: World, above: World, place: Path) -> None:
    """Let a stick go up and come back."""
    place.mkdir(exist_ok=True)
    assert relay.services.rounds is not None
    relay_bundles.write(relay.services.rounds.relay, place)
    assert read_folder(above.services.door, place).is_whole
    assert read_folder(relay.services.door, place).above.answers == 1


def _answers(world: World, interview: str) -> dict[str, str]:
    with world.services.database.read() as session:
        found = interviews.get(session, world.project, interview)
    assert found is not None
    return dict(found.answers)


def _told_at(relay: World, said: str) -> bool:
    """Return whether a file of the relay holds *said*, in whatever table."""
    files = [path for path in relay.folder.rglob("*.db*") if "laptop" not in str(path)]
    return any(said.encode() in path.read_bytes() for path in files)


def test_it_arrives_sealed_opens_above_and_is_never_read_on_the_way(
    sealed: World, relay: World, made: Begun
) -> None:
    laptop = relay.laptop()
    interview = relay.interview(laptop)
    relay.sync(laptop)
    _round(relay)

    assert _answers(sealed, interview) == {}
    assert "unlock the hub" in sealed.browser(COORDINATOR).open(f"/interviews/{interview}").text
    unlock(sealed, made)
    assert _answers(sealed, interview).items() >= ANSWERS.items()
    assert _answers(relay, interview) == {}
    for who in (ADMINISTRATOR, COORDINATOR):
        assert CANARY not in relay.browser(who).open(f"/interviews/{interview}").text
    assert [_told_at(relay, said) for said in ("HRT-07-001", CANARY)] == [True, False]
    with relay.services.database.read() as session:
        assert not sealing.is_held(session, sealed.project)
        with pytest.raises(Problem) as raised:
            sealing.key_of(session, sealed.project)
    assert raised.value.code is Code.SEAL_KEY_MISSING


def test_one_that_is_returned_comes_back_through_the_relay_on_a_stick_and_goes_up_again(
    sealed: World, relay: World, made: Begun, tmp_path: Path
) -> None:
    def travel() -> None:
        relay.sync(laptop)
        _stick(relay, sealed, tmp_path / "stick")
        relay.sync(laptop)

    laptop = relay.laptop()
    interview = relay.interview(laptop)
    travel()
    unlock(sealed, made)
    with sealed.services.database.work() as session:
        known = reviewing.reviewed(session, sealed.project, interview)
        assert known is not None
        given = Verdict("return", comments={"safety/why": REMARK}, token=known.token)
        identity, now = sealed.services.identity, sealed.clock.now()
        reviewing.review(session, identity, sealed.project, interview, given, now)
    travel()
    sittings = Sittings(laptop, FormCache(tmp_path / "forms"), sealed.clock)
    draft = returning.open_again(sittings, interview, sealed.clock)
    assert returning.remarks(laptop, draft).by_path == {"safety/why": (REMARK,)}
    with sittings.of(draft.id) as sitting:
        assert sitting.values["safety/why"] == CANARY
        seq = sitting.seq
    sittings.answer(draft.id, {"safety/why": AGAIN}, seq, "window")
    finalising.finalise(sittings, draft.id, finalising.PARTIAL, sealed.clock)
    travel()

    assert _answers(sealed, interview)["safety/why"] == AGAIN
    assert [_told_at(relay, said) for said in (CANARY, REMARK, AGAIN)] == [False] * 3
