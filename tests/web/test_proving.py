"""The proof on the laptop: interview by interview what the hub has signed for."""

from __future__ import annotations

import csv
import io

from fieldtool.storage import settings
from fieldtool.storage.queries import entries, purged
from tests.desk.world import World
from tests.sync.photographs import photo, photograph
from tests.web.laptop import Facilitator, Laptop
from tests.web.test_sending import work_of


def hub_has(world: World, laptop: Laptop) -> list[str]:
    """Return the ids of the entries that the hub has of the laptop."""
    with world.services.database.read() as session:
        found = entries.all_of(session, world.project, work_of(laptop).log)
    return [one.id for one in found]


def test_before_anything_was_sent_nothing_is_claimed(
    world: World, laptop: Laptop, facilitator: Facilitator
) -> None:
    photograph(work_of(laptop), world.clock, 1, photo(1))
    page = facilitator.open("/proof")

    assert "1 finalised, 0 at the hub, the rest only on this laptop" in page.text
    assert "Last receipt of the hub None yet" in page.text
    assert page.rows()[0][2] == "On this laptop"
    assert page.rows()[0][5] == "0 of 1"


def test_each_interview_has_what_the_hub_has_under_the_same_hash(
    world: World, laptop: Laptop, facilitator: Facilitator
) -> None:
    photograph(work_of(laptop), world.clock, 1, photo(1), photo(2))
    photograph(work_of(laptop), world.clock, 2)
    facilitator.send(facilitator.open("/send"), "/send", {})
    page = facilitator.open("/proof")

    assert "2 finalised, 2 at the hub, chain whole" in page.text
    last = hub_has(world, laptop)[-1]
    assert f"2 entries, up to {last[:4]} {last[4:8]}" in page.text
    assert "2 of 2 at the hub" in page.text
    assert "http://localhost" in page.text
    said = {row[4].replace(" ", "") for row in page.rows()}
    assert said == {one[:8] for one in hub_has(world, laptop)}
    assert {row[3] for row in page.rows()} == {"1", "2"}
    assert [row[5] for row in page.rows()] == ["", "2 of 2"]


def test_what_was_written_after_the_last_receipt_makes_the_proof_partial(
    world: World, laptop: Laptop, facilitator: Facilitator
) -> None:
    photograph(work_of(laptop), world.clock, 1)
    facilitator.send(facilitator.open("/send"), "/send", {})
    photograph(work_of(laptop), world.clock, 2)

    assert "2 finalised, 1 at the hub, the rest only on this laptop" in (
        facilitator.open("/proof").text
    )


def test_a_photo_that_the_hub_lacks_is_not_counted_as_there(
    world: World, laptop: Laptop, facilitator: Facilitator
) -> None:
    (ref,) = photograph(work_of(laptop), world.clock, 1, photo(1))
    facilitator.send(facilitator.open("/send"), "/send", {})
    world.services.blobs.remove(ref.name)
    work_of(laptop).blobs.remove(ref.name)
    facilitator.send(facilitator.open("/send"), "/send", {})

    assert facilitator.open("/proof").rows()[0][5] == "0 of 1"


def test_the_list_is_a_file_for_spreadsheets_too(
    world: World, laptop: Laptop, facilitator: Facilitator
) -> None:
    photograph(work_of(laptop), world.clock, 1)
    facilitator.send(facilitator.open("/send"), "/send", {})
    given = facilitator.client.get("/proof.csv")
    rows = list(csv.reader(io.StringIO(given.data.decode("utf-8-sig"))))

    assert given.headers["Content-Disposition"] == 'attachment; filename="proof.csv"'
    assert len(rows) == 2
    assert rows[1][0] == "HRT-07-001"
    assert rows[1][3].startswith("2026-11-22T")
    assert rows[1][5].replace(" ", "") == hub_has(world, laptop)[0][:8]


def test_nobody_sees_the_proof_without_signing_in(laptop: Laptop) -> None:
    stranger = Facilitator(laptop.app)

    assert stranger.client.get("/proof").status_code == 302
    assert stranger.client.get("/proof.csv").status_code == 302


def test_behind_a_relay_the_list_says_what_the_hub_above_has(
    world: World, laptop: Laptop, facilitator: Facilitator
) -> None:
    for number in (1, 2):
        photograph(work_of(laptop), world.clock, number)
    facilitator.send(facilitator.open("/send"), "/send", {})
    assert "hub above" not in facilitator.open("/proof").text
    ws = work_of(laptop)
    with ws.database.work() as session:
        # As the answer of a relay leaves it.
        settings.put(session, ws.project_id, purged.ABOVE, "1")
    page = facilitator.open("/proof")

    assert "1 of 2, as this hub says" in page.text
    assert sorted(row[6] for row in page.rows()) == ["Not yet", "Yes"]
    lines = list(csv.reader(io.StringIO(facilitator.client.get("/proof.csv").text)))
    assert lines[0][-1] == "At the hub above"
    assert sorted(line[-1] for line in lines[1:]) == ["Not yet", "Yes"]
