"""A questionnaire in one language that its sheet does not name."""

from __future__ import annotations

from pathlib import Path

from fieldtool.sync.hub.offering import Offering
from tests.desk.world import World
from tests.web.laptop import Laptop, publish_sheet

SHEET = """
| survey | | | |
| | type | name | label |
| | begin_group | street | سرک |
| | text | where | کجا تاریک است؟ |
| | end_group | | |
| settings | | |
| | form_id | version |
| | dark | 1 |
"""
TITLE = {"fa_AF": "سرک‌های تاریک", "en": "Dark streets"}


def test_it_is_begun_from_the_start_page_where_no_other_is_on_the_laptop(
    world: World, laptop: Laptop, tmp_path: Path
) -> None:
    sheet = tmp_path / "dark.md"
    sheet.write_text(SHEET, encoding="utf-8")
    publish_sheet(world, sheet, TITLE)
    with world.services.database.work() as session:
        hub, now = world.services.identity, world.clock.now()
        Offering(session, hub, world.project, now).retire("kinds")
    person = laptop.facilitator("ps")
    person.send(person.open("/send"), "/send", {})
    page = person.open("/start")

    assert [one["value"] for one in page.soup.select("[name=language][checked]")] == ["-"]
    assert "د پوښتنلیک ژبه" in page.text
    asked = person.send(page, "/start", {"language": "-", "site": "AF3201"})
    assert "کجا تاریک است؟" in asked.text
    # Nothing but its letters says from which side it is read.
    assert asked.one(".questions")["dir"] == "auto"
