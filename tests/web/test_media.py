"""Pictures and recordings of a questionnaire, on the laptop where it is filled."""

from __future__ import annotations

import pytest
from flask import g

from fieldtool.log.kinds import FormPublished
from fieldtool.security.workspace import Workspace
from fieldtool.sync import node
from fieldtool.sync.publishing import Workbook, publish_form
from fieldtool.web.field.media import addresses
from tests.desk.world import World
from tests.web.laptop import FORM, TITLE, Facilitator, Laptop, address_of

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(250)) * 20
SOUND = b"OggS" + bytes(range(250)) * 20
MEDIA = {"نقشه.png": PNG, "greeting.ogg": SOUND}


@pytest.fixture
def form(world: World, laptop: Laptop, facilitator: Facilitator) -> FormPublished:
    """Return a version with media, which have all come to the laptop."""
    text = FORM.read_text(encoding="utf-8").replace("| 1 ", "| 2 ")
    hub, now, store = world.services.identity, world.clock.now(), world.services.blobs
    with world.services.database.work() as session:
        workbook = Workbook("kinds.md", text.encode(), title=TITLE, media=MEDIA)
        published = publish_form(session, hub, world.project, workbook, now, store)
    ws = work_of(laptop)
    with world.client() as client:
        node.sync(ws, client, world.clock)
    for ref in published.media.values():
        ws.blobs.put(ref.name, store.get(ref.name))
    return published


def work_of(laptop: Laptop) -> Workspace:
    """Return the work that is open on the laptop."""
    (sittings,) = laptop.services.work._open.values()
    return sittings.workspace


def test_a_page_gets_the_media_of_its_form(form: FormPublished, facilitator: Facilitator) -> None:
    address = address_of(facilitator.start())
    for name, content in MEDIA.items():
        answer = facilitator.client.get(f"{address}/media/{name}")

        assert answer.data == content
        assert answer.content_type == form.media[name].type
        assert answer.headers["Cache-Control"] == "no-store"
    part = facilitator.client.get(f"{address}/media/greeting.ogg", headers={"Range": "bytes=0-3"})
    assert (part.status_code, part.data) == (206, b"OggS")


def test_media_that_have_not_come_have_no_address(
    laptop: Laptop, form: FormPublished, facilitator: Facilitator
) -> None:
    address = address_of(facilitator.start())
    ws = work_of(laptop)
    ws.blobs.remove(form.media["greeting.ogg"].name)
    with laptop.app.test_request_context():
        (g.sittings,) = laptop.services.work._open.values()
        found = addresses(address.rpartition("/")[2], form.hash)

        assert found("greeting.ogg") is None
        assert found("other.png") is None
        assert str(found("نقشه.png")).startswith(f"{address}/media/")
    assert facilitator.client.get(f"{address}/media/greeting.ogg").status_code == 404
    assert facilitator.client.get(f"{address}/media/other.png").status_code == 404


def test_media_are_for_those_whose_work_is_open(
    form: FormPublished, laptop: Laptop, facilitator: Facilitator
) -> None:
    address = address_of(facilitator.start())
    stranger = Facilitator(laptop.app, "en")

    assert form.media
    assert stranger.client.get(f"{address}/media/greeting.ogg").status_code == 302
