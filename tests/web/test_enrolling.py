"""Setting up a laptop on its own pages."""

from __future__ import annotations

import io

from fieldtool.storage.queries.people import Person
from fieldtool.sync.hub.inviting import Invitation as Invited
from fieldtool.sync.hub.inviting import invitation_file
from fieldtool.sync.laptop.enrol import spoken
from tests.web.laptop import PASSPHRASE, Facilitator, Laptop, code_for

ZAHRA = Person("HRT-08", "زهرا", "female", trained=False, language="fa_AF")


def _fields(code: str, **changes: str) -> dict[str, str]:
    fields = {"hub": "http://localhost", "code": code, "passphrase": PASSPHRASE}
    return {**fields, "again": PASSPHRASE, **changes}


def test_a_code_and_a_passphrase_set_up_the_work_and_fetch_the_questionnaires(
    laptop: Laptop,
) -> None:
    laptop.world.add(ZAHRA)
    code = code_for(laptop.world, ZAHRA).lower().replace("-", " ")
    person = Facilitator(laptop.app)
    page = person.send(person.open("/set-up"), "/set-up", _fields(code))

    assert page.heading == "Your recovery code"
    assert "HRT-08" in page.soup.get_text()
    assert person.start().heading == "Interview HRT-08-001"


def test_a_file_is_as_good_as_a_code(laptop: Laptop) -> None:
    laptop.world.add(ZAHRA)
    services = laptop.world.services
    now = laptop.world.clock.now().wall
    invited = Invited(code_for(laptop.world, ZAHRA), ZAHRA.code, now + 1000)
    content = invitation_file(services.identity, "http://localhost", "مصونیت", invited)
    person = Facilitator(laptop.app)
    token = person.open("/set-up").one("main input[name=csrf_token]")["value"]
    answer = person.client.post(
        "/set-up",
        data={
            "csrf_token": token,
            "file": (io.BytesIO(content), "هرات.ft-enrol"),
            "passphrase": PASSPHRASE,
            "again": PASSPHRASE,
        },
        follow_redirects=True,
    )

    assert "HRT-08" in answer.text


def test_a_common_passphrase_is_explained_beside_its_field_and_burns_no_code(
    laptop: Laptop,
) -> None:
    laptop.world.add(ZAHRA)
    code = code_for(laptop.world, ZAHRA)
    person = Facilitator(laptop.app)
    common = "بسم الله الرحمن الرحیم"
    fields = _fields(code, passphrase=common, again=common)
    page = person.send(person.open("/set-up"), "/set-up", fields, status=422)

    assert list(page.errors()) == ["passphrase"]
    assert "FT-540" in page.errors()["passphrase"]
    assert person.send(page, "/set-up", _fields(code)).heading == "Your recovery code"


def test_what_a_qr_code_of_a_card_says_is_understood_in_one_field(laptop: Laptop) -> None:
    laptop.world.add(ZAHRA)
    text = spoken("http://localhost", code_for(laptop.world, ZAHRA))
    person = Facilitator(laptop.app)
    page = person.send(person.open("/set-up"), "/set-up", _fields(text, hub=""))

    assert page.heading == "Your recovery code"


def test_passphrases_that_differ_are_asked_for_again(laptop: Laptop) -> None:
    person = Facilitator(laptop.app)
    fields = _fields("abcd-efgh-ijkl-mnop", again="دیگر دیگر")
    page = person.send(person.open("/set-up"), "/set-up", fields, status=422)

    assert list(page.errors()) == ["again"]
    assert page.one("#code")["value"] == "abcd-efgh-ijkl-mnop"


def test_a_code_that_is_none_is_explained_beside_its_field(laptop: Laptop) -> None:
    person = Facilitator(laptop.app)
    page = person.send(person.open("/set-up"), "/set-up", _fields("abcd"), status=422)

    assert list(page.errors()) == ["code"]
    assert "FT-507" in page.errors()["code"]


def test_a_passphrase_is_never_sent_back(laptop: Laptop) -> None:
    person = Facilitator(laptop.app)
    page = person.send(person.open("/set-up"), "/set-up", _fields("abcd"), status=422)

    assert PASSPHRASE not in str(page.soup)
