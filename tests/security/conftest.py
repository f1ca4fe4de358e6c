"""A membership as enrolment would make it."""

from __future__ import annotations

import pytest

from fieldtool.security.workspace import Membership
from tests import memberships


@pytest.fixture
def membership(project: str) -> Membership:
    return memberships.membership(project)
