"""Sheets of help: written at the hub, shown at the laptop's place, and noted nowhere."""

from __future__ import annotations

import shutil
from io import BytesIO
from pathlib import Path

import pytest

from fieldtool.collect import referring
from fieldtool.log.sites import Site
from fieldtool.security.workspace import Workspace
from fieldtool.storage.queries import entries
from fieldtool.sync.hub.publishing import publish_sites
from tests.desk.pages import Browser
from tests.desk.world import COORDINATOR, FARIBA, World

HERAT = "خانهٔ امن هرات، هر روز از ۸ تا ۱۶"
EVERYWHERE = "Free helpline 6464, day and night"


@pytest.fixture
def hub_url(tmp_path: Path, ready_file: Path) -> str:
    """Return a hub of one database alone: nothing here asks it for what differs in the other."""
    shutil.copy(ready_file, tmp_path / "hub.db")
    return f"sqlite:///{tmp_path / 'hub.db'}"


@pytest.fixture
def coordinator(world: World) -> Browser:
    return world.browser(COORDINATOR)


@pytest.fixture
def laptop(world: World) -> Workspace:
    return world.laptop(FARIBA)


def write(browser: Browser, site: str, **texts: str) -> None:
    page = browser.open("/help-sheets")
    browser.send(page, "/help-sheets", site=site, **texts)


def test_a_place_has_its_own_sheet_else_that_of_what_it_lies_in_else_the_projects(
    world: World, coordinator: Browser, laptop: Workspace
) -> None:
    write(coordinator, "", en=EVERYWHERE)
    write(coordinator, "AF32", fa_AF=HERAT)
    world.sync(laptop)
    found = {site: referring.sheet(laptop, site) for site in ("AF3201", "AF0601", "nowhere")}

    assert {site: sheet and sheet.texts for site, sheet in found.items()} == {
        "AF3201": {"fa_AF": HERAT},
        "AF0601": {"en": EVERYWHERE},
        "nowhere": {"en": EVERYWHERE},
    }


def test_the_last_word_holds_and_an_empty_one_ends_the_sheet(
    world: World, coordinator: Browser, laptop: Workspace
) -> None:
    write(coordinator, "AF3201", fa_AF=HERAT, en="Old")
    write(coordinator, "AF3201", fa_AF=HERAT, en="")
    world.sync(laptop)
    sheet = referring.sheet(laptop, "AF3201")
    assert sheet is not None
    assert sheet.texts == {"fa_AF": HERAT}

    write(coordinator, "AF3201", fa_AF="", en="")
    world.sync(laptop)
    assert referring.sheet(laptop, "AF3201") is None
    assert HERAT not in coordinator.open("/help-sheets").text


def take(browser: Browser, content: bytes) -> str:
    page = browser.open("/help-sheets")
    token = page.soup.select_one("form[action='/help-sheets/list'] input[name=csrf_token]")
    assert token is not None
    data = {"csrf_token": str(token["value"]), "list": (BytesIO(content), "sheets.csv")}
    return browser.client.post("/help-sheets/list", data=data, follow_redirects=True).text


def test_many_are_taken_from_a_list(world: World, coordinator: Browser, laptop: Workspace) -> None:
    said = take(
        coordinator, f'place,fa_AF,en\nAF3201,{HERAT},Safe house\n,,"{EVERYWHERE}"\n'.encode()
    )
    world.sync(laptop)
    herat, other = referring.sheet(laptop, "AF3201"), referring.sheet(laptop, "AF0601")

    assert "Saved. Laptops get it with the next sync." in said
    assert herat is not None
    assert herat.texts == {"fa_AF": HERAT, "en": "Safe house"}
    assert other is not None
    assert other.texts == {"en": EVERYWHERE}


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "it is empty or too long"),
        (b"\xff\xfe\x00", "it is not UTF-8 text"),
        (b"site,text\nAF3201,x\n", "its columns are not those"),
        (b"place,en\nAF3201,x\nKabul,y\n", "there is no place “Kabul”"),
        (b"place,en\rAF3201,x\rKabul,y\r", "there is no place “Kabul”"),
        (b'place,en\nAF3201,"x\n' + b"y" * 200_000, "there is no place “…”"),
    ],
)
def test_a_list_that_is_wrong_is_refused_as_a_whole(
    world: World, coordinator: Browser, content: bytes, why: str
) -> None:
    said = take(coordinator, content)

    assert why in said
    assert "There is no sheet yet" in coordinator.open("/help-sheets").text


def test_showing_a_sheet_leaves_no_trace_in_the_log(
    world: World, coordinator: Browser, laptop: Workspace
) -> None:
    write(coordinator, "AF3201", fa_AF=HERAT)
    world.sync(laptop)
    with laptop.database.read() as session:
        before = entries.tip(session, world.project, laptop.log)
    assert referring.sheet(laptop, "AF3201") is not None
    with laptop.database.read() as session:
        assert entries.tip(session, world.project, laptop.log) == before


def test_among_very_many_places_that_of_a_sheet_is_searched_for(
    world: World, coordinator: Browser
) -> None:
    gozars = [
        Site(f"G{n:03}", "AF3201", "gozar", "", "", {"fa_AF": f"گذر باغ {n}"})
        for n in range(1, 310)
    ]
    with world.services.database.work() as session:
        publish_sites(session, world.services.identity, world.project, gozars, world.clock.now())
    page = coordinator.open("/help-sheets")
    page = coordinator.send(page, "/help-sheets", site="AF32", fa_AF=HERAT, do="find", find="باغ ۷")
    values = [str(one["value"]) for one in page.soup.select("#site option")]

    assert [str(one["value"]) for one in page.soup.select("#site option[selected]")] == ["AF32"]
    assert "G007" in values
    assert "G008" not in values
    assert HERAT in "".join(one.get_text() for one in page.soup.select("textarea[name=fa_AF]"))
    page = coordinator.send(page, "/help-sheets", site="G007", fa_AF=HERAT)
    assert [row[0] for row in page.rows()] == ["گذر باغ 7"]
