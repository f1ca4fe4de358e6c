"""Publishing forms, places and the project, and the page that shows them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fieldtool.log.kinds import PROJECT_LOG, ProjectSettings
from fieldtool.log.sites import Site
from fieldtool.problems import Code, Problem, ProblemKind, Problems
from fieldtool.storage.queries import entries, forms, projects, sites
from fieldtool.sync.hub.publishing import (
    Workbook,
    begin_project,
    prepared,
    publish_form,
    publish_project,
    publish_sites,
)
from tests.desk.world import ADMINISTRATOR, COORDINATOR, FORM, SITES, World


def size(world: World) -> int:
    with world.services.database.read() as session:
        return entries.size(session, world.project, PROJECT_LOG)


def test_the_page_shows_each_form_with_its_versions_the_newest_first(world: World) -> None:
    world.publish("2")
    laptop = world.laptop()
    world.interview(laptop)
    world.sync(laptop)
    page = world.browser(COORDINATOR).open("/forms")

    assert [(row[0], row[1], row[4]) for row in page.rows()] == [
        ("2", "Everybody", "1"),
        ("1", "nobody", "0"),
    ]
    assert page.rows()[0][2].startswith("22 November 2026")
    assert "The register has 4 places." in page.text


def test_a_hub_without_forms_leads_administrators_to_publishing_one(begun: World) -> None:
    page = begun.browser(COORDINATOR).open("/forms")

    assert "No form is published yet" in page.text
    assert "/forms/new" not in page.links()
    assert "/forms/new" in begun.browser(ADMINISTRATOR).open("/forms").links()
    assert "/forms/new" in begun.browser(ADMINISTRATOR).open("/").links()


def test_publishing_the_same_content_again_changes_nothing(world: World) -> None:
    before = size(world)
    first = world.publish()

    assert first.hash == world.publish().hash
    assert size(world) == before


def test_other_content_under_a_known_version_is_refused(world: World) -> None:
    content = FORM.replace("{version}", "1").replace("Why?", "Why not?").encode()
    before = size(world)
    with pytest.raises(Problem) as caught, world.services.database.work() as session:
        publish_form(
            session,
            world.services.identity,
            world.project,
            Workbook("safety.md", content),
            world.clock.now(),
            world.services.blobs,
        )

    assert caught.value.code is Code.FORM_VERSION_TAKEN
    assert size(world) == before


def test_a_broken_workbook_publishes_nothing_and_says_what_is_wrong(world: World) -> None:
    before = size(world)
    with pytest.raises(Problems), world.services.database.work() as session:
        publish_form(
            session,
            world.services.identity,
            world.project,
            Workbook("form.md", FORM.replace("select_one feeling", "select_one felt").encode()),
            world.clock.now(),
            world.services.blobs,
        )

    assert size(world) == before


def test_a_sheet_without_a_version_gets_one_from_its_content() -> None:
    text = FORM.replace("| | safety | {version} |", "| | safety | |")
    one = prepared(Workbook("a.md", text.encode())).form
    again = prepared(Workbook("b.md", text.encode())).form
    other = prepared(Workbook("a.md", text.replace("Why?", "Why not?").encode())).form

    assert one.version
    assert f'version="{one.version}"' in one.xform
    assert (one.version, one.hash) == (again.version, again.hash)
    assert one.version != other.version


def test_a_form_without_a_given_title_has_that_of_its_sheet() -> None:
    assert prepared(Workbook("a.md", FORM.encode())).form.title == {"": "safety"}


def test_only_places_that_changed_are_published_again(world: World) -> None:
    changed = replace(SITES[3], names={"fa_AF": "جلال‌آباد", "ps": "جلال اباد", "en": "Jalalabad"})
    with world.services.database.work() as session:
        hub, now = world.services.identity, world.clock.now()
        nothing = publish_sites(session, hub, world.project, SITES, now)
        (entry,) = publish_sites(session, hub, world.project, (*SITES[:3], changed), now)
        register = sites.all_of(session, world.project)

    assert nothing == ()
    assert len(entry.content()["sites"]) == 1
    assert changed in register
    assert len(register) == 4


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"zone": "Herat"}, Code.ZONE_UNKNOWN),
        ({"zone": "../etc/passwd"}, Code.ZONE_UNKNOWN),
        ({"title": {"en": " "}}, Code.TITLE_MISSING),
        ({"title": {}}, Code.TITLE_MISSING),
    ],
)
def test_settings_that_cannot_be_are_refused(
    world: World, change: dict[str, object], code: ProblemKind
) -> None:
    with world.services.database.read() as session:
        settings = projects.get(session, world.project)
    wanted = replace(settings, **change)  # type: ignore[arg-type]
    with pytest.raises(Problem) as caught, world.services.database.work() as session:
        publish_project(session, world.services.identity, wanted, world.clock.now())

    assert caught.value.code is code


def test_new_settings_hold_from_then_on(world: World) -> None:
    with world.services.database.work() as session:
        settings = projects.get(session, world.project)
        titled = replace(settings, title={"en": "Safer cities"})
        publish_project(session, world.services.identity, titled, world.clock.now())

    assert "Safer cities" in world.browser(COORDINATOR).open("/").text


def test_laptops_get_everything_that_was_published(world: World) -> None:
    laptop = world.laptop()
    with laptop.database.read() as session:
        assert [one.version for one in forms.versions(session, laptop.project_id)] == ["1"]
        assert len(sites.all_of(session, laptop.project_id)) == 4


def test_a_project_is_begun_with_an_id_of_its_own(empty: World) -> None:
    wanted = ProjectSettings("", {"en": "One"}, "Europe/Rome", "italy", "gregorian", ("it",))
    with empty.services.database.work() as session:
        begun = begin_project(session, empty.services.identity, wanted, empty.clock.now())

        assert len(begun.id) == 10
        assert projects.get(session, begun.id) == begun


def test_a_site_keeps_its_names(world: World) -> None:
    with world.services.database.read() as session:
        found = sites.get(session, world.project, "AF0601")

    assert found == Site(
        "AF0601", "AF", "city", "cod", "AF0601", {"fa_AF": "جلال‌آباد", "en": "Jalalabad"}
    )
