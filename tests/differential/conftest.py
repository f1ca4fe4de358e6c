"""Compares the engines where there is a JDK; says so where there is none."""

from __future__ import annotations

import pytest

from tests.differential import javarosa

collect_ignore = [] if javarosa.is_here() else ["test_differential.py"]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say at the end when nothing was compared."""
    if not javarosa.is_here():
        terminalreporter.write_line(
            "No JDK here (java and javac): the form engine was not compared with JavaRosa."
        )
