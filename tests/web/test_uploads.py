"""Files as answers, with plain forms and one at a time with the page's script."""

from __future__ import annotations

import io
import tempfile
from pathlib import Path
from typing import Any

import pytest
from waitress.adjustments import Adjustments
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse

from fieldtool.app import MOST_POSTED
from fieldtool.cli.serving import IN_MEMORY
from fieldtool.collect import attachments, drafts, facts, given_files
from fieldtool.security.workspace import Workspace
from tests.collect import pictures
from tests.desk.world import COORDINATOR, World
from tests.web.laptop import Facilitator, Laptop, address_of, publish_sheet
from tests.web.pages import Page, words

FORM = Path(__file__).with_name("files.md")
NAME = "محبوبه.jpg"


class Files(Facilitator):
    """Somebody who fills the questionnaire of files."""

    def begin(self, ws: Workspace) -> Page:
        form = next(f.hash for f in facts.forms(ws) if f.form_id == "files")
        page = self.open("/start")
        given = {"form": form, "language": "fa_AF", "site": "AF3201"}
        return self.send(page, "/start", given)

    def attach(self, page: Page, go: str = "1", status: int = 200, **files: bytes) -> Page:
        """Choose files and send the whole page, as without JavaScript."""
        form = page.one("#page-form")
        assert form["enctype"] == "multipart/form-data"
        chosen = {f"place/{name}": sent(content) for name, content in files.items()}
        data = {**self.content(page), **chosen, "go": go}
        return self.checked(
            self.client.post(str(form["action"]), data=data, follow_redirects=True), status
        )

    def attach_one(self, page: Page, name: str, content: bytes) -> TestResponse:
        """Choose a file as the page's script sends it."""
        path = f"place/{name}"
        return self.client.post(
            f"{page.one('#page-form')['action']}/files",
            data={**self.content(page), path: sent(content), "changed": path},
            headers={"HX-Request": "true"},
        )


def sent(content: bytes) -> FileStorage:
    return FileStorage(io.BytesIO(content), NAME)


@pytest.fixture
def person(world: World, laptop: Laptop) -> Files:
    publish_sheet(world, FORM, {"fa_AF": "فایل‌ها", "en": "Files"})
    made = Files(laptop.app)
    made.sign_in_here()
    made.send(made.open("/send"), "/send", {})
    return made


@pytest.fixture
def ws(person: Files, laptop: Laptop) -> Workspace:
    (sittings,) = laptop.services.work._open.values()
    return sittings.workspace


@pytest.fixture
def page(person: Files, ws: Workspace) -> Page:
    return person.begin(ws)


def saved(ws: Workspace) -> dict[str, str]:
    (draft,) = drafts.open_drafts(ws)
    return drafts.answers_of(ws, draft.id)[0]


def test_a_photo_is_attached_shown_and_removed_with_plain_forms(
    person: Files, page: Page, ws: Workspace
) -> None:
    page = person.attach(page, photo=pictures.photo(1600, 800))
    question = page.question("place/photo")
    file = saved(ws)["place/photo"]
    shown = person.client.get(str(question.select("img")[0]["src"]))

    assert file in str(question.select("img")[0]["src"])
    assert NAME not in str(page.soup)
    assert pictures.opened(shown.data).size == (800, 400)
    assert shown.content_type == "image/jpeg"
    assert "no-store" in shown.headers["Cache-Control"]

    page = person.checked(person.press(page, {"clear": "place/photo"}))

    assert saved(ws)["place/photo"] == ""
    assert not page.has("img")
    assert ws.blobs.names() == frozenset()


def test_leaving_the_page_without_choosing_a_file_keeps_the_one_that_is_there(
    person: Files, page: Page, ws: Workspace
) -> None:
    page = person.attach(page, voice=pictures.recording())
    file = saved(ws)["place/voice"]
    person.fill(page, "1", note="دیدیم")

    assert saved(ws)["place/voice"] == file
    assert saved(ws)["place/note"] == "دیدیم"


def test_a_file_that_is_refused_is_explained_at_its_question_and_the_rest_is_saved(
    person: Files, page: Page, ws: Workspace
) -> None:
    page = person.attach(page, "next", 422, photo=b"words", voice=pictures.recording())

    assert "This is no picture" in page.errors()["q-place/photo"]
    assert "This is no picture" in words(page.one("#error-summary"))
    assert "place/photo" not in saved(ws)
    assert saved(ws)["place/voice"]


def test_the_page_script_gets_the_question_with_the_file_or_the_reason(
    person: Files, page: Page
) -> None:
    good = person.attach_one(page, "sign", pictures.drawing())
    bad = person.attach_one(page, "voice", pictures.photo())

    assert (good.status_code, bad.status_code) == (200, 422)
    assert Page.of(good).question("place/sign").select("img")
    assert "no sound recording" in Page.of(bad).errors()["q-place/voice"]


def test_a_signature_is_asked_for_on_paper(page: Page) -> None:
    assert "drawn or signed on paper" in words(page.question("place/sign"))
    assert "drawn or signed on paper" not in words(page.question("place/photo"))


def test_another_window_with_another_file_is_told(person: Files, page: Page) -> None:
    other = person.open(str(page.one("#page-form")["action"]))
    person.attach_one(page, "photo", pictures.photo())
    answer = person.attach_one(other, "photo", pictures.photo(10, 10))

    assert answer.status_code == 422
    assert "another file in another window" in Page.of(answer).errors()["q-place/photo"]


@pytest.mark.parametrize("name", ["nothing.jpg", "photo-aaaaaa.jpg", "..%2Fwork.db"])
def test_a_file_that_is_not_attached_is_not_given(person: Files, page: Page, name: str) -> None:
    person.open(address_of(page, f"/files/{name}"), status=404)


def test_a_file_of_another_interview_is_not_given(person: Files, page: Page, ws: Workspace) -> None:
    person.attach(page, photo=pictures.photo())
    file = saved(ws)["place/photo"]
    other = person.begin(ws)
    person.open(address_of(other, f"/files/{file}"), status=404)


def test_a_document_is_only_downloaded(person: Files, page: Page, ws: Workspace) -> None:
    page = person.attach(page, paper=b"<html><script>alert(1)</script></html>")
    answer = person.client.get(address_of(page, f"/files/{saved(ws)['place/paper']}"))

    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.content_type == "application/octet-stream"


def test_the_review_names_the_file(person: Files, page: Page, ws: Workspace) -> None:
    page = person.attach(page, photo=pictures.photo())

    assert saved(ws)["place/photo"] in person.open(address_of(page, "/review")).text


def test_what_is_attached_is_never_written_to_a_temporary_file(
    person: Files, page: Page, ws: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_arguments: Any, **_more: Any) -> None:
        raise AssertionError("a temporary file")

    for name in ("TemporaryFile", "SpooledTemporaryFile", "NamedTemporaryFile", "mkstemp"):
        monkeypatch.setattr(tempfile, name, refuse)
    person.attach(page, voice=pictures.recording(3_000_000))
    file = saved(ws)["place/voice"]

    assert attachments.of_draft(ws, drafts.open_drafts(ws)[0].id)[file].length > 3_000_000


def test_the_web_server_keeps_requests_and_replies_in_memory() -> None:
    set_to = Adjustments(**IN_MEMORY)

    assert set_to.inbuf_overflow > set_to.max_request_body_size >= MOST_POSTED
    assert set_to.outbuf_overflow > given_files.MOST_BYTES


def test_nothing_of_a_file_is_left_in_clear(
    person: Files, page: Page, world: World, ws: Workspace
) -> None:
    person.attach(page, voice=pictures.recording(700_000), photo=pictures.photo())
    found = [
        path
        for path in world.folder.rglob("*")
        if path.is_file() and pictures.SECRET.encode() in path.read_bytes()
    ]

    assert found == []
    assert len(ws.blobs.names()) == 2


def test_more_than_a_request_may_hold_is_refused_with_a_sentence(
    person: Files, page: Page, laptop: Laptop
) -> None:
    laptop.app.config["MAX_CONTENT_LENGTH"] = 100_000
    answer = person.attach_one(page, "voice", pictures.recording(200_000))

    assert answer.status_code == 413
    assert Page.of(answer).heading == "That is too large"


def test_a_coordinator_sees_the_photo_after_it_was_sent(
    person: Files, page: Page, world: World, ws: Workspace
) -> None:
    page = person.attach(page, photo=pictures.photo(300, 100))
    finish = address_of(page, "/finish")
    person.send(person.open(finish), finish, {"result": "complete"})
    person.send(person.open("/send"), "/send", {})
    (blob,) = ws.blobs.names()
    desk = world.browser(COORDINATOR)
    table = desk.open("/interviews").soup.select("tbody a[href]")
    interview = str(table[0]["href"])
    image = desk.open(interview).soup.select_one("main img")

    assert world.services.blobs.has(blob)
    assert image is not None
    assert pictures.opened(desk.client.get(str(image["src"])).data).size == (300, 100)
