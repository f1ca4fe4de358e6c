"""Browser windows that remember what went wrong in them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    Response,
    StorageState,
    expect,
    sync_playwright,
)

from tests import chromium

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
WIDTH, HEIGHT = 1280, 900
MILLISECONDS = 30_000
# A browser says this of every page that tells of a problem; the test looks at the page itself.
_EXPECTED = "Failed to load resource"


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

    def forgive(self, wanted: str) -> None:
        """Leave out complaints with the text *wanted*, which the test wanted to see."""
        self.said = [line for line in self.said if wanted not in line]

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not message.text.startswith(_EXPECTED):
            self.said.append(f"console: {message.text}")

    def _request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in {"http", "https", "ws", "wss"} and parts.hostname != "127.0.0.1":
            self.said.append(f"asked elsewhere: {request.url}")

    def _response(self, response: Response) -> None:
        is_page = response.request.resource_type in {"document", "fetch"}
        if response.status >= 500 or (response.status >= 400 and not is_page):
            self.said.append(f"{response.status}: {urlsplit(response.url).path}")


class Windows:
    """Profiles of one browser, each as on a laptop of its own."""

    def __init__(self, browser: Browser) -> None:
        self.complaints = Complaints()
        self._browser = browser
        self._open: list[BrowserContext] = []
        self._kept: dict[str, Page] = {}

    def profile(self, state: StorageState | None = None, *, scripts: bool = True) -> BrowserContext:
        """Return a fresh profile, signed in as *state* says."""
        context = self._browser.new_context(
            viewport={"width": WIDTH, "height": HEIGHT},
            java_script_enabled=scripts,
            storage_state=state,
        )
        context.set_default_timeout(MILLISECONDS)
        self.complaints.listen(context)
        self._open.append(context)
        return context

    def kept(self, name: str, state: StorageState) -> Page:
        """Return the window *name*, as it would be in a profile that is signed in as *state* says.

        It is the one that was given back under that name: to open a profile takes longer than to
        look at a page in it. The program keeps nothing in a browser but cookies and what is open.
        """
        page = self._kept.pop(name, None) or self.profile(state).new_page()
        page.goto("about:blank")
        page.set_viewport_size({"width": WIDTH, "height": HEIGHT})
        for other in page.context.pages:
            if other is not page:
                other.close()
        page.context.clear_cookies()
        cookies: Any = state["cookies"]  # what is read and what is written have types of their own
        page.context.add_cookies(cookies)
        return page

    def give_back(self, name: str, page: Page) -> None:
        """Keep a window for the next test, which needs it under the same name."""
        self._kept[name] = page

    def close(self) -> None:
        """Close all of them."""
        for context in self._open:
            context.close()


def follows(page: Page, what: str) -> None:
    """Press what leads to another page and wait for that page."""
    with page.expect_navigation():
        page.click(what)


@contextmanager
def chromium_running() -> Iterator[Browser]:
    """Run a Chromium of this system without a screen."""
    # Two cores may be shared with everything else that is tested.
    expect.set_options(timeout=MILLISECONDS)
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium.find(), args=list(FLAGS))
        yield running
        running.close()
