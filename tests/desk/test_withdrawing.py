"""Erasing by withdrawal code: without a name, in sealed projects too, and nobody else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from fieldtool.collect import finalising, returning, withdrawing
from fieldtool.collect.form_cache import FormCache
from fieldtool.collect.sitting import Sittings
from fieldtool.log.kinds import Revision
from fieldtool.problems import Code, Problem
from fieldtool.security import held_keys, withdrawal
from fieldtool.security.workspace import Workspace
from fieldtool.storage.queries import erasures, forms, interviews, withdrawals
from fieldtool.sync.hub import sealing
from fieldtool.sync.hub.sealing import Begun
from tests.desk.pages import Browser
from tests.desk.world import CHEAP, COORDINATOR, FARIBA, World
from tests.web.laptop import publish_sheet

GATE = Path(__file__).parent.parent / "forms" / "gate.md"
ONE = "انجیر سیاه کنار جوی"
YES = {"visit/age": "34", "agreement/consent": "1", "agreement/again": "2"}


@pytest.fixture(scope="module")
def made() -> Begun:
    return sealing.made({"کریمه": ONE, "Toryalai": "هندوانه شیرین در قندوز"}, 0, CHEAP)


@pytest.fixture
def gated(world: World) -> World:
    publish_sheet(world, GATE, {"en": "Life here", "fa_AF": "زندگی"})
    return world


@pytest.fixture
def sealed(gated: World, made: Begun) -> World:
    with gated.services.database.work() as session:
        identity, now = gated.services.identity, gated.clock.now()
        sealing.begin(session, identity, gated.project, made.held, now)
    return gated


@pytest.fixture
def laptop(gated: World) -> Iterator[Workspace]:
    made_here = gated.laptop(FARIBA)
    yield made_here
    made_here.close()


def hold(world: World, laptop: Workspace) -> tuple[str, str]:
    """Hold an interview with consent; return its id and its withdrawal code."""
    sittings = Sittings(laptop, FormCache(world.folder / "forms"), world.clock)
    with laptop.database.read() as session:
        found = forms.versions(session, world.project, "life")[0]
    draft = sittings.start(found.hash, "AF3201", "")
    for path, value in YES.items():
        sittings.answer(draft.id, {path: value}, 0, "windowaaaa")
    finalising.finalise(sittings, draft.id, "partial", world.clock)
    world.sync(laptop)
    return draft.id, sittings.receipts[draft.id]


def test_the_page_of_an_interview_says_what_was_consented_to_when_and_to_which_text(
    gated: World, laptop: Workspace, administrator: Browser
) -> None:
    interview, _code = hold(gated, laptop)
    page = administrator.open(f"/interviews/{interview}")
    said = [" ".join(one.get_text().split()) for one in page.soup.select("aside ul.list li")]

    assert [one.partition(" ·")[0][:-6] for one in said] == [
        "Taking part: Yes 22 November 2026,",
        "Being asked again another time: No 22 November 2026,",
    ]
    assert all("دری" in one for one in said)
    assert len({one.rpartition("text ")[2] for one in said}) == 2


def erase(administrator: Browser, code: str) -> str:
    """Type a code at the hub and erase what it finds; return what the page says then."""
    page = administrator.open("/withdrawals")
    page = administrator.send(page, "/withdrawals", code=code)
    return administrator.post(page, "/withdrawals/erase").text


def is_erased(world: World, interview: str) -> bool:
    with world.services.database.read() as session:
        gone = interviews.get(session, world.project, interview) is None
        return gone and bool(erasures.of(session, world.project, {interview}))


def test_the_code_erases_its_interview_and_no_other(
    gated: World, laptop: Workspace, administrator: Browser
) -> None:
    (mine, code), (other, _) = hold(gated, laptop), hold(gated, laptop)
    said = erase(administrator, withdrawal.in_digits(code))
    gated.sync(laptop)

    assert "HRT-07-001 is erased here" in said
    assert is_erased(gated, mine)
    assert not is_erased(gated, other)
    with laptop.database.read() as session:
        assert interviews.get(session, gated.project, mine) is None


def test_what_a_laptop_asks_for_waits_at_the_hub_and_goes_with_the_interview(
    gated: World, laptop: Workspace, administrator: Browser
) -> None:
    mine, code = hold(gated, laptop)
    withdrawing.ask(laptop, withdrawal.shown(code), gated.clock)
    gated.sync(laptop)
    assert withdrawal.shown(code) in administrator.open("/withdrawals").text

    erase(administrator, code)
    assert is_erased(gated, mine)
    assert withdrawal.shown(code) not in administrator.open("/withdrawals").text
    gated.sync(laptop)
    with laptop.database.read() as session:
        assert withdrawals.waiting(session, gated.project) == []


def test_in_a_sealed_project_it_works_while_the_hub_is_unlocked(
    sealed: World, laptop: Workspace, administrator: Browser, made: Begun
) -> None:
    mine, code = hold(sealed, laptop)
    withdrawing.ask(laptop, code, sealed.clock)
    sealed.sync(laptop)
    locked = administrator.open("/withdrawals")
    assert "Sealed: unlock the hub to read it" in locked.text
    refused = administrator.post(locked, "/withdrawals", code=code)
    assert Code.HUB_LOCKED.reference in refused.text
    assert not is_erased(sealed, mine)

    secret = held_keys.secret_by_passphrase(made.held, "کریمه", ONE)
    sealed.services.keys.unlock(sealed.project, (secret,), 1)
    erase(administrator, code)
    assert is_erased(sealed, mine)


def test_a_stolen_locked_hub_and_a_slip_together_tell_nothing(
    sealed: World, laptop: Workspace
) -> None:
    _mine, code = hold(sealed, laptop)
    withdrawing.ask(laptop, code, sealed.clock)
    sealed.sync(laptop)
    everything = b"".join(
        path.read_bytes() for path in (sealed.folder / "hub").rglob("*") if path.is_file()
    )

    for written in (code, code.upper(), withdrawal.shown(code), withdrawal.in_digits(code)):
        assert written.encode() not in everything
        assert written.encode("utf-16-le") not in everything


def test_a_code_of_nobody_erases_nothing(
    gated: World, laptop: Workspace, administrator: Browser
) -> None:
    mine, code = hold(gated, laptop)
    other = withdrawal.with_check("aaaaaaa" if code[:7] != "aaaaaaa" else "bbbbbbb")
    page = administrator.open("/withdrawals")
    told = administrator.send(page, "/withdrawals", 404, code=other)
    wrong = administrator.send(page, "/withdrawals", 422, code="K3F2")

    assert "No interview at this hub has this code" in told.text
    assert "This is no withdrawal code" in wrong.text
    assert not is_erased(gated, mine)


def test_a_request_made_by_mistake_is_dropped_and_touches_no_interview(
    gated: World, laptop: Workspace, administrator: Browser
) -> None:
    mine, code = hold(gated, laptop)
    withdrawing.ask(laptop, code, gated.clock)
    gated.sync(laptop)
    page = administrator.open("/withdrawals")
    form = page.soup.select_one("form[action$='/drop']")
    assert form is not None
    administrator.post(page, str(form["action"]))

    assert withdrawal.shown(code) not in administrator.open("/withdrawals").text
    assert not is_erased(gated, mine)


def test_the_page_is_for_administrators(gated: World) -> None:
    gated.browser(COORDINATOR).open("/withdrawals", status=403)


def test_a_laptop_takes_no_code_that_is_none(gated: World, laptop: Workspace) -> None:
    with pytest.raises(Problem) as raised:
        withdrawing.ask(laptop, "K3F2-QA", gated.clock)

    assert raised.value.code is Code.WITHDRAWAL_CODE_NOT_VALID


def test_the_code_stays_when_a_returned_interview_is_finished_again(
    gated: World, laptop: Workspace
) -> None:
    mine, code = hold(gated, laptop)
    browser = gated.browser(COORDINATOR)
    address = f"/interviews/{mine}/review"
    browser.send(browser.open(address), address, 200, verdict="return", comment="لطفاً کامل کنید")
    gated.sync(laptop)
    sittings = Sittings(laptop, FormCache(gated.folder / "forms"), gated.clock)
    draft = returning.open_again(sittings, mine, gated.clock)
    entry = finalising.finalise(sittings, draft.id, "partial", gated.clock)
    again = Revision.from_entry(entry)

    assert again.withdrawal == code
    assert again.consents["consent"].startswith("yes ")
    assert sittings.receipts == {}, "the person has the code already"
