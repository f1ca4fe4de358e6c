"""What a facilitator sees of interviews that were erased or purged."""

from __future__ import annotations

from datetime import timedelta

import pytest

from fieldtool.log.erasures import WITHDRAWN
from fieldtool.sync.hub import erasing
from tests.desk.world import World
from tests.web.laptop import Facilitator, address_of, interview_of


@pytest.fixture
def sent(facilitator: Facilitator) -> str:
    """Return an interview that was finished and sent."""
    address = address_of(facilitator.start())
    finish = f"{address}/finish"
    facilitator.send(facilitator.open(finish), finish, {"result": "partial"})
    facilitator.send(facilitator.open("/send"), "/send", {})
    return interview_of(address)


def test_an_erased_interview_is_named_by_its_date_and_the_reason(
    world: World, facilitator: Facilitator, sent: str
) -> None:
    with world.services.database.work() as session:
        hub, now = world.services.identity, world.clock.now()
        erasing.erase(session, hub, world.project, sent, reason=WITHDRAWN, clock=now)
    assert "HRT-07-001" in facilitator.open("/interviews").text
    facilitator.send(facilitator.open("/send"), "/send", {})
    page = facilitator.open("/interviews")

    assert "HRT-07-001" not in page.text
    assert "Erased at the request of the respondent" in page.text
    assert "No interview is finished yet" not in page.text
    facilitator.open("/")


def test_a_purged_interview_stays_in_the_list_with_its_proof(
    world: World, facilitator: Facilitator, sent: str
) -> None:
    world.clock.put(timedelta(days=8))
    facilitator.send(facilitator.open("/send"), "/send", {})
    rows = facilitator.open("/interviews").rows()
    (row,) = (row for row in rows if row[0] == "HRT-07-001")

    assert row[4].startswith("At the hub since ")
    assert "not on this laptop any more" in row[4]
