"""Shipped questionnaires: published later, brought up to date, modules switched by hand."""

from __future__ import annotations

import shutil
import zipfile
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest

from fieldtool.log.kinds import FormPublished, ProjectSettings
from fieldtool.problems import Code
from fieldtool.questionnaires import catalogue
from fieldtool.storage.queries import audit, forms, projects
from fieldtool.storage.queries.forms import FormVersion
from fieldtool.sync.forms import shipped_forms
from fieldtool.sync.forms.shipped_forms import Standing
from fieldtool.sync.hub.publishing import publish_project
from tests.desk.pages import Browser
from tests.desk.world import World

COHESION, RESTRICTED = "social-cohesion", "victimisation-restricted"
AFGHAN = ProjectSettings("p", {"en": "P"}, "Asia/Kabul", "afghanistan", "solar", ("en",))


@pytest.fixture
def hub_url(tmp_path: Path, ready_file: Path) -> str:
    """Return a hub of one database alone: what is asked of it here, other tests ask of both."""
    shutil.copy(ready_file, tmp_path / "hub.db")
    return f"sqlite:///{tmp_path / 'hub.db'}"


def versions(world: World, form_id: str) -> list[FormVersion]:
    """Return what was published of a form, the oldest first."""
    with world.services.database.read() as session:
        return forms.versions(session, world.project, form_id)


def file_of(world: World, version: FormVersion) -> str:
    """Return the settings that a published version reads."""
    with world.services.database.read() as session:
        form = forms.published(session, world.project, version.hash)
    assert form is not None
    return form.files["project.csv"]


def publish(browser: Browser, form_id: str) -> str:
    """Publish a shipped questionnaire and return what the page of them says then."""
    page = browser.open(f"/forms/shipped/{form_id}")
    return browser.send(page, f"/forms/shipped/{form_id}/publish").text


def test_all_are_listed_with_what_they_are_for(administrator: Browser) -> None:
    page = administrator.open("/forms/shipped")

    assert len(page.soup.select("article")) == len(catalogue.QUESTIONNAIRES) == 9
    assert page.text.count("not published") == 9
    assert "C: restricted" in page.text


@pytest.mark.parametrize("one", catalogue.QUESTIONNAIRES, ids=lambda one: one.id)
def test_the_modules_of_a_questionnaire_are_those_it_reads(
    one: catalogue.Questionnaire,
) -> None:
    _name, content = catalogue.workbook(one.id)
    with zipfile.ZipFile(BytesIO(content)) as book:
        texts = "".join(book.read(name).decode("utf-8", "replace") for name in book.namelist())
    read = {name for name in shipped_forms.modules_of(AFGHAN) if f"name='{name}'" in texts}

    assert set(one.modules) == read


def test_a_questionnaire_is_published_later_and_again_with_other_modules(
    world: World, administrator: Browser
) -> None:
    assert "published, up to date" in publish(administrator, COHESION)
    (first,) = versions(world, COHESION)
    assert first.version == shipped_forms.shipped_version(COHESION)
    assert "module_voice,0" in file_of(world, first)

    page = administrator.open("/forms/shipped")
    sent = {"module": "module_voice", "lists": "italy"}
    page = administrator.send(page, "/forms/shipped/modules", **sent)
    assert "modules were switched: publish again" in page.text
    publish(administrator, COHESION)
    second = versions(world, COHESION)[-1]
    assert second.version.startswith(f"{first.version}-"), "a version is for life"
    assert "module_voice,1" in file_of(world, second)
    assert "profile,italy" in file_of(world, second)
    assert "min_age,18" in file_of(world, second), "how old people are follows the country"
    with world.services.database.read() as session:
        events = [line.event for line in audit.lines(session, world.project, 0, 9)]
    assert events.count("form:publish") == 2
    assert "forms:switch" in events


def test_the_restricted_one_needs_every_point_and_a_project_that_seals(
    world: World, administrator: Browser
) -> None:
    page = administrator.open(f"/forms/shipped/{RESTRICTED}")
    assert "does not seal interviews yet" in page.text
    action = f"/forms/shipped/{RESTRICTED}/publish"
    refused = administrator.send(page, action, 422, need="1")
    assert Code.RESTRICTED_NOT_CONFIRMED.reference not in refused.text
    assert list(refused.errors()) == ["needs"]
    assert versions(world, RESTRICTED) == []

    with world.services.database.work() as session:
        sealing = replace(projects.get(session, world.project), seal_key="aaaa")
        publish_project(session, world.services.identity, sealing, world.clock.now())
    page = administrator.open(f"/forms/shipped/{RESTRICTED}")
    token = page.soup.select_one("main input[name=csrf_token]")
    assert token is not None
    marks = {"csrf_token": str(token["value"]), "need": ["1", "2", "3", "4", "5"]}
    assert administrator.client.post(action, data=marks).status_code == 303
    (published,) = versions(world, RESTRICTED)
    assert "module_restricted,1" in file_of(world, published)


@pytest.mark.parametrize(
    ("version", "file", "standing"),
    [
        ("2026112602", "same", Standing.CURRENT),
        ("2026112602-ab12", "same", Standing.CURRENT),
        ("2026112602", "other", Standing.SWITCHED),
        ("2026112203", "same", Standing.NEWER),
        ("2026112203-ab12", "other", Standing.NEWER),
        ("2027010101", "same", Standing.OTHER),
        ("herat-2", "same", Standing.OTHER),
    ],
)
def test_what_the_project_published_itself_and_what_is_older_is_told_apart(
    version: str, file: str, standing: Standing
) -> None:
    form = FormPublished("f", version, "h", {}, "", {"project.csv": file})

    assert shipped_forms.standing_of(form, "2026112602", "same") is standing


def test_switches_that_are_as_usual_are_not_kept() -> None:
    usual = shipped_forms.modules_of(AFGHAN)
    on = shipped_forms.switched(AFGHAN, usual | {"module_ai": True}, "afghanistan")

    assert shipped_forms.switched(AFGHAN, usual, "afghanistan").modules == {}
    assert on.modules == {"module_ai": "1"}
    assert shipped_forms.modules_of(on)["module_ai"]
    assert shipped_forms.switched(on, usual, "nowhere").modules == {}
