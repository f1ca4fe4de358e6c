"""Several people at one laptop, set up from one file in one go."""

from __future__ import annotations

import io

import pytest

from fieldtool.problems import Code, Problem
from fieldtool.security import enrolment, workspace
from fieldtool.security.keys import new_identity
from fieldtool.security.team_file import TeamFile
from fieldtool.storage.queries.people import Person
from tests.desk.world import COORDINATOR, TORYALAI
from tests.web.laptop import PASSPHRASE, Facilitator, Laptop
from tests.web.pages import Page
from tests.web.test_enrolling import ZAHRA

TOGETHER = "/set-up/together"
OTHERS = "دو کبوتر روی دیوار"


def _file(laptop: Laptop, *persons: Person) -> bytes:
    """Return the file that the hub gives for the cards of *persons*."""
    laptop.world.add(*persons)
    desk = laptop.world.browser(COORDINATOR)
    page = desk.open("/people/cards")
    token = str(page.soup.select("main input[name=csrf_token]")[0]["value"])
    wanted = {"csrf_token": token, "days": "3", "person": [one.code for one in persons]}
    cards = desk.client.post("/people/cards", data=wanted).text
    codes = [part.partition('"')[0] for part in cards.split('name="code" value="')[1:]]
    answer = desk.client.post("/people/cards/file", data={"csrf_token": token, "code": codes})
    assert answer.status_code == 200
    raw = bytes(answer.data)
    return raw.replace(b"http://localhost:80", b"http://localhost")


def _brought(person: Facilitator, raw: bytes, status: int = 200) -> Page:
    page = person.open("/set-up")
    token = str(page.soup.select("main input[name=csrf_token]")[0]["value"])
    data = {"csrf_token": token, "file": (io.BytesIO(raw), "enrolment.ft-enrol")}
    answer = person.client.post("/set-up", data=data, follow_redirects=True)
    return person.checked(answer, status)


def _chosen(who: Person, words: str = PASSPHRASE) -> dict[str, str]:
    return {"person": who.code, "passphrase": words, "again": words}


def test_each_person_in_turn_chooses_a_passphrase_and_gets_a_code(laptop: Laptop) -> None:
    person = Facilitator(laptop.app)
    page = _brought(person, _file(laptop, ZAHRA, TORYALAI))
    assert page.heading == "Set up this laptop for several people"
    page = person.send(page, TOGETHER, _chosen(ZAHRA))
    assert page.heading == "Your recovery code"
    assert TOGETHER in page.links()
    page = person.open(TOGETHER)
    assert [one["value"] for one in page.soup.select("input[name=person]")] == [TORYALAI.code]
    page = person.send(page, TOGETHER, _chosen(TORYALAI, OTHERS))

    assert TOGETHER not in page.links()
    assert person.open(TOGETHER).heading == "Set up this laptop for a person"
    people = {who: name for name, who in workspace.listing(laptop.folder / "node")}
    assert set(people) == {"HRT-07", "HRT-08", "JAL-03"}
    folder = laptop.folder / "node"
    workspace.unlock(folder, people["JAL-03"], OTHERS, 1).close()
    with pytest.raises(Problem):
        workspace.unlock(folder, people["HRT-08"], OTHERS, 1)


def test_what_is_wrong_stands_beside_its_field_and_uses_no_code_up(laptop: Laptop) -> None:
    person = Facilitator(laptop.app)
    page = _brought(person, _file(laptop, ZAHRA))
    for fields, field, part in (
        (_chosen(ZAHRA) | {"again": "دیگر"}, "again", "differ"),
        (_chosen(ZAHRA, "کوتاه"), "passphrase", "FT-503"),
        (_chosen(TORYALAI), "person", "FT-563"),
    ):
        answer = person.send(page, TOGETHER, fields, status=422)
        assert part in answer.errors()[field]

    assert person.send(page, TOGETHER, _chosen(ZAHRA)).heading == "Your recovery code"


def test_the_codes_are_forgotten_when_one_says_so_and_at_a_restart(laptop: Laptop) -> None:
    person = Facilitator(laptop.app)
    page = _brought(person, _file(laptop, ZAHRA, TORYALAI))
    person.send(page, f"{TOGETHER}/end", {})

    assert person.open(TOGETHER).heading == "Set up this laptop for a person"
    assert not list((laptop.folder / "node").rglob("*.ft-enrol"))


def test_used_codes_are_given_in_no_file(laptop: Laptop) -> None:
    desk = laptop.world.browser(COORDINATOR)
    token = str(desk.open("/people/cards").soup.select("main input[name=csrf_token]")[0]["value"])
    for codes in ([], ["ABCD-EFGH-IJKL-MNOP"]):
        data = {"csrf_token": token, "code": codes}
        assert desk.client.post("/people/cards/file", data=data).status_code == 404


def test_a_file_for_many_comes_back_as_it_was_and_a_damaged_one_is_told() -> None:
    key = new_identity().verify_key
    codes = {"HRT-08": enrolment.understood(enrolment.new_code())}
    made = TeamFile("https://hub.example.org", "هرات", key, codes)
    raw = made.to_bytes()

    assert TeamFile.of_bytes(b"\xef\xbb\xbf" + raw) == made
    assert codes["HRT-08"] not in repr(made)
    for other in (b"", b"{}", b"\x00", raw[:-3]):
        assert TeamFile.of_bytes(other) is None
    for damaged in (
        TeamFile("h", "t", b"short", codes).to_bytes(),
        TeamFile("h", "t", key, {}).to_bytes(),
        raw.replace(b'"HRT-08":"', b'"HRT-08":"1'),
    ):
        with pytest.raises(Problem) as raised:
            TeamFile.of_bytes(damaged)
        assert raised.value.code is Code.ENROLMENT_FILE_NOT_VALID


def test_the_page_is_there_in_every_language(laptop: Laptop) -> None:
    _brought(Facilitator(laptop.app), _file(laptop, ZAHRA))
    for language in ("fa_AF", "ps", "en", "it"):
        assert Facilitator(laptop.app, language).open(TOGETHER).heading
