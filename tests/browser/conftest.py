"""A demo and a Chromium for each worker; a fresh window and a list of complaints for each test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    Response,
    StorageState,
    sync_playwright,
)

from tests import chromium

pytest.register_assert_rewrite("tests.browser.facilitator", "tests.browser.keyboard")

from tests.browser.world import World, world  # noqa: E402 - after what pytest has to rewrite

FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Whatever a page asks for elsewhere is not found; a route would turn the cache off as well.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)
# A browser says this of every page that tells of a problem; the test looks at the page itself.
EXPECTED = "Failed to load resource"
WIDE = {"width": 1280, "height": 900}
MILLISECONDS = 15_000

NewContext = Callable[..., BrowserContext]


@pytest.fixture(scope="session")
def _demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with world(tmp_path_factory.mktemp("demo")) as running:
        yield running


@pytest.fixture
def demo(_demo: World) -> World:
    """Return the running demo; a test that killed something may have failed before this one."""
    _demo.repair()
    return _demo


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium.find(), args=list(FLAGS))
        yield running
        running.close()


class Complaints:
    """What a browser complained of; empty at the end of a good test."""

    def __init__(self) -> None:
        self.said: list[str] = []

    def listen(self, context: BrowserContext) -> None:
        """Note errors, refusals by the content security policy, and anything asked elsewhere."""
        context.on("console", self._console)
        context.on("weberror", lambda error: self.said.append(f"script: {error.error}"))
        context.on("request", self._request)
        context.on("response", self._response)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not message.text.startswith(EXPECTED):
            self.said.append(f"console: {message.text}")

    def _request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in {"http", "https", "ws", "wss"} and parts.hostname != "127.0.0.1":
            self.said.append(f"asked elsewhere: {request.url}")

    def _response(self, response: Response) -> None:
        is_page = response.request.resource_type in {"document", "fetch"}
        if response.status >= 500 or (response.status >= 400 and not is_page):
            self.said.append(f"{response.status}: {urlsplit(response.url).path}")


@pytest.fixture
def complaints() -> Complaints:
    return Complaints()


@pytest.fixture
def new_context(browser: Browser, complaints: Complaints) -> Iterator[NewContext]:
    """Return a maker of browser profiles; at the end none of them may have complained."""
    made: list[BrowserContext] = []

    def make(state: StorageState | None = None, *, scripts: bool = True) -> BrowserContext:
        context = browser.new_context(
            viewport={"width": WIDE["width"], "height": WIDE["height"]},
            java_script_enabled=scripts,
            storage_state=state,
        )
        context.set_default_timeout(MILLISECONDS)
        complaints.listen(context)
        made.append(context)
        return context

    yield make
    for context in made:
        context.close()

    assert complaints.said == []


@pytest.fixture
def page(new_context: NewContext) -> Page:
    """Return a window of a profile that nothing was done with before."""
    return new_context().new_page()
