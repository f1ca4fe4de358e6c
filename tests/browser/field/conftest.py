"""A node on loopback whose replies can be slowed down, and somebody who fills a page of it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page

from tests.browser.windows import Windows
from tests.browser.world import served
from tests.web.conftest import first_day, laptop, world
from tests.web.laptop import PASSPHRASE, Laptop

__all__ = ["first_day", "laptop", "world"]

Wsgi = Callable[[dict[str, Any], Any], Iterable[bytes]]


class SlowAnswers:
    """Holds replies to single answers back for `seconds`, after they are saved."""

    def __init__(self, app: Flask) -> None:
        self._app: Wsgi = app.wsgi_app
        self.seconds = 0.0

    def __call__(self, environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        """Pass the request on."""
        if not environ["PATH_INFO"].endswith("/answer"):
            return self._app(environ, start)
        reply = list(self._app(environ, start))
        time.sleep(self.seconds)
        return reply


class Filling:
    """Somebody at a page of questions."""

    def __init__(self, laptop: Laptop, slow: SlowAnswers, windows: Windows, address: str) -> None:
        self.laptop, self.slow, self.address = laptop, slow, address
        self.page = windows.profile().new_page()
        self.sign_in(self.page)

    def sign_in(self, page: Page) -> None:
        """Open the work in a window."""
        page.goto(f"{self.address}/sign-in")
        page.fill("#passphrase", PASSPHRASE)
        with page.expect_navigation():
            page.keyboard.press("Enter")

    def start(self) -> Page:
        """Start an interview and show its first page."""
        self.page.goto(f"{self.address}/start")
        self.page.check("input[name=language][value=fa_AF]")
        self.page.select_option("#site", "AF3201")
        with self.page.expect_navigation():
            self.page.click("main button[data-kind=first]")
        return self.page

    def second_page(self) -> Page:
        """Start an interview and go on to the page about safety."""
        page = self.start()
        page.keyboard.type("۳۴")
        page.keyboard.press("Enter")
        self.saved()
        with page.expect_navigation():
            page.click("#next")
        return page

    def saved(self) -> None:
        """Wait until the page says that everything is saved."""
        self.page.wait_for_selector("#saved[data-state=saved]")

    def another_window(self) -> Page:
        """Open the same page in a second window of the same browser."""
        page = self.page.context.new_page()
        page.goto(self.page.url)
        page.bring_to_front()
        # Digits go to the question that has the focus; the page gives it to the first one.
        page.wait_for_function("document.activeElement.closest('[data-path]') !== null")
        return page


@pytest.fixture
def filling(laptop: Laptop, windows: Windows) -> Iterator[Filling]:
    slow = SlowAnswers(laptop.app)
    laptop.app.wsgi_app = slow  # type: ignore[method-assign, assignment]
    with served(laptop.app) as address:
        made = Filling(laptop, slow, windows, address)
        yield made
        slow.seconds = 0
        for page in made.page.context.pages:
            page.close()


def at(page: Page) -> str:
    """Return the path of the question that has the focus."""
    return str(page.evaluate("document.activeElement.closest('[data-path]')?.dataset.path ?? ''"))
