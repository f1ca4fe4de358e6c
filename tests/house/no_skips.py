"""A pytest plugin: a test that is skipped for want of something fails."""

from __future__ import annotations

from collections.abc import Generator
from typing import TypeVar

import pytest

Report = TypeVar("Report", pytest.TestReport, pytest.CollectReport)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Turn a skipped test into a failed one."""
    return _strict((yield))


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Turn a skipped module into a failed one."""
    return _strict((yield))


def _strict(report: Report) -> Report:
    reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else ""
    # `only on Windows` is the one good reason: nothing that can be installed would help.
    if report.skipped and reason and not reason.startswith("Skipped: only on "):
        report.outcome = "failed"
        report.longrepr = f"{reason}\nA part that tests need is missing; nothing may be skipped."
    return report
