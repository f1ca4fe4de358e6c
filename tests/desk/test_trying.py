"""Trying a form at the hub: the pages of a laptop, and nothing is kept."""

from __future__ import annotations

import re
from pathlib import Path

from fieldtool.log.kinds import PROJECT_LOG
from fieldtool.storage.queries import entries, interviews
from fieldtool.web.desk.forms import trying
from tests.desk.pages import Browser, Page
from tests.desk.world import ADMINISTRATOR, COORDINATOR, World


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


def files_of_trials(world: World) -> list[Path]:
    return list((world.services.config.folder / "trials").rglob("*.db"))


def test_a_form_is_filled_as_on_a_laptop_and_nothing_is_kept(world: World) -> None:
    before = everything(world)
    browser, page = begun(world)
    assert "This is a trial" in page.text
    assert "چند ساله هستید؟" in page.text

    assert len(files_of_trials(world)) == 1

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
    assert files_of_trials(world) == []


def with_parts(folder: Path, *names: str) -> set[Path]:
    """Return templates and all that they include, import or extend.

    But for a laptop's frame, and for what a coordinator said: nothing that is tried comes back.
    """
    never = {"field/_node.html", "field/_comments.html"}
    found: set[Path] = set()
    waiting = list(names)
    while waiting:
        path = folder / waiting.pop()
        if path not in found:
            found.add(path)
            text = path.read_text(encoding="utf-8")
            parts = re.findall(r'"((?:field|_parts)/[a-z_]+\.html)"', text)
            waiting += [part for part in parts if part not in never]
    return found


def test_every_page_that_a_trial_leads_to_is_there(world: World) -> None:
    pages = [f"field/{name}.html" for name in ("start", "fill", "review", "finish")]
    templates = with_parts(Path(world.app.root_path) / "templates", *pages)
    code = {Path(str(module.__file__)) for module in trying._PAGES}
    texts = [path.read_text(encoding="utf-8") for path in templates | code]
    # What a template keeps from trials leads nowhere from there, nor does an address left empty.
    kept = [
        re.sub(r"{% if (?:(?!%}).)*not trial(?:(?!endif).)*{% endif %}", "", text, flags=re.DOTALL)
        for text in texts
    ]
    shown = [re.sub(r"_url\(\"[^)]*\)", "", text) for text in kept]
    named = {name for text in shown for name in re.findall(r"""["'](field\.[a-z_]+)["']""", text)}

    assert len(templates) > 10
    assert "field.fill" in named
    assert named - set(world.app.view_functions) == set()


def test_a_trial_is_its_own_for_everybody_and_ends_with_the_hub(world: World) -> None:
    _browser, page = begun(world)
    other = world.browser(ADMINISTRATOR)

    assert other.client.get(address(page)).status_code == 409
    assert files_of_trials(world)
    for close in world.services.closes:
        close()
    assert files_of_trials(world) == []


def test_what_is_typed_into_a_trial_is_nowhere_on_the_disk_in_clear(world: World) -> None:
    browser, page = begun(world)
    page = browser.send(page, address(page), **{"person/age": "34", "go": "next"})
    browser.send(page, address(page), **{"safety/why": "کوچه تاریک است", "go": "next"})
    typed = "کوچه تاریک است".encode()

    assert [
        path
        for path in (world.folder / "hub").rglob("*")
        if path.is_file() and typed in path.read_bytes()
    ] == []


def test_one_answer_is_saved_as_on_a_laptop_and_a_lost_sign_in_is_told(world: World) -> None:
    browser, page = begun(world)
    token = page.soup.select_one("form[action^='/trial/interviews/'] [name=csrf_token]")
    assert token is not None
    given = {
        "csrf_token": str(token["value"]),
        "changed": "person/age",
        "person/age": "۳۴",
        "person/age:base": "0",
        "window": "w1",
    }
    address_ = f"{address(page)}/answer"
    saved = browser.client.post(address_, data=given, headers={"HX-Request": "true"})
    browser.send(page, "/sign-out")
    refused = browser.client.post(address_, data=given, headers={"HX-Request": "true"})

    assert saved.status_code == 200
    assert "۳۴" in saved.text
    assert refused.status_code in {400, 401}
    assert "<html" in refused.text
