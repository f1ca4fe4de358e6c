"""Pictures and sound of questions and choices, once they are on the laptop."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from fieldtool.collect import facts
from fieldtool.sync.hub.publishing import Workbook, publish_form
from tests.desk.world import World
from tests.web.laptop import Facilitator, Laptop, address_of
from tests.web.pages import Page

SHEET = """
| survey |
|   | type             | name | label::L | media::image::L | media::big-image::L | media::audio::L |
|   | select_one signs | sign | کدام؟    | map.png         | large.png           | ask.mp3         |
| choices |
|         | list_name | name  | label::L | media::image::L |
|         | signs     | stone | سنگ      | stone.png       |
|         | signs     | tape  | فیته     |                 |
| settings |
|          | form_id | version |
|          | signs   | 1       |
""".replace("::L", "::دری (fa-AF)")
PNG = b"\x89PNG\r\n\x1a\n" + bytes(64)
MEDIA = {"map.png": PNG, "large.png": PNG + b"2", "ask.mp3": b"ID3" + bytes(64), "stone.png": PNG}


@pytest.fixture
def published(world: World) -> Mapping[str, bytes]:
    """Publish the form; return its sealed media by name of the blob."""
    workbook = Workbook("signs.md", SHEET.encode(), title={"fa_AF": "علامه‌ها"}, media=MEDIA)
    hub, blobs = world.services.identity, world.services.blobs
    with world.services.database.work() as session:
        form = publish_form(session, hub, world.project, workbook, world.clock.now(), blobs)
    return {ref.name: blobs.get(ref.name) for ref in form.media.values()}


def begin(facilitator: Facilitator, laptop: Laptop) -> Page:
    facilitator.send(facilitator.open("/send"), "/send", {})
    (sittings,) = laptop.services.work._open.values()
    form = next(one.hash for one in facts.forms(sittings.workspace) if one.form_id == "signs")
    given = {"form": form, "language": "fa_AF", "site": "AF3201"}
    return facilitator.send(facilitator.open("/start"), "/start", given)


def test_pictures_and_sound_stand_with_their_question_and_choices(
    facilitator: Facilitator, laptop: Laptop, published: Mapping[str, bytes]
) -> None:
    (sittings,) = laptop.services.work._open.values()
    for name, sealed in published.items():
        sittings.workspace.blobs.put(name, sealed)
    page = begin(facilitator, laptop)
    picture, stone = page.one(".media a img"), page.one(".choice img")
    sound, large = page.one(".media audio"), page.one(".media a")

    assert picture["alt"]
    assert stone["alt"] == ""
    assert {
        name: facilitator.client.get(str(address)).data
        for name, address in {
            "map.png": picture["src"],
            "large.png": large["href"],
            "stone.png": stone["src"],
            "ask.mp3": sound["src"],
        }.items()
    } == MEDIA


def test_a_file_that_the_form_does_not_have_is_told(
    facilitator: Facilitator, laptop: Laptop, published: Mapping[str, bytes]
) -> None:
    page = begin(facilitator, laptop)

    assert published
    assert "FT-" in facilitator.open(address_of(page, "/media/secret.png"), status=404).text


def test_a_player_gets_the_range_that_it_asks_for_and_strangers_nothing(
    facilitator: Facilitator, laptop: Laptop, published: Mapping[str, bytes]
) -> None:
    address = f"{address_of(begin(facilitator, laptop))}/media/ask.mp3"
    part = facilitator.client.get(address, headers={"Range": "bytes=0-2"})
    stranger = Facilitator(laptop.app, "en")

    assert published
    assert (part.status_code, part.data) == (206, b"ID3")
    assert part.headers["Content-Type"] == "audio/mpeg"
    assert part.headers["Cache-Control"] == "no-store"
    assert stranger.client.get(address).status_code == 302


def test_before_a_medium_has_come_the_page_does_without_it(
    facilitator: Facilitator, laptop: Laptop, published: Mapping[str, bytes]
) -> None:
    address = address_of(begin(facilitator, laptop))
    (sittings,) = laptop.services.work._open.values()
    for name in published:
        sittings.workspace.blobs.remove(name)
    page = facilitator.open(f"{address}/1")

    assert not page.soup.select("main img, main audio")
    assert facilitator.client.get(f"{address}/media/ask.mp3").status_code == 404
