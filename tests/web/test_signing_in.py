"""Opening one's work, locking it, and what a stranger sees."""

from __future__ import annotations

from fieldtool.storage.queries.people import Person
from tests.web.laptop import PASSPHRASE, Facilitator, Laptop, set_up

ZAHRA = Person("HRT-08", "زهرا", "female", trained=False, language="fa_AF")


def test_the_right_passphrase_opens_the_work(laptop: Laptop) -> None:
    page = Facilitator(laptop.app).sign_in_here()

    assert page.heading == "Your work"
    assert "Community safety" in page.text


def test_a_passphrase_typed_on_another_keyboard_opens_it_too(laptop: Laptop) -> None:
    other = PASSPHRASE.replace("ی", "ي").replace("۷۲", "72")

    assert Facilitator(laptop.app).sign_in_here(other).heading == "Your work"


def test_a_wrong_passphrase_is_explained_and_can_be_told_by_number(laptop: Laptop) -> None:
    person = Facilitator(laptop.app)
    page = person.send(person.open("/"), "/sign-in", {"passphrase": "برف می‌بارد"}, status=422)

    assert page.errors()["passphrase"].startswith("This passphrase does not open the work.")
    assert "FT-501" in page.text


def test_many_wrong_passphrases_have_to_wait(laptop: Laptop) -> None:
    person = Facilitator(laptop.app)
    for _ in range(3):
        person.send(person.open("/"), "/sign-in", {"passphrase": "برف می‌بارد"}, status=422)
    page = person.send(person.open("/"), "/sign-in", {"passphrase": "برف می‌بارد"}, status=422)

    assert "Wait" in page.errors()["passphrase"]


def test_several_people_are_offered_by_their_codes(laptop: Laptop) -> None:
    laptop.world.add(ZAHRA)
    set_up(laptop.world, laptop.folder, ZAHRA)
    page = Facilitator(laptop.app).open("/sign-in")
    codes = [one.get_text(strip=True) for one in page.soup.select("label.choice")]

    assert codes == ["HRT-07", "HRT-08"]


def test_without_signing_in_every_page_of_work_leads_to_the_sign_in(laptop: Laptop) -> None:
    person = Facilitator(laptop.app)
    for address in ("/", "/start", "/interviews", "/send", "/interviews/abcdefghijklmnop/1"):
        assert person.open(address).heading == "Open your work"


def test_signing_in_leads_to_the_page_that_was_asked_for(laptop: Laptop) -> None:
    person = Facilitator(laptop.app)
    page = person.send(person.open("/send"), "/sign-in", {"passphrase": PASSPHRASE})

    assert page.heading == "Send to the hub"


def test_a_page_elsewhere_is_never_led_to(laptop: Laptop) -> None:
    person = Facilitator(laptop.app)
    page = person.send(
        person.open("/sign-in?next=//elsewhere.example/"), "/sign-in", {"passphrase": PASSPHRASE}
    )

    assert page.heading == "Your work"


def test_a_change_without_signing_in_is_refused_and_not_led_elsewhere(
    facilitator: Facilitator, laptop: Laptop
) -> None:
    page = facilitator.start()
    laptop.services.work.close()
    answer = facilitator.change(page, "age", age="34")

    assert "FT-708" in facilitator.checked(answer, 401).text


def test_locking_ends_the_session_and_closes_the_file(
    facilitator: Facilitator, laptop: Laptop
) -> None:
    page = facilitator.send(facilitator.open("/"), "/lock", {})

    assert page.heading == "Open your work"
    assert laptop.services.work._open == {}


def test_two_windows_share_one_open_work(laptop: Laptop) -> None:
    first, second = laptop.facilitator(), laptop.facilitator()
    opened = list(laptop.services.work._open.values())

    assert len(opened) == 2
    assert opened[0] is opened[1]

    first.send(first.open("/"), "/lock", {})

    assert second.open("/").heading == "Your work"
