"""Setting up, recovering and handing over by keyboard alone, and what a hidden passphrase hides."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from fieldtool.i18n.locales import by_code
from fieldtool.storage.queries.people import Person
from tests.browser import look
from tests.browser.keyboard import Keyboard
from tests.browser.windows import Windows
from tests.browser.world import served
from tests.clocks import StepClock
from tests.desk.world import ADMINISTRATOR, FARIBA, PASSPHRASE, PASSWORD, World
from tests.web.laptop import Laptop, code_for, set_up

pytestmark = pytest.mark.browser

ZAHRA = Person("HRT-08", "زهرا", "female", trained=False, language="fa_AF")
OTHERS = "دو کبوتر روی دیوار"
FIRST = "main form button[data-kind=first]"


class Place:
    """A hub and a laptop in this process, at addresses that a browser reaches."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self.world = World(f"sqlite:///{folder / 'hub.db'}", folder, StepClock())
        self.world.begin()
        self.world.publish()
        self.world.add(FARIBA, ZAHRA)
        set_up(self.world, folder / "laptop", FARIBA)
        self.laptop = Laptop(self.world, folder / "laptop")
        self.hub = stack.enter_context(served(self.world.app))
        self.node = stack.enter_context(served(self.laptop.app))


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    with ExitStack() as stack:
        made = Place(tmp_path_factory.mktemp("people"), stack)
        yield made
    made.laptop.close()
    made.world.close()


def _in_dari(page: Page, address: str) -> Keyboard:
    page.context.add_cookies([{"name": "language", "value": "fa_AF", "url": address}])
    return Keyboard(page, "fa_AF")


def _digits(page: Page) -> str:
    """Return the recovery code that the page shows in digits, in one line."""
    return " ".join(page.locator(".enrol-code").nth(1).inner_text().split())


def test_a_person_sets_up_writes_the_code_down_and_comes_back_by_it(
    windows: Windows, place: Place
) -> None:
    page = windows.profile().new_page()
    keyboard = _in_dari(page, place.node)
    page.goto(f"{place.node}/set-up")
    for field, text in (
        ("#hub", "http://localhost"),
        ("#code", code_for(place.world, ZAHRA)),
        ("#passphrase", PASSPHRASE),
        ("#again", PASSPHRASE),
    ):
        keyboard.tab_to(field)
        keyboard.write(text)
    keyboard.follow()
    expect(page.locator("[data-prints]")).to_be_visible()
    digits = _digits(page)
    page.goto(f"{place.node}/recover")
    keyboard.tab_to("#who")
    keyboard.press("ArrowDown")
    for field, text in (("#code", digits), ("#passphrase", OTHERS), ("#again", OTHERS)):
        keyboard.tab_to(field)
        keyboard.write(text)
    keyboard.follow()

    expect(page.locator("header .code")).to_have_text("HRT-08")
    assert _digits(page) != digits


def test_the_page_says_which_letters_are_typed_and_shows_them_when_asked(
    windows: Windows, place: Place
) -> None:
    page = windows.profile().new_page()
    keyboard = _in_dari(page, place.node)
    page.goto(f"{place.node}/sign-in")
    told = page.locator('[data-told="passphrase"]')
    keyboard.tab_to("#passphrase")
    keyboard.write("baran")
    expect(told).to_have_text("صفحه‌کلید حروف لاتین می‌نویسد.")
    keyboard.write(" باران")
    expect(told).to_have_text("صفحه‌کلید حروف دری یا پشتو می‌نویسد.")
    keyboard.tab_to('[data-shows="passphrase"]')
    keyboard.press("Space")

    assert page.locator("#passphrase").get_attribute("type") == "text"
    expect(page.locator("#passphrase")).to_be_focused()


def test_two_people_make_the_recovery_key_and_prove_it_by_keyboard(
    windows: Windows, place: Place
) -> None:
    page = windows.profile().new_page()
    keyboard = _in_dari(page, place.hub)
    page.goto(f"{place.hub}/sign-in")
    page.fill("#login", ADMINISTRATOR)
    page.fill("#password", PASSWORD)
    page.press("#password", "Enter")
    expect(page.locator("h1")).to_be_visible()
    page.goto(f"{place.hub}/recovery-key/new")
    for number, words in enumerate((PASSPHRASE, OTHERS), start=1):
        for field, text in ((f"name{number}", f"نگهدار {number}"), (f"passphrase{number}", words)):
            keyboard.tab_to(f"#{field}")
            keyboard.press("Control+A")
            keyboard.write(text)
        keyboard.tab_to(f"#again{number}")
        keyboard.write(words)
    keyboard.follow()
    expect(page.locator(".enrol-code")).to_have_count(2)
    page.goto(f"{place.hub}/recovery-key")
    keyboard.tab_to("#passphrase")
    chosen = page.locator("#holder option").first.inner_text()
    keyboard.write(PASSPHRASE if chosen == "نگهدار 1" else OTHERS)
    keyboard.follow()

    expect(page.locator("table .state[data-state=good]")).to_have_count(1)


@pytest.mark.parametrize("path", ["/people/cards", "/people/list", "/people/request"])
def test_a_page_of_people_is_good_with_something_on_it(
    windows: Windows, place: Place, path: str
) -> None:
    page = windows.profile().new_page()
    _in_dari(page, place.hub)
    page.goto(f"{place.hub}/sign-in")
    page.fill("#login", ADMINISTRATOR)
    page.fill("#password", PASSWORD)
    page.press("#password", "Enter")
    expect(page.locator("h1")).to_be_visible()
    page.goto(place.hub + path)
    if path == "/people/cards":
        with page.expect_navigation():
            page.click(FIRST)
    elif path == "/people/list":
        page.fill("#list", "code;name;sex;language\nHRT-07;;;")
        with page.expect_navigation():
            page.click(FIRST)

    look.at(page, by_code("fa_AF"), path.strip("/").replace("/", "-"))
