"""Help on the laptop and at the hub: it says what the screens say, in each language."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import fieldtool.web
from fieldtool.i18n.catalogues import catalogue
from fieldtool.i18n.locales import LOCALES, Locale
from fieldtool.web.desk import help_topics as at_hub
from fieldtool.web.field import help_topics as on_laptop
from fieldtool.web.parts.guide import Topic
from tests.desk.world import ADMINISTRATOR, World
from tests.web.laptop import Facilitator, Laptop

TEMPLATES = Path(fieldtool.web.__file__).parent / "templates"
TOPICS = [*on_laptop.TOPICS, *at_hub.TOPICS]


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.id)
def test_help_names_only_what_stands_on_a_screen(topic: Topic) -> None:
    written = "\n".join(path.read_text(encoding="utf-8") for path in TEMPLATES.rglob("*.html"))
    missing = [text for text in topic.labels.values() if f'"{text}"' not in written]

    assert missing == []


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.id)
def test_each_name_that_a_step_uses_is_known_and_each_known_one_used(topic: Topic) -> None:
    used = {name for step in topic.steps for name in re.findall(r"%\((\w+)\)s", step)}

    assert used == set(topic.labels)


@pytest.mark.parametrize("locale", LOCALES, ids=lambda locale: locale.code)
def test_every_topic_can_be_read_before_anybody_signs_in(laptop: Laptop, locale: Locale) -> None:
    stranger = Facilitator(laptop.app)
    stranger.send(stranger.open("/sign-in"), "/language", {"language": locale.code, "next": "/"})
    listed = stranger.open("/help")
    for topic in on_laptop.TOPICS:
        title = catalogue(locale.code).gettext(topic.title)
        page = stranger.open(f"/help/{topic.id}")

        assert title in listed.text
        assert page.one("h1").get_text() == title
        assert len(page.soup.select(".steps li")) == len(topic.steps)
        assert "%(" not in page.text


def test_a_step_names_a_button_as_its_reader_sees_it(laptop: Laptop) -> None:
    stranger = Facilitator(laptop.app)
    stranger.send(stranger.open("/sign-in"), "/language", {"language": "fa_AF", "next": "/"})
    page = stranger.open("/help/stick")

    assert catalogue("fa_AF").gettext("Copy all onto the stick") in {
        strong.get_text() for strong in page.soup.select(".steps strong")
    }


def test_there_is_no_help_about_what_does_not_exist(laptop: Laptop) -> None:
    assert Facilitator(laptop.app).client.get("/help/nothing").status_code == 404


def test_coordinators_have_help_of_their_own(world: World) -> None:
    browser = world.browser(ADMINISTRATOR, "en")
    listed = browser.open("/help")
    for topic in at_hub.TOPICS:
        assert topic.title in listed.text
        assert len(browser.open(f"/help/{topic.id}").soup.select(".steps li")) == len(topic.steps)
