"""A demo and a Chromium for each worker; fresh windows for each test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.windows import Windows, chromium_running
from tests.browser.world import World, world


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
    with chromium_running() as running:
        yield running


@pytest.fixture
def windows(browser: Browser) -> Iterator[Windows]:
    """Return a maker of browser profiles; at the end none of them may have complained."""
    made = Windows(browser)
    yield made
    made.close()

    assert made.complaints.said == []


@pytest.fixture(scope="module")
def _shared_windows(browser: Browser) -> Iterator[Windows]:
    made = Windows(browser)
    yield made
    made.close()


@pytest.fixture
def shared_windows(_shared_windows: Windows) -> Iterator[Windows]:
    """Return a maker of windows that go from test to test; in none may one have complained."""
    _shared_windows.complaints.said = []
    yield _shared_windows

    assert _shared_windows.complaints.said == []


@pytest.fixture
def page(windows: Windows) -> Page:
    """Return a window of a profile that nothing was done with before."""
    return windows.profile().new_page()
