"""Trying a form at the hub: the pages of a laptop, and nothing is kept."""

from __future__ import annotations

from fieldtool.log.kinds import PROJECT_LOG
from fieldtool.storage import entries, interviews
from tests.desk.pages import Browser, Page
from tests.desk.world import COORDINATOR, World


def begun(world: World, login: str = COORDINATOR) -> tuple[Browser, Page]:
    """Return a browser at the first page of a trial of the published form."""
    browser = world.browser(login)
    page = browser.open("/forms")
    action = str(page.soup.select_one('form[action$="/try"]')["action"])  # type: ignore[index]
    start = browser.send(page, action)
    return browser, browser.send(start, "/trial/start", site="AF3201", language="fa_AF")


def address(page: Page) -> str:
    form = page.soup.select_one('form[action^="/trial/interviews/"]')
    assert form is not None
    return str(form["action"])


def everything(world: World) -> tuple[int, int]:
    with world.services.database.read() as session:
        held = sum(interviews.counts_by_log(session, world.project).values())
        return entries.size(session, world.project, PROJECT_LOG), held


def test_a_form_is_filled_as_on_a_laptop_and_nothing_is_kept(world: World) -> None:
    before = everything(world)
    browser, page = begun(world)
    assert "This is a trial" in page.text
    assert "چند ساله هستید؟" in page.text

    fields = {"person/age": "۳۴", "go": "next"}
    page = browser.send(page, address(page), **fields)
    assert "شب چه احساس دارید؟" in page.text

    interview = address(page).split("/")[3]
    page = browser.open(f"/trial/interviews/{interview}/review")
    assert "۳۴" in page.text
    finish = browser.open(f"/trial/interviews/{interview}/finish")
    page = browser.send(finish, f"/trial/interviews/{interview}/finish", result="partial")

    assert page.heading == "The interview is finished"
    assert ["person/age", "34"] in page.rows()
    assert everything(world) == before
    page = browser.send(page, "/trial/end")
    assert "Nothing of it was kept" in page.soup.text
    assert list((world.folder / "hub" / "trials").rglob("*.db")) == []
