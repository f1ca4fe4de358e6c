"""Numbers that a form inserts into its sentences are in the digits of the sentence's language."""

from __future__ import annotations

from pathlib import Path

from fieldtool.collect import drafts, facts
from tests.desk.world import World
from tests.web.laptop import Facilitator, Laptop, address_of, publish_sheet
from tests.web.pages import Page

SHEET = """
| survey | | | | | | |
| | type | name | label::دری (fa-AF) | label::پښتو (ps) | label::English (en) | calculation |
| | begin_group | who | فامیل | کورنۍ | Household | |
| | integer | women | چند زن؟ | څو ښځې؟ | How many women? | |
| | decimal | hours | چند ساعت؟ | څو ساعته؟ | How many hours? | |
| | text | phone | یکی از ${total}؟ | له ${total} څخه یو؟ | One of ${total}? | |
| | calculate | total | | | | ${women} * 12 |
| | note | told | جمله: ${total} در ${hours} و ${phone} | ټول: ${total} | In all: ${total} | |
| | end_group | | | | | |
| settings | | | |
| | form_id | version | default_language |
| | totals | 1 | دری (fa-AF) |
"""
ANSWERS: dict[str, str | list[str]] = {"women": "۱۲", "hours": "۲٫۵", "phone": "799123456"}
TITLE = {"fa_AF": "جمله‌ها", "en": "Totals"}


def begin(world: World, laptop: Laptop, sheet: Path) -> tuple[Facilitator, Page]:
    sheet.write_text(SHEET, encoding="utf-8")
    publish_sheet(world, sheet, TITLE)
    person = laptop.facilitator()
    person.send(person.open("/send"), "/send", {})
    (sittings,) = laptop.services.work._open.values()
    form = next(f.hash for f in facts.forms(sittings.workspace) if f.form_id == "totals")
    given = {"form": form, "language": "fa_AF", "site": "AF3201"}
    return person, person.send(person.open("/start"), "/start", given)


def test_a_total_is_in_the_digits_of_each_language_and_a_telephone_number_as_it_was_typed(
    world: World, laptop: Laptop, tmp_path: Path
) -> None:
    person, page = begin(world, laptop, tmp_path / "totals.md")
    page = person.checked(person.press(page, {"go": "here"}, **ANSWERS), 200)
    page = person.checked(person.press(page, {"beside": "English (en)"}), 200)

    assert "جمله: ۱۴۴ در ۲٫۵ و 799123456" in page.text
    assert "In all: 144" in page.text
    assert "یکی از ۱۴۴ ؟" in person.open(address_of(page, "/review")).text
    assert "له ۱۴۴ څخه یو؟" in person.open(address_of(page, "/print?read=ps")).text
    (sittings,) = laptop.services.work._open.values()
    (draft,) = drafts.open_drafts(sittings.workspace)
    kept = drafts.answers_of(sittings.workspace, draft.id)[0]
    assert (kept["who/women"], kept["who/hours"]) == ("12", "2.5")
