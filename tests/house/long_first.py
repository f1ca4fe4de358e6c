"""A pytest plugin: what takes long begins first, so that no worker is alone with it at the end."""

from __future__ import annotations

import pytest

_LONG = ("browser", "processes")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put files that start browsers or processes before the others; in each, nothing moves."""
    long = {item.path for item in items if any(map(item.get_closest_marker, _LONG))}
    items.sort(key=lambda item: item.path not in long)
