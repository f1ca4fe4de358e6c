"""The program in a real Chromium, with real servers behind it."""

from __future__ import annotations

import pytest

# What these assert is shown as in the tests themselves.
pytest.register_assert_rewrite(
    "tests.browser.facilitator", "tests.browser.keyboard", "tests.browser.look"
)
