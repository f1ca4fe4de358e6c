"""Photos and recordings of an interview on its page: shown, played, noted, or not here yet."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest

from fieldtool.log import kinds
from fieldtool.log.kinds import Revision
from fieldtool.security import writer
from fieldtool.security.blobs import seal
from fieldtool.storage.queries import audit, entries
from fieldtool.sync.hub.publishing import Workbook, publish_form
from tests.desk.pages import Browser
from tests.desk.world import COORDINATOR, FARIBA, World

FORM = """
| survey | | | | |
| | type | name | label::دری (fa-AF) | label::English (en) |
| | begin_group | place | جای | Place |
| | image | photo | عکس کوچه | Photo of the street |
| | audio | voice | صدا | Voice |
| | text | why | چرا؟ | Why? |
| | end_group | | | |
| settings | | | |
| | form_id | version | default_language |
| | street | 1 | دری (fa-AF) |
"""
JPEG = b"\xff\xd8\xff\xe0" + bytes(range(250)) * 40
SOUND = b"ID3" + bytes(range(200)) * 100
PHOTO, VOICE = "1764139200000.jpg", "صدا.mp3"


@dataclass(frozen=True)
class Street:
    """An interview with a photo and a recording, of which the hub has not got the bytes yet."""

    address: str
    number: str
    sealed: dict[str, bytes]


@pytest.fixture
def street(begun: World) -> Street:
    begun.add(FARIBA)
    hub, now, store = begun.services.identity, begun.clock.now(), begun.services.blobs
    with begun.services.database.work() as session:
        workbook = Workbook("street.md", FORM.encode())
        publish_form(session, hub, begun.project, workbook, now, store)
    laptop = begun.laptop()
    answers = {"place/photo": PHOTO, "place/voice": VOICE, "place/why": "بازار"}
    interview = begun.interview(laptop, answers)
    sealed = {PHOTO: seal(JPEG, "image/jpeg"), VOICE: seal(SOUND, "audio/mpeg")}
    refs = {name: ref for name, (ref, _ciphertext) in sealed.items()}
    with laptop.database.work() as session:
        first = entries.last_of(session, laptop.project_id, laptop.log, interview)
        assert first is not None
        revision = replace(Revision.from_entry(first), attachments=refs)
        writer.append(
            session,
            laptop,
            kinds.FINALISE,
            interview,
            revision.to_content(),
            clock=begun.clock.now(),
            parents=(first.id,),
            blobs=[ref.blob for ref in refs.values()],
        )
    begun.sync(laptop)
    blobs = {ref.name: ciphertext for ref, ciphertext in sealed.values()}
    return Street(f"/interviews/{interview}", revision.number, blobs)


@pytest.fixture
def browser(begun: World) -> Browser:
    return begun.browser(COORDINATOR)


def arrive(world: World, street: Street) -> None:
    for name, ciphertext in street.sealed.items():
        world.services.blobs.put(name, ciphertext)


def test_what_has_not_come_is_said_to_be_on_the_laptop(street: Street, browser: Browser) -> None:
    page = browser.open(street.address)

    assert page.text.count("Not here yet: it is still on the laptop") == 2
    assert not page.soup.select("main img, main audio")
    assert browser.client.get(f"{street.address}/files/{PHOTO}").status_code == 404


def test_a_photo_is_shown_and_a_recording_is_played_where_they_were_asked_for(
    begun: World, street: Street, browser: Browser
) -> None:
    arrive(begun, street)
    page = browser.open(street.address)
    pairs = page.soup.select("dl.answers > div")
    photo, voice = pairs[0].select_one("img"), pairs[1].select_one("audio")

    assert photo is not None
    assert photo["src"] == f"{street.address}/files/{PHOTO}"
    assert voice is not None
    assert "Photo of the street" in pairs[0].get_text()
    assert not pairs[2].select("img, audio, a")
    for element, content in ((photo, JPEG), (voice, SOUND)):
        answer = browser.client.get(str(element["src"]))
        assert answer.data == content
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "media-src 'self'" in browser.client.get("/").headers["Content-Security-Policy"]


def test_a_player_gets_the_range_that_it_asks_for(
    begun: World, street: Street, browser: Browser
) -> None:
    arrive(begun, street)
    address = f"{street.address}/files/{VOICE}"
    part = browser.client.get(address, headers={"Range": "bytes=100-199"})
    beyond = browser.client.get(address, headers={"Range": "bytes=900000-"})

    assert (part.status_code, part.data) == (206, SOUND[100:200])
    assert part.headers["Content-Range"] == f"bytes 100-199/{len(SOUND)}"
    assert beyond.status_code == 416


def test_opening_a_file_is_noted_once(begun: World, street: Street, browser: Browser) -> None:
    arrive(begun, street)
    address = f"{street.address}/files/{VOICE}"
    browser.client.get(address)
    browser.client.get(address, headers={"Range": "bytes=100-199"})
    with begun.services.database.read() as session:
        lines = audit.lines(session, begun.project, 0, 10)

    noted = [line for line in lines if line.event == "interview:file"]
    assert [(line.login, line.subject) for line in noted] == [(COORDINATOR, street.number)]
    assert VOICE not in str(noted)


@pytest.mark.parametrize("name", ["other.jpg", "..%2F..%2Fhub.db", "صدا.MP3", "x" * 300])
def test_a_file_that_the_interview_has_not_is_not_found(
    begun: World, street: Street, browser: Browser, name: str
) -> None:
    arrive(begun, street)

    assert browser.client.get(f"{street.address}/files/{name}").status_code == 404


def test_a_damaged_file_is_refused_and_nothing_of_it_is_shown(
    begun: World, street: Street, browser: Browser
) -> None:
    arrive(begun, street)
    for path in (begun.services.config.folder / "blobs").iterdir():
        path.write_bytes(path.read_bytes()[:-1] + b"x")
    answer = browser.client.get(f"{street.address}/files/{PHOTO}")

    assert answer.status_code == 422
    assert JPEG not in answer.data


def test_nobody_without_an_account_sees_a_photo(begun: World, street: Street) -> None:
    arrive(begun, street)
    answer = begun.browser().client.get(f"{street.address}/files/{PHOTO}")

    assert answer.status_code == 303
    assert "/sign-in" in answer.headers["Location"]


def test_an_answer_that_is_a_script_is_downloaded_and_never_run(begun: World) -> None:
    from fieldtool.web.parts.files import file_response

    with begun.app.test_request_context():
        answer = file_response(b"<html><script>1</script>", "photo.jpg")

    assert answer.content_type == "application/octet-stream"
    assert answer.headers["Content-Disposition"].startswith("attachment")
