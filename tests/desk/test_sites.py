"""The register of places on the hub's pages: searched, changed, merged, and read from a list."""

from __future__ import annotations

from io import BytesIO

from fieldtool.collect import choosing
from fieldtool.log.sites import CLOSED, Site
from fieldtool.problems import Code
from fieldtool.storage.queries import audit, sites
from tests.desk.pages import Browser, Page, check
from tests.desk.world import World

LIST = "id,parent,level,fa_AF,ps\nN3,AF3201,nahia,ناحیهٔ ۳,۳مه ناحیه\nN4,AF3201,nahia,ناحیهٔ ۴,\n"


def register(world: World) -> dict[str, Site]:
    """Return the places at the hub, by id."""
    with world.services.database.read() as session:
        return {one.id: one for one in sites.all_of(session, world.project)}


def look(browser: Browser, text: str, status: int = 200) -> Page:
    """Have a list looked at."""
    page = browser.open("/places/list")
    return browser.send(page, "/places/list", status, list=text)


def write(browser: Browser, text: str = LIST) -> Page:
    """Have a list looked at, and write it."""
    return browser.send(look(browser, text), "/places/list/write")


def test_the_register_is_searched_and_gone_through_from_above(coordinator: Browser) -> None:
    top = coordinator.open("/places")
    assert [row[0] for row in top.rows()] == ["Herat province", "Jalalabad"]
    found = coordinator.open("/places?find=هرات")
    assert "2 places fit" in found.text
    one = coordinator.open("/places/at/AF32")
    assert one.heading == "Herat province"
    assert one.rows()[0][:3] == ["Herat", "City", "AF3201"]
    coordinator.open("/places/at/XX", status=404)


def test_a_list_is_looked_at_first_and_written_when_that_is_confirmed(
    world: World, coordinator: Browser
) -> None:
    page = look(coordinator, LIST)
    assert ["2", "ناحیهٔ ۳", "Nahia", "N3"] in page.rows()
    assert len(register(world)) == 4, "nothing is written before it is confirmed"
    done = coordinator.send(page, "/places/list/write")

    assert "2 places were written" in done.text
    assert register(world)["N3"].names == {"fa_AF": "ناحیهٔ ۳", "ps": "۳مه ناحیه"}
    assert "There is nothing to write" in look(coordinator, LIST).text
    with world.services.database.read() as session:
        line = audit.lines(session, world.project, 0, 1)[0]
    assert (line.event, line.details) == ("sites:import", {"new": "2", "changed": "0"})


def test_what_is_wrong_stands_at_its_line_and_nothing_can_be_written(
    world: World, coordinator: Browser
) -> None:
    page = look(coordinator, LIST + "N5,N9,nahia,الف\nN3,AF3201,nahia,ب\n", 422)

    assert [row[0] for row in page.rows()[:2]] == ["4", "5"]
    assert Code.SITE_PARENT_UNKNOWN.reference in page.text
    assert Code.SITE_ID_TWICE.reference in page.text
    assert not page.soup.select('form[action="/places/list/write"]')
    assert len(register(world)) == 4


def test_a_file_in_an_old_encoding_is_recognised_and_another_one_refused(
    coordinator: Browser,
) -> None:
    def choose(raw: bytes) -> Page:
        page = coordinator.open("/places/list")
        token = page.soup.select_one("main input[name=csrf_token]")
        assert token is not None
        files = {"csrf_token": str(token["value"]), "file": (BytesIO(raw), "places.csv")}
        return check(coordinator.client.post("/places/list", data=files))

    old = "id;parent;level;fa_AF\nN3;AF3201;nahia;ناحيه سوم شهر\n".encode("cp1256")
    assert "Windows-1256" in choose(old).text
    assert Code.LIST_IS_WORKBOOK.reference in choose(b"PK\x03\x04").text
    assert Code.LIST_ENCODING.reference in choose("id;имя\n".encode("cp1251")).text
    assert Code.LIST_NOT_CHOSEN.reference in choose(b"").text


def test_a_list_is_looked_at_again_when_the_register_moved_meanwhile(
    world: World, coordinator: Browser, administrator: Browser
) -> None:
    page = look(coordinator, LIST)
    write(administrator, "id,parent,level,fa_AF\nN3,AF3201,nahia,نام دیگر\n")
    moved = coordinator.send(page, "/places/list/write", 409)

    assert Code.REGISTER_MOVED.reference in moved.text
    assert "N4" not in register(world)
    coordinator.send(moved, "/places/list/write")
    assert register(world)["N3"].names["fa_AF"] == "ناحیهٔ ۳"
    assert Code.LIST_NOT_KEPT.reference in coordinator.send(page, "/places/list/write", 409).text


def test_the_downloaded_register_chosen_again_changes_nothing(coordinator: Browser) -> None:
    write(coordinator)
    raw = coordinator.client.get("/places/register.csv").data.decode("utf-8")

    assert "There is nothing to write" in look(coordinator, raw).text
    assert coordinator.client.get("/places/template.csv").data.startswith(b"\xef\xbb\xbfid,")


def test_a_place_is_added_renamed_and_given_another_code_with_its_history(
    world: World, coordinator: Browser
) -> None:
    page = coordinator.open("/places/new?in=AF3201")
    new = {"id": "N۷", "level": "nahia", "fa_AF": "ناحيهٔ ۷", "code": "7", "scheme": "old"}
    page = coordinator.send(page, "/places/new", **new)
    assert page.heading == "ناحیهٔ ۷"
    page = coordinator.open("/places/at/N7/change")
    changed = {"ps": "۷مه ناحیه", "code": "07", "scheme": "new", "valid_from": "1405/1/1"}
    page = coordinator.send(page, "/places/at/N7/change", **changed)

    found = register(world)["N7"]
    assert found.names == {"fa_AF": "ناحیهٔ ۷", "ps": "۷مه ناحیه"}
    assert [one.code for one in found.codes] == ["07", "7"]
    assert found.valid_from == "2026-03-21"
    assert ["پښتو", "—", "۷مه ناحیه"] in [row[1:] for row in page.rows()]
    assert ["Code", "7 · old", "07 · new · 2026-03-21"] in [row[1:] for row in page.rows()]


def test_what_is_wrong_with_a_place_is_said_at_its_field(coordinator: Browser) -> None:
    page = coordinator.open("/places/new")
    taken = coordinator.send(page, "/places/new", 422, id="AF32", level="nahia", fa_AF="الف")
    assert list(taken.errors()) == ["id"]
    wrong = {"id": "N7", "level": "province", "parent": "AF3201", "fa_AF": ""}
    page = coordinator.send(page, "/places/new", 422, **wrong)
    assert set(page.errors()) == {"level", "names"}
    alike = {"id": "N7", "level": "city", "parent": "AF32", "fa_AF": "شهر هرات "}
    page = coordinator.send(page, "/places/new", 422, **alike)
    assert Code.SITE_NAME_ALIKE.reference in page.text
    assert coordinator.send(page, "/places/new", **alike, seen="yes").heading == "شهر هرات"


def test_interviews_of_a_merged_place_count_at_the_other_one(
    world: World, coordinator: Browser
) -> None:
    write(coordinator)
    laptop = world.laptop()
    world.interview(laptop, site="N4")
    world.sync(laptop)
    page = coordinator.open("/places/at/N4/merge")
    assert "1 interview counts at the other place" in page.text
    page = coordinator.send(page, "/places/at/N4/merge", into="N3")

    assert "merged into another one" in page.text
    assert register(world)["N4"].successor == "N3", "its id stays"
    there = coordinator.open("/places/at/N3")
    assert "Interviews here and in it1" in there.text
    listed = coordinator.open("/interviews?site=N3")
    assert any("ناحیهٔ ۳" in " ".join(row) for row in listed.rows())
    interview = next(
        one for one in listed.links() if one.startswith("/interviews/") and "export" not in one
    )
    assert "ناحیهٔ ۳ (before: ناحیهٔ ۴)" in coordinator.open(interview).text
    world.sync(laptop)
    assert "N4" not in choosing.Askable(laptop).sites
    assert "N3" in choosing.Askable(laptop).sites


def test_a_place_that_is_closed_is_not_offered_to_laptops(
    world: World, coordinator: Browser
) -> None:
    write(coordinator)
    laptop = world.laptop()
    page = coordinator.open("/places/at/AF3201")
    page = coordinator.send(page, "/places/at/AF3201/close")
    world.sync(laptop)
    assert choosing.Askable(laptop).sites == {"AF0601", "AF32"}
    assert register(world)["N3"].state == CLOSED

    coordinator.send(page, "/places/at/AF3201/reopen")
    world.sync(laptop)
    assert choosing.Askable(laptop).sites == {"AF0601", "AF3201"}


def test_a_place_is_not_merged_into_nothing_itself_or_what_lies_in_it(
    world: World, coordinator: Browser
) -> None:
    action = "/places/at/AF32/merge"
    page = coordinator.open(f"{action}?find=هرات")
    token = page.soup.select_one("main form[method=post] input[name=csrf_token]")
    assert token is not None
    for into in ("", "AF3201", "AF32"):
        sent = {"csrf_token": str(token["value"]), "into": into}
        answer = coordinator.client.post(action, data=sent)
        assert answer.status_code == 422
        assert list(check(answer).errors()) == ["into"]

    assert not register(world)["AF32"].successor


def test_shipped_provinces_are_taken_and_what_the_project_changed_stays(
    world: World, administrator: Browser
) -> None:
    page = administrator.open("/places/shipped?country=IT")
    assert "Piedmont" in page.text
    page = administrator.open("/places/shipped")
    none = administrator.send(page, "/places/shipped", 422)
    assert Code.PARTS_NOT_CHOSEN.reference in none.text
    page = administrator.send(page, "/places/shipped", part="AF32")

    assert "15 places were taken" in page.text
    assert register(world)["AF32"].names["en"] == "Herat province", "it stays as it was here"
    assert "in the register" in page.text
