"""A facilitator's browser without JavaScript, for benchmarks on a running node."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from fieldtool.app import hub_client
from fieldtool.cli import demo_world
from fieldtool.cli.browsing import Browser, Page


@dataclass
class Work:
    """Signed-in work on a node."""

    browser: Browser
    address: str

    def open_interview(self) -> Page:
        """Start an interview with Q1 in Dari and return its first page."""
        page = self.browser.open(f"{self.address}/start")
        form = page.form(lambda one: bool(one.named("site")))
        form.put("site", "AF3201")
        form.put("language", "fa_AF")
        return self.browser.press(page, form)


@contextmanager
def signed_in(address: str) -> Iterator[Work]:
    """Give the demo facilitator's work on the node at *address*."""
    with hub_client(address) as client:
        browser = Browser(client)
        page = browser.open(address)
        form = page.form(lambda one: bool(one.named("passphrase")))
        form.put("passphrase", demo_world.PASSPHRASE)
        browser.press(page, form)
        yield Work(browser, address)


def memory_of(pid: int) -> float:
    """Return the resident bytes of a process; 0 where the system does not tell."""
    status = Path(f"/proc/{pid}/status")
    if not status.is_file():
        return 0.0
    lines = status.read_text(encoding="utf-8").splitlines()
    return next(float(line.split()[1]) * 1024 for line in lines if line.startswith("VmRSS"))


def worked_by(pid: int) -> float:
    """Return the seconds that a process had of the processor; 0 where the system does not tell."""
    status = Path(f"/proc/{pid}/stat")
    if not status.is_file():
        return 0.0
    fields = status.read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
