"""Setting a laptop up with two files, on the pages of laptop and hub."""

from __future__ import annotations

import io

from fieldtool.storage.queries import audit
from tests.desk.pages import Browser, check
from tests.desk.world import COORDINATOR
from tests.web.laptop import PASSPHRASE, Facilitator, Laptop, code_for
from tests.web.pages import Page
from tests.web.test_enrolling import ZAHRA

FILES = "/set-up/files"


def _asked(laptop: Laptop, person: Facilitator) -> Page:
    laptop.world.add(ZAHRA)
    fields = {"hub": "http://localhost", "code": code_for(laptop.world, ZAHRA)}
    fields |= {"passphrase": PASSPHRASE, "again": PASSPHRASE}
    return person.send(person.open(FILES), FILES, fields)


def _saved(person: Facilitator, page: Page) -> bytes:
    [link] = [str(one["href"]) for one in page.soup.select(f'a[href^="{FILES}/"]')]
    return bytes(person.client.get(link).data)


def _answered(browser: Browser, raw: bytes, status: int = 200) -> bytes:
    page = browser.open("/people/request")
    token = str(page.soup.select("main input[name=csrf_token]")[0]["value"])
    data = {"csrf_token": token, "file": (io.BytesIO(raw), "enrolment.ft-request")}
    answer = browser.client.post("/people/request", data=data)
    assert answer.status_code == status
    if status != 200:
        assert "FT-558" in check(answer).errors()["file"]
    return bytes(answer.data)


def _finished(person: Facilitator, raw: bytes, words: str = PASSPHRASE, status: int = 200) -> Page:
    page = person.open(FILES)
    token = str(page.soup.select("main input[name=csrf_token]")[0]["value"])
    data = {"csrf_token": token, "mine": words, "answer": (io.BytesIO(raw), "a.ft-answer")}
    return person.checked(person.client.post(f"{FILES}/answer", data=data), status)


def test_the_request_goes_out_and_the_answer_opens_the_work(laptop: Laptop) -> None:
    person, desk = Facilitator(laptop.app), laptop.world.browser(COORDINATOR)
    request = _saved(person, _asked(laptop, person))
    page = _finished(person, _answered(desk, request))
    hub = laptop.world.services
    with hub.database.read() as session:
        line = audit.lines(session, laptop.world.project, 0, 1)[0]

    assert page.heading == "Your recovery code"
    assert "HRT-08" in page.soup.get_text()
    assert (line.event, line.details) == ("enrolment:answer", {"person": "HRT-08"})
    assert "wait for an answer" not in person.open(FILES).text


def test_what_is_wrong_stands_beside_its_field(laptop: Laptop) -> None:
    person, desk = Facilitator(laptop.app), laptop.world.browser(COORDINATOR)
    request = _saved(person, _asked(laptop, person))
    answer = _answered(desk, request)
    _answered(desk, answer, 422)
    wrong = _finished(person, answer, "غلط غلط غلط", 403)
    strange = _finished(person, request, PASSPHRASE, 422)
    differ = {"hub": "h", "code": "abcd", "passphrase": PASSPHRASE, "again": "دیگر"}

    assert "FT-501" in wrong.errors()["mine"]
    assert "FT-558" in strange.errors()["answer"]
    assert list(person.send(person.open(FILES), FILES, differ, status=422).errors()) == ["again"]


def test_a_request_is_thrown_away(laptop: Laptop) -> None:
    person = Facilitator(laptop.app)
    page = _asked(laptop, person)
    [form] = page.soup.select(f'form[action^="{FILES}/"][action$="/forget"]')
    page = person.send(page, str(form["action"]), {})

    assert page.soup.select(f'a[href^="{FILES}/"]') == []
    assert person.client.get(f"{FILES}/aaaa2222").status_code == 404


def test_each_page_is_there_in_every_language(laptop: Laptop) -> None:
    _asked(laptop, Facilitator(laptop.app))
    for language in ("fa_AF", "ps", "en", "it"):
        assert Facilitator(laptop.app, language).open(FILES).heading
        assert laptop.world.browser(COORDINATOR, language).open("/people/request").heading
