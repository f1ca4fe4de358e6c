"""A form's way at the hub: upload, look, try, publish to all or some teams, retire."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace

import pytest

from fieldtool.collect import facts, finalising
from fieldtool.collect.form_cache import FormCache
from fieldtool.collect.sitting import Sittings
from fieldtool.log.kinds import PROJECT_LOG, team_log
from fieldtool.security.blobs import open_
from fieldtool.security.workspace import Workspace
from fieldtool.storage.queries import audit, candidates, entries, forms, people
from fieldtool.sync.laptop.carrying import carry
from tests.desk.pages import Browser, Page, check
from tests.desk.world import ADMINISTRATOR, COORDINATOR, FARIBA, FORM, World

# The beginning of a PNG; nobody looks further.
PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(40)
SECOND = FORM.replace("{version}", "2")
File = tuple[str, bytes]


def upload(
    browser: Browser, text: str, *files: File, address: str = "/forms/new", name: str = "safety.md"
) -> Page:
    """Fill the page at *address* with a workbook and *files* and send it."""
    page = browser.open(address)
    token = page.soup.select_one("input[name=csrf_token]")
    given: dict[str, object] = {
        "csrf_token": str(token["value"]) if token else "",
        "workbook": (io.BytesIO(text.encode()), f"C:/forms/{name}"),
        "files": [(io.BytesIO(content), file) for file, content in files],
    }
    if page.soup.select_one("input[name=keep]"):
        given["keep"] = "yes"
    return check(browser.client.post(address, data=given, follow_redirects=True))


def way(page: Page, last: str) -> str:
    """Return the address of the candidate's page called *last*."""
    return next(link for link in page.links() if link.endswith(f"/{last}"))


def publish(browser: Browser, page: Page, *teams: str, status: int = 200) -> Page:
    """Go on to publishing and publish to *teams*, or to everybody."""
    address = way(page, "publish")
    asked = browser.open(address)
    token, seen = (
        asked.soup.select_one(f"form[action] input[name={name}]") for name in ("csrf_token", "seen")
    )
    assert token is not None
    assert seen is not None
    given = {
        "csrf_token": str(token["value"]),
        "seen": str(seen["value"]),
        "whom": "teams" if teams else "everybody",
        "team": list(teams),
    }
    answer = browser.client.post(address, data=given, follow_redirects=True)
    assert answer.status_code == status, answer.text[-600:]
    return check(answer)


def packed(*files: File) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return made.getvalue()


def startable(world: World, laptop: Workspace) -> list[str]:
    world.sync(laptop)
    return [form.version for form in facts.forms(laptop)]


def logged(world: World, log: str = PROJECT_LOG) -> int:
    with world.services.database.read() as session:
        return entries.size(session, world.project, log)


def prepared(world: World) -> list[candidates.Candidate]:
    with world.services.database.read() as session:
        return candidates.all_of(session, world.project)


def test_what_is_uploaded_reaches_nobody_until_it_is_published(
    world: World, administrator: Browser
) -> None:
    before = logged(world)
    page = upload(administrator, SECOND.replace("Why?", "Why not?"))
    assert page.heading == "safety"
    assert logged(world) == before
    assert [row[0] for row in administrator.open("/forms").rows()] == ["safety", "1"]
    page = publish(administrator, page)

    assert "Laptops get it when they next sync" in page.soup.text
    assert logged(world) == before + 1
    assert prepared(world) == []
    assert startable(world, world.laptop()) == ["2"]
    with world.services.database.read() as session:
        lines = [
            (one.login, one.event, one.details)
            for one in audit.lines(session, world.project, 0, 9)
            if one.event.startswith("form:")
        ]
    assert lines == [
        (ADMINISTRATOR, "form:publish", {"version": "2", "audience": "project"}),
        (ADMINISTRATOR, "form:upload", {"version": "2"}),
    ]


def test_all_problems_stand_on_the_page_with_sheet_and_row_and_errors_stop_it(
    world: World, administrator: Browser
) -> None:
    page = upload(administrator, SECOND.replace("select_one feeling", "select_one felt"))
    (made,) = prepared(world)

    assert "survey" in page.text
    assert "felt" in page.text
    assert "must be corrected" in page.text
    assert not [link for link in page.links() if link.endswith("/publish")]
    answer = administrator.client.get(f"/forms/candidates/{made.id}/publish")
    assert answer.status_code == 409
    assert "FT-762" in answer.text


def test_warnings_are_shown_and_stop_nothing(world: World, administrator: Browser) -> None:
    page = upload(administrator, SECOND.replace("| | text | why | چرا؟ |", "| | text | why | |"))

    assert "do not stop it" in page.text
    publish(administrator, page)
    assert prepared(world) == []


def test_a_corrected_workbook_takes_the_place_of_the_wrong_one_and_keeps_the_files(
    world: World, administrator: Browser
) -> None:
    row = "| | select_one_from_file lists.csv | list | کدام؟ | کوم؟ | Which? |\n| | text"
    good = SECOND.replace("| | text", row)
    lists = ("lists.csv", "name,label\nh,هرات\n".encode())
    page = upload(administrator, good.replace("lists.csv", "list.csv"), lists)
    assert "list.csv" in page.text
    assert "must be corrected" in page.text
    page = upload(administrator, good, address=way(page, "upload"))
    publish(administrator, page)

    with world.services.database.read() as session:
        newest = forms.versions(session, world.project)[-1]
        source = forms.source(session, world.project, newest.hash)
    assert source is not None
    assert source.files == {"lists.csv": "name,label\nh,هرات\n"}


def test_the_page_says_what_is_different_and_what_that_means(
    world: World, administrator: Browser
) -> None:
    laptop = world.laptop()
    world.interview(laptop)
    world.sync(laptop)
    text = SECOND.replace("| | text | why | چرا؟ | ولې؟ | Why? |\n", "")
    text = text.replace("| | integer | age |", "| | text | age |")
    text = text.replace("How safe at night?", "How safe do you feel at night?")
    text = text.replace("| | places | park | پارک | پارک | Park |\n", "")
    page = upload(administrator, text)

    assert ["safety/why", "removed", "string", ""] in page.rows()
    assert ["person/age", "other type", "int", "string"] in page.rows()
    label = ["How safe at night?", "How safe do you feel at night?"]
    assert ["safety/night", "label · English (en)", *label] in page.rows()
    assert ["places · park", "removed choice", "پارک", ""] in page.rows()
    assert "The newest published version is 1" in page.text
    assert "Drafts begun under version \u20681\u2069 stay under it" in page.text
    assert "1 interview here answers \u2068safety/why\u2069" in page.text
    assert "person/age\u2069 has another type now" in page.text


def test_a_form_that_took_over_the_form_id_of_another_is_told_of(
    world: World, administrator: Browser
) -> None:
    other = """
| survey | | | |
| | type | name | label |
| | text | market | بازار کجاست؟ |
| settings | | | |
| | form_id | version |
| | safety | 9 |
"""
    page = upload(administrator, other)

    assert "Perception of safety" in page.text
    assert "no question in common" in page.text


def test_other_content_under_a_published_version_is_refused_when_one_looks(
    world: World, administrator: Browser
) -> None:
    page = upload(administrator, FORM.replace("{version}", "1").replace("Why?", "Why not?"))

    assert "was published already with other content" in page.text
    assert not [link for link in page.links() if link.endswith("/publish")]


def test_a_candidate_is_tried_with_the_pages_of_a_laptop(world: World) -> None:
    upload(world.browser(ADMINISTRATOR), SECOND.replace("چند ساله هستید؟", "سن شما چند است؟"))
    (made,) = prepared(world)
    browser = world.browser(COORDINATOR)
    page = browser.open(f"/forms/candidates/{made.id}")
    start = browser.send(page, f"/forms/candidates/{made.id}/try")
    page = browser.send(start, "/trial/start", site="AF3201", language="fa_AF")

    assert "This is a trial" in page.text
    assert "سن شما چند است؟" in page.text
    page = browser.send(page, "/trial/end")
    assert page.heading == "safety"


def test_a_form_goes_to_the_teams_that_were_chosen_and_to_nobody_else(
    world: World, administrator: Browser
) -> None:
    with world.services.database.work() as session:
        people.put(session, world.project, replace(FARIBA, team="HRT"))
        people.put(session, world.project, replace(FARIBA, code="JAL-09", team="JAL"))
    herat, jalalabad = world.laptop(FARIBA), world.laptop(replace(FARIBA, code="JAL-09"))
    page = publish(administrator, upload(administrator, SECOND), "HRT")

    assert [(row[0], row[1]) for row in page.rows()] == [("2", "HRT"), ("1", "Everybody")]
    assert startable(world, herat) == ["2"]
    assert startable(world, jalalabad) == ["1"]
    with jalalabad.database.read() as session:
        assert [one.version for one in forms.versions(session, world.project)] == ["1"]


def test_somebody_chooses_to_whom_a_form_goes(world: World, administrator: Browser) -> None:
    page = upload(administrator, SECOND)
    asked = administrator.open(way(page, "publish"))
    page = administrator.send(asked, way(page, "publish"), 422, whom="teams")

    assert page.errors() == {"whom": "Choose everybody, or at least one team."}


def test_two_people_who_publish_the_same_version_publish_it_once(world: World) -> None:
    first, second = world.browser(ADMINISTRATOR), world.browser(ADMINISTRATOR)
    one = upload(first, SECOND.replace("Why?", "Why not?"))
    other = upload(second, SECOND.replace("Why?", "For what reason?"))
    asked = second.open(way(other, "publish"))
    before = logged(world)
    publish(first, one)
    page = second.send(asked, way(other, "publish"), 409)

    assert "was published already with other content" in page.errors()["whom"]
    assert logged(world) == before + 1
    assert len(prepared(world)) == 1


def test_what_changed_while_somebody_looked_is_not_published(
    world: World, administrator: Browser
) -> None:
    page = upload(administrator, SECOND)
    asked = administrator.open(way(page, "publish"))
    upload(
        world.browser(ADMINISTRATOR),
        SECOND.replace("Why?", "Why not?"),
        address=way(page, "upload"),
    )
    before = logged(world)
    answer = administrator.post(asked, way(page, "publish"))

    assert answer.status_code == 409
    assert "FT-763" in answer.text
    assert logged(world) == before


def test_a_form_is_retired_and_published_again(world: World, administrator: Browser) -> None:
    laptop = world.laptop()
    page = administrator.open("/forms")
    address = way(page, "retire")
    page = administrator.send(administrator.open(address), address)
    assert "retired: nobody starts new interviews" in page.text
    assert startable(world, laptop) == []
    address = way(page, "publish")
    page = administrator.send(administrator.open(address), address)

    assert "retired" not in page.text
    assert startable(world, laptop) == ["1"]


def test_a_draft_of_a_retired_form_goes_on_and_is_finished(
    world: World, administrator: Browser
) -> None:
    laptop = world.laptop()
    form = facts.forms(laptop)[0]
    sittings = Sittings(laptop, FormCache(world.folder / "forms"), world.clock)
    draft = sittings.start(form.hash, "AF3201", "")
    page = administrator.open("/forms")
    address = way(page, "retire")
    administrator.send(administrator.open(address), address)
    assert startable(world, laptop) == []
    with sittings.of(draft.id) as sitting:
        seq = sitting.seq
    sittings.answer(draft.id, {"person/age": "34"}, seq, "window")
    finalising.finalise(sittings, draft.id, finalising.PARTIAL, world.clock)
    world.sync(laptop)

    assert administrator.open(f"/interviews/{draft.id}").status == 200


def test_a_candidate_is_thrown_away(world: World, administrator: Browser) -> None:
    page = upload(administrator, SECOND)
    (made,) = prepared(world)
    page = administrator.send(page, f"/forms/candidates/{made.id}/discard")

    assert "was thrown away" in page.soup.text
    assert prepared(world) == []
    with world.services.database.read() as session:
        assert candidates.sizes(session, world.project, made.id) == {}
    assert administrator.client.get(f"/forms/candidates/{made.id}").status_code == 404


def test_media_come_packed_and_reach_the_laptops_of_the_chosen_team_alone(
    world: World, administrator: Browser
) -> None:
    with world.services.database.work() as session:
        people.put(session, world.project, replace(FARIBA, team="HRT"))
        people.put(session, world.project, replace(FARIBA, code="JAL-09", team="JAL"))
    herat, jalalabad = world.laptop(FARIBA), world.laptop(replace(FARIBA, code="JAL-09"))
    text = SECOND.replace("label::English (en) |", "label::English (en) | image |", 1)
    text = text.replace("| How old are you? |", "| How old are you? | street.png |")
    archive = packed(("../../media/street.png", PICTURE), ("__MACOSX/._street.png", b"rubbish"))
    page = upload(administrator, text, ("media.ZIP", archive))
    assert [row for row in page.rows() if row[0] == "street.png"]
    publish(administrator, page, "HRT")
    with world.services.database.read() as session:
        newest = forms.versions(session, world.project)[-1]
        form = forms.published(session, world.project, newest.hash)
    assert form is not None
    assert list(form.media) == ["street.png"]
    ref = form.media["street.png"]
    for laptop in (herat, jalalabad):
        world.sync(laptop)
        with world.client() as client:
            carry(laptop, client, world.clock, 60)

    assert open_(ref, herat.blobs.get(ref.name)) == PICTURE
    assert not jalalabad.blobs.has(ref.name)
    assert not list(world.folder.rglob("street.png"))


def test_the_media_of_a_candidate_are_shown_in_its_trial(
    world: World, administrator: Browser
) -> None:
    text = SECOND.replace("label::English (en) |", "label::English (en) | image |", 1)
    text = text.replace("| How old are you? |", "| How old are you? | street.png |")
    page = upload(administrator, text, ("street.png", PICTURE))
    (made,) = prepared(world)
    start = administrator.send(page, f"/forms/candidates/{made.id}/try")
    page = administrator.send(start, "/trial/start", site="AF3201", language="en")
    picture = page.soup.select_one("img[src*=street]")
    assert picture is not None
    answer = administrator.client.get(str(picture["src"]))

    assert (answer.status_code, answer.data) == (200, PICTURE)


def test_a_file_that_cannot_be_used_is_refused_and_nothing_is_kept(
    world: World, administrator: Browser
) -> None:
    page = upload(administrator, SECOND, ("notes.exe", b"MZ"), ("a.zip", b"PK nothing"))

    assert page.status == 422
    assert "FT-352" in page.text
    assert "FT-353" in page.text
    assert prepared(world) == []


def test_without_a_workbook_or_with_another_file_nothing_happens(
    begun: World,
) -> None:
    browser = begun.browser(ADMINISTRATOR)
    page = browser.send(browser.open("/forms/new"), "/forms/new", 422)
    assert page.errors() == {"workbook": "Choose a workbook."}
    page = upload(browser, "رساله", name="report.pdf")

    assert page.status == 422
    assert "This is no workbook" in page.errors()["workbook"]
    assert prepared(begun) == []


def test_what_only_looks_like_a_workbook_is_kept_with_its_problem(
    world: World, administrator: Browser
) -> None:
    page = upload(administrator, "نه جدول", name="form.xlsx")

    assert page.heading == "form.xlsx"
    assert "must be corrected" in page.text
    assert "It can be tried when the problems are corrected" in page.text


def test_a_form_as_xml_is_taken_too(world: World, administrator: Browser) -> None:
    with world.services.database.read() as session:
        xform = forms.source(session, world.project, forms.versions(session, world.project)[0].hash)
    assert xform is not None
    text = xform.xform.replace('version="1"', 'version="3"')
    publish(administrator, upload(administrator, text, name="safety.xml"))

    assert startable(world, world.laptop()) == ["3"]


def test_somebody_who_is_not_signed_in_cannot_send_more_than_a_page_may_hold(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(world.app.config, "MAX_CONTENT_LENGTH", 20_000)
    big = (io.BytesIO(bytes(30_000)), "form.xlsx")
    answer = world.browser().client.post("/forms/new", data={"workbook": big})
    assert answer.status_code == 413
    page = upload(world.browser(ADMINISTRATOR), SECOND + " " * 30_000)

    assert page.status == 200


def test_a_team_log_is_written_for_a_team_alone(world: World, administrator: Browser) -> None:
    with world.services.database.work() as session:
        people.put(session, world.project, replace(FARIBA, team="HRT"))
    before = logged(world)
    publish(administrator, upload(administrator, SECOND), "HRT")

    assert logged(world) == before
    assert logged(world, team_log("HRT")) == 1
