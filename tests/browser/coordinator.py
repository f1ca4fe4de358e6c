"""What a coordinator does at the hub, in her words."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page, expect

from fieldtool.cli import demo_world
from fieldtool.i18n.locales import Locale
from tests.browser.windows import follows
from tests.browser.world import World

LOGIN = demo_world.LOGINS[0][0]
ADMINISTRATOR = demo_world.LOGINS[1][0]


@dataclass
class Coordinator:
    """One person at the hub's pages."""

    page: Page
    demo: World
    locale: Locale

    def chooses_her_language(self) -> None:
        """Open the hub and press the name of her language."""
        self.page.goto(self.demo.hub.address)
        self.page.click(f'.languages button[value="{self.locale.code}"]')
        expect(self.page.locator("html")).to_have_attribute("lang", self.locale.tag)

    def signs_in(self, login: str = LOGIN) -> None:
        """Sign in with the demo's password."""
        self.page.fill("#login", login)
        self.page.fill("#password", demo_world.PASSPHRASE)
        self.page.press("#password", "Enter")
        expect(self.page.locator(".tiles")).to_be_visible()

    def finds(self, number: str) -> None:
        """Look for an interview by the number that was said aloud, and open it."""
        follows(self.page, 'nav.menu a[href="/interviews"]')
        self.page.fill("#number", number)
        with self.page.expect_navigation():
            self.page.press("#number", "Enter")
        self.page.click(f'th a:has-text("{number}")')
        expect(self.page.locator("h1")).to_have_text(number)

    def reads_in_her_language(self) -> str:
        """Choose the language to read in; return all that is said of questions and answers."""
        # The form's own tag may say less than ours: ps for ps-AF.
        language = self.locale.tag.partition("-")[0]
        self.page.click(f'.reading-tools a[lang^="{language}"]')
        reading = self.page.locator(f'.reading [lang^="{language}"][dir]:has(section)')
        expect(reading).to_have_attribute("dir", self.locale.direction)
        return reading.inner_text()

    def downloads(self, folder: Path) -> bytes:
        """Download the demo's interviews without whom they are about; return the file."""
        self.page.goto(f"{self.demo.hub.address}/interviews/export")
        self.page.select_option("#form", "safety-perception")
        follows(self.page, "form.filters button[type=submit]")
        follows(self.page, 'form[action$="/deidentified"] button[type=submit]')
        self.page.check('input[name=written][value="labels"]')
        with self.page.expect_download() as coming:
            self.page.click('main form[method="post"] button[type=submit]')
        path = folder / coming.value.suggested_filename
        coming.value.save_as(path)
        return path.read_bytes()
