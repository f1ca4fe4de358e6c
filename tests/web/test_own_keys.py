"""Passphrase and recovery code on the pages of a laptop."""

from __future__ import annotations

from dataclasses import replace

from fieldtool.log.canonical import to_base64
from fieldtool.security import escrow, held_keys, recovery
from fieldtool.storage.queries import projects
from fieldtool.sync.hub.publishing import publish_project
from tests.web.laptop import CHEAP, PASSPHRASE, Facilitator, Laptop
from tests.web.pages import Page

OTHERS = "دو کبوتر روی دیوار"
HOLDERS = {"کریمه": "انار شیرین کوچه", "یوسف": "lamp river nine goats"}


def _digits(page: Page) -> str:
    """Return the recovery code that *page* shows, in digits."""
    return page.soup.select(".enrol-code")[1].get_text()


def _new(passphrase: str, **more: str) -> dict[str, str]:
    return {"passphrase": passphrase, "again": passphrase, **more}


def _recovered(laptop: Laptop, code: str, passphrase: str, language: str = "en") -> Page:
    person = Facilitator(laptop.app, language)
    return person.send(person.open("/recover"), "/recover", _new(passphrase, code=code))


def test_a_new_code_is_shown_once_and_opens_the_work_when_the_passphrase_is_forgotten(
    facilitator: Facilitator, laptop: Laptop
) -> None:
    page = facilitator.open("/passphrase")
    code = _digits(facilitator.send(page, "/recovery-code", {"current": PASSPHRASE}))
    facilitator.send(facilitator.open("/"), "/lock", {})
    page = _recovered(laptop, code, OTHERS)
    other = Facilitator(laptop.app)
    other.sign_in_here(OTHERS)

    assert page.heading == "Your recovery code"
    assert recovery.understood(_digits(page)) != recovery.understood(code)
    assert other.open("/").heading == "Your work"
    assert code.split()[3] not in str(other.open("/passphrase").soup)


def test_digits_are_shown_in_the_script_of_the_reader_and_understood_in_it(
    laptop: Laptop,
) -> None:
    person = laptop.facilitator("fa_AF")
    page = person.open("/passphrase")
    code = _digits(person.send(page, "/recovery-code", {"current": PASSPHRASE}))

    assert set("".join(code.split())) <= set("۰۱۲۳۴۵۶۷۸۹")
    assert "کود" in _recovered(laptop, code, OTHERS, "fa_AF").heading


def test_the_passphrase_is_changed_with_the_one_of_today(
    facilitator: Facilitator, laptop: Laptop
) -> None:
    page = facilitator.open("/passphrase")
    page = facilitator.send(page, "/passphrase", _new(OTHERS, old=PASSPHRASE))
    other = Facilitator(laptop.app)
    other.sign_in_here(OTHERS)

    assert "was changed" in page.soup.get_text()
    assert other.open("/").heading == "Your work"


def test_what_is_wrong_stands_beside_its_field(facilitator: Facilitator) -> None:
    page = facilitator.open("/passphrase")
    wrong = "این عبارت نادرست است"
    for fields, status, field, number in (
        (_new(OTHERS, old=wrong), 403, "old", "FT-501"),
        (_new("کوتاه", old=PASSPHRASE), 422, "passphrase", "FT-503"),
        (_new("password1234", old=PASSPHRASE), 422, "passphrase", "FT-540"),
        (_new(OTHERS, old=PASSPHRASE) | {"again": wrong}, 422, "again", "differ"),
    ):
        answer = facilitator.send(page, "/passphrase", fields, status=status)
        assert list(answer.errors()) == [field]
        assert number in answer.errors()[field]
        assert wrong not in str(answer.soup)
    answer = facilitator.send(page, "/recovery-code", {"current": wrong}, status=403)

    assert list(answer.errors()) == ["current"]


def test_a_code_that_does_not_fit_is_explained_and_opens_nothing(laptop: Laptop) -> None:
    person = Facilitator(laptop.app)
    page = person.open("/recover")
    for code, status, number in (
        ("abcd", 422, "FT-541"),
        (recovery.new_code(), 409, "FT-543"),
    ):
        answer = person.send(page, "/recover", _new(OTHERS, code=code), status=status)
        assert number in answer.errors()["code"]
    page = person.sign_in_here()
    code = _digits(
        person.send(person.open("/passphrase"), "/recovery-code", {"current": PASSPHRASE})
    )
    other = Facilitator(laptop.app)
    fields = _new(OTHERS, code=recovery.new_code())
    answer = other.send(other.open("/recover"), "/recover", fields, status=403)

    assert "FT-542" in answer.errors()["code"]
    assert other.client.get("/").status_code == 302
    assert recovery.understood(code)


def test_the_code_goes_to_the_hub_sealed_once_the_project_has_a_key(
    facilitator: Facilitator, laptop: Laptop
) -> None:
    hub = laptop.world.services
    held, _sheet = held_keys.make(HOLDERS, 1, CHEAP)
    page = facilitator.send(
        facilitator.open("/passphrase"), "/recovery-code", {"current": PASSPHRASE}
    )
    code = recovery.understood(_digits(page))
    assert "does not hold it yet" in page.soup.get_text()
    with hub.database.work() as session:
        known = projects.get(session, laptop.world.project)
        told = replace(known, recovery_key=to_base64(held.public))
        publish_project(session, hub.identity, told, laptop.world.clock.now())
    for _time in range(2):
        facilitator.send(facilitator.open("/send"), "/send", {})
    [workspace] = [path.name for path in (laptop.folder / "node" / "workspaces").iterdir()]
    with hub.database.read() as session:
        sealed = escrow.at_hub(session, laptop.world.project, workspace)

    assert sealed is not None
    secret = held_keys.secret_by_passphrase(held, "یوسف", HOLDERS["یوسف"])
    assert escrow.opened(sealed, held_keys.unseal(secret, sealed.box)) == code
    assert "was sealed for the hub" in facilitator.open("/passphrase").soup.get_text()


def test_each_page_is_there_in_every_language(laptop: Laptop) -> None:
    for language in ("fa_AF", "ps", "en", "it"):
        person = laptop.facilitator(language)
        assert person.open("/passphrase").heading
        assert Facilitator(laptop.app, language).open("/recover").heading
