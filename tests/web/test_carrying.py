"""What waits on a laptop is sent or carried by anybody, and its person finds the answer."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from fieldtool.problems import Code, Problem
from fieldtool.storage import drives
from fieldtool.storage.mail import Mail
from fieldtool.sync.hub.hub_bundles import Door, read_folder
from fieldtool.sync.wire import bundles
from tests.web.laptop import PASSPHRASE, Facilitator, Laptop, address_of
from tests.web.pages import Page

SIZE = re.compile(r"\b16\W?kB")


def finish(person: Facilitator) -> None:
    address = address_of(person.start(), "/finish")
    person.send(person.open(address), address, {"result": "partial"})


def lock(person: Facilitator) -> Page:
    return person.send(person.open("/"), "/lock", {})


def mail(laptop: Laptop) -> Mail:
    return Mail(laptop.services.config.folder)


def read_at_hub(laptop: Laptop, place: Path) -> None:
    hub = laptop.world.services
    assert read_folder(Door(hub.database, hub.identity, hub.clock, hub.blobs), place).is_whole


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    place = tmp_path / "فلش هرات"
    place.mkdir()
    return place


def test_a_finished_interview_waits_sealed_at_once(
    facilitator: Facilitator, laptop: Laptop
) -> None:
    assert mail(laptop).waiting() == ()
    finish(facilitator)

    assert [one.size % bundles.STEP for one in mail(laptop).waiting()] == [0]


def test_at_the_end_of_the_day_the_laptop_offers_to_send_or_carry(
    facilitator: Facilitator,
) -> None:
    assert "send it or carry it" not in lock(facilitator).text
    facilitator.sign_in_here()
    finish(facilitator)
    page = lock(facilitator)

    assert "Before you go, send it or carry it." in page.text
    assert "1 sealed parcel waits on this laptop" in page.text
    assert SIZE.search(page.text)
    assert "/carry" in page.links()


def test_somebody_without_a_passphrase_sends_it_and_its_person_sees_the_proof(
    facilitator: Facilitator, laptop: Laptop
) -> None:
    finish(facilitator)
    page = lock(facilitator)
    stranger = Facilitator(laptop.app)
    page = stranger.send(stranger.open("/sign-in"), "/carry/send", {})
    assert "1 parcel is at the hub." in page.text
    assert "its person has to sign in" in page.text

    page = facilitator.sign_in_here()

    assert "1 interview is now proven at the hub." in page.text
    assert facilitator.open("/interviews").rows()[0][4].startswith("At the hub since ")
    assert mail(laptop).waiting() == ()


def test_the_pages_for_everybody_tell_nothing_of_anybody(
    facilitator: Facilitator, laptop: Laptop
) -> None:
    finish(facilitator)
    workspace = facilitator_id(laptop)
    lock(facilitator)
    page = Facilitator(laptop.app).open("/carry")

    assert "Parcel 1" in page.text
    assert [text for text in ("HRT-07", workspace) if text in str(page.soup)] == []


def facilitator_id(laptop: Laptop) -> str:
    return next(iter(laptop.services.work._open.values())).workspace.id


def test_a_stick_goes_to_the_hub_and_back(
    facilitator: Facilitator, laptop: Laptop, stick: Path
) -> None:
    finish(facilitator)
    lock(facilitator)
    stranger = Facilitator(laptop.app)
    page = stranger.send(stranger.open("/carry"), "/carry/copy", {"place": str(stick)})
    assert "Remove the stick now." in page.text
    read_at_hub(laptop, stick)
    page = bring(stranger, stick)
    assert "1 answer of the hub is on this laptop." in page.text
    assert "1 file there is for the hub or another laptop." in page.text

    assert "1 interview is now proven at the hub." in facilitator.sign_in_here().text


def bring(person: Facilitator, place: Path, status: int = 200) -> Page:
    page = person.open("/carry")
    token = str(page.one('form[action="/carry/copy"] [name=csrf_token]')["value"])
    answer = person.client.post("/carry/bring", data={"csrf_token": token, "place": str(place)})
    return person.checked(answer, status)


def test_who_is_signed_in_asks_for_news_with_a_stick_too(
    facilitator: Facilitator, laptop: Laptop, stick: Path
) -> None:
    facilitator.send(facilitator.open("/carry"), "/carry/copy", {"place": str(stick)})
    laptop.world.publish()
    read_at_hub(laptop, stick)
    page = bring(facilitator, stick)

    assert "News from the hub has arrived" in page.text
    assert mail(laptop).waiting() == ()


def test_the_button_that_takes_answers_is_in_the_same_form(facilitator: Facilitator) -> None:
    page = facilitator.open("/carry")

    assert page.has('form[action="/carry/copy"] button[formaction="/carry/bring"]')


def test_drives_that_the_system_knows_can_be_chosen(
    facilitator: Facilitator, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    finish(facilitator)
    monkeypatch.setattr(drives, "_found", lambda: (stick, stick.parent))
    page = facilitator.open("/carry")
    chosen = page.one("input[name=drive][checked]")
    page = facilitator.send(page, "/carry/copy", {"drive": str(chosen["value"])})

    assert str(chosen["value"]) == str(stick)
    assert len(page.soup.select("input[name=drive]")) == 3
    assert len(list(stick.glob("*.ftb"))) == 1


def test_a_folder_that_is_not_there_is_said_at_the_field(facilitator: Facilitator) -> None:
    page = facilitator.send(
        facilitator.open("/carry"), "/carry/copy", {"place": "/media/nothing"}, status=422
    )

    assert "There is no folder" in page.errors()["place"]
    assert page.one("#place")["value"] == "/media/nothing"


def test_a_damaged_file_is_named_and_a_strange_one_left(
    facilitator: Facilitator, stick: Path
) -> None:
    (stick / "cut.ftb").write_bytes(b"FTB1")
    (stick / "photo.jpg").write_bytes(b"x")
    page = bring(facilitator, stick)

    assert "There is no answer for this laptop on the stick." in page.text
    assert "cut.ftb This file was cut off or altered" in page.text
    assert "photo.jpg" not in page.text


def test_without_a_network_it_says_so_and_everything_goes_on_waiting(
    facilitator: Facilitator, laptop: Laptop
) -> None:
    finish(facilitator)
    lock(facilitator)

    def gone(_request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("no network")

    client = httpx.Client(transport=httpx.MockTransport(gone))
    laptop.app.extensions["fieldtool"] = replace(laptop.services, hub_client=lambda _: client)
    stranger = Facilitator(laptop.app)
    page = stranger.send(stranger.open("/carry"), "/carry/send", {}, status=502)

    assert "Parcel 1" in page.text
    assert Code.HUB_UNREACHABLE.reference in page.text
    assert "1 parcel waits on this laptop" in page.text


def test_an_outbox_that_cannot_be_written_stops_no_interview(
    facilitator: Facilitator, laptop: Laptop, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = address_of(facilitator.start(), "/finish")

    def full(_mail: Mail, _address: str, _raw: bytes) -> None:
        raise Problem(Code.DISK_FULL, {"place": "outbox"})

    with monkeypatch.context() as patched:
        patched.setattr(Mail, "keep_parcel", full)
        page = facilitator.send(facilitator.open(address), address, {"result": "partial"})
    assert page.heading == "The interview is finished"
    assert Code.DISK_FULL.reference in page.text
    lock(facilitator)

    assert len(mail(laptop).waiting()) == 1


def test_a_live_sync_takes_the_parcel_away(facilitator: Facilitator, laptop: Laptop) -> None:
    finish(facilitator)
    facilitator.send(facilitator.open("/send"), "/send", {})

    assert mail(laptop).waiting() == ()


@pytest.mark.parametrize("language", ["fa-AF", "ps", "it"])
def test_the_page_is_there_in_every_language(laptop: Laptop, language: str, stick: Path) -> None:
    person = Facilitator(laptop.app, language)
    page = person.send(person.open("/carry"), "/carry/copy", {"place": str(stick)})

    assert page.heading != "Send or carry what waits"


def test_the_passphrase_still_opens_the_work_from_the_same_page(laptop: Laptop) -> None:
    person = Facilitator(laptop.app)

    assert person.sign_in_here(PASSPHRASE).heading == "Your work"
