"""Rows of a repeat on the page: added, removed, brought back, one open where there are many."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote

import pytest
from werkzeug.test import TestResponse

from fieldtool.collect import drafts, facts
from tests.desk.world import World
from tests.web.laptop import Facilitator, Laptop, address_of, publish_sheet
from tests.web.pages import Page, words

FORM = Path(__file__).with_name("rows.md")


class Rows(Facilitator):
    """Somebody who fills the questionnaire of rows."""

    def begin(self, laptop: Laptop, language: str = "fa_AF") -> Page:
        (sittings,) = laptop.services.work._open.values()
        form = next(f.hash for f in facts.forms(sittings.workspace) if f.form_id == "rows")
        page = self.open("/start")
        given = {"form": form, "language": language, "site": "AF3201"}
        return self.send(page, "/start", given)

    def click(self, page: Page, button: str, status: int = 200, **answers: str) -> Page:
        """Press the button of a row by the start of its value, such as `add:hazard[`."""
        (value,) = values_of(page, button)
        return self.checked(self.press(page, {"row": value}, **answers), status)

    def part(self, page: Page, button: str) -> TestResponse:
        """Press it as the page's script does."""
        (value,) = values_of(page, button)
        return self.client.post(
            f"{page.one('#page-form')['action']}/rows",
            data={**self.content(page), "row": value},
            headers={"HX-Request": "true"},
        )


def values_of(page: Page, button: str) -> list[str]:
    found = [str(one["value"]) for one in page.soup.select("button[name=row]")]
    return [one for one in found if one.startswith(button) and one.count("/") == button.count("/")]


def titles(page: Page) -> list[str]:
    return [words(one) for one in page.soup.select(".rows-head > :first-child")]


def rows_of(page: Page) -> list[str]:
    return [str(one["id"]).removeprefix("q-") for one in page.soup.select(".rows-row")]


def outer(page: Page) -> list[str]:
    return [row for row in rows_of(page) if "/" not in row]


def saved(laptop: Laptop) -> dict[str, str]:
    (sittings,) = laptop.services.work._open.values()
    (draft,) = drafts.open_drafts(sittings.workspace)
    return drafts.answers_of(sittings.workspace, draft.id)[0]


@pytest.fixture
def person(world: World, laptop: Laptop) -> Rows:
    publish_sheet(world, FORM, {"fa_AF": "خطرها", "en": "Hazards"})
    made = Rows(laptop.app)
    made.sign_in_here()
    made.send(made.open("/send"), "/send", {})
    return made


@pytest.fixture
def page(person: Rows, laptop: Laptop) -> Page:
    return person.begin(laptop)


def test_a_row_is_added_and_the_answers_of_the_page_are_saved(
    person: Rows, page: Page, laptop: Laptop
) -> None:
    (first,) = outer(page)
    page = person.click(page, "add:hazard[", where="بازار")

    assert titles(page) == ["خطر 1 of 2", "شاهد 1 of 1", "خطر 2 of 2"]
    assert saved(laptop)[f"{first}/where"] == "بازار"
    assert saved(laptop)[rows_of(page)[2]] == ""


def test_the_title_of_a_row_has_the_digits_of_the_reader(person: Rows, laptop: Laptop) -> None:
    person.client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "fa-AF"
    page = person.begin(laptop)

    assert titles(page)[0] == "خطر ۱ از ۱"


def test_a_removed_row_is_named_and_can_be_brought_back(person: Rows, page: Page) -> None:
    (first,) = outer(page)
    page = person.click(page, "add:hazard[", where="بازار")
    page = person.click(page, f"remove:{first}")

    assert first not in rows_of(page)
    assert words(page.one(".rows-removed span")) == "Removed: “ بازار ”, 1 answer"

    page = person.click(page, f"add:{first}")

    assert rows_of(page)[0] == first
    assert page.question(f"{first}/where").select_one("input")["value"] == "بازار"  # type: ignore[index]
    assert "Removed" not in page.text


def test_an_empty_row_is_removed_without_a_word(person: Rows, page: Page) -> None:
    page = person.click(page, "add:hazard[")
    page = person.click(page, f"remove:{rows_of(page)[2]}")

    assert "Removed" not in page.text


def test_the_page_script_gets_the_changed_part_and_where_to_go(person: Rows, page: Page) -> None:
    part = Page.of(person.part(page, "add:hazard["))
    new = rows_of(part)[2]

    assert part.one("#fill")["data-focus"] == f"q-{new}"
    assert not part.has("h1")

    part = Page.of(person.part(page, f"remove:{rows_of(page)[0]}"))

    assert part.one("#fill")["data-focus"] == "q-hazard-add"


def test_the_same_click_sent_twice_adds_one_row(person: Rows, page: Page) -> None:
    person.part(page, "add:hazard[")
    part = Page.of(person.part(page, "add:hazard["))

    assert len([row for row in rows_of(part) if "/" not in row]) == 2


def test_inner_rows_belong_to_their_outer_row(person: Rows, page: Page, laptop: Laptop) -> None:
    (first,) = outer(page)
    page = person.click(page, f"add:{first}/seen[")
    inner = [row for row in rows_of(page) if "/" in row]

    assert len(inner) == 2
    assert [one.name for one in page.soup.select(".rows-head > :first-child")][:2] == ["h3", "h4"]
    assert saved(laptop)[inner[1]] == ""


def test_counted_rows_have_no_buttons(person: Rows, page: Page) -> None:
    page = person.fill(page, "anyway")
    page = person.fill(page, "2", many="۲")

    assert titles(page) == ["سرک 1 of 2", "سرک 2 of 2"]
    assert not page.has("button[name=row]")

    page = person.fill(page, "2", many="3")

    assert titles(page)[-1] == "پروژه 1 of 1"
    assert values_of(page, "add:streets/project[")


def test_a_hidden_question_of_a_row_comes_up_in_that_row_alone(person: Rows, page: Page) -> None:
    page = person.click(page, "add:hazard[")
    first, second = outer(page)
    form = {**person.content(page), f"{first}/kind": "other", "changed": f"{first}/kind"}
    answer = person.client.post(
        f"{page.one('#page-form')['action']}/answer", data=form, headers={"HX-Request": "true"}
    )
    part = Page.of(answer)

    assert not part.question(f"{first}/other").has_attr("hidden")
    assert part.question(f"{second}/other").has_attr("hidden")


def test_what_is_missing_names_the_row(person: Rows, page: Page) -> None:
    page = person.click(page, "add:hazard[", where="بازار")
    page = person.checked(person.press(page, {"go": "next"}), 422)

    assert "خطر 2 of 2: کجا؟ — " in page.one("#error-summary").get_text()
    assert len(page.errors()) == 1


def many(person: Rows, page: Page, count: int) -> Page:
    for _ in range(count - 1):
        page = person.click(page, "add:hazard[")
    return page


def test_of_many_rows_one_is_open_and_the_others_say_what_was_answered(
    person: Rows, page: Page
) -> None:
    page = person.click(page, "add:hazard[", where="بازار")
    page = many(person, page, 8)
    shown = [one for one in page.soup.select(".rows-row") if "/" not in str(one["id"])]

    assert [one["data-row"] for one in shown] == [*["closed"] * 8, "open"]
    assert "بازار" in words(shown[0])
    assert "no answer" in words(shown[1])

    first = str(shown[0]["id"]).removeprefix("q-")
    page = person.click(page, f"open:{first}")

    assert page.question(f"{first}/where").select_one("input")["value"] == "بازار"  # type: ignore[index]
    assert page.one("input[name=open]")["value"] == first


def test_a_closed_row_with_something_missing_is_opened_or_named(person: Rows, page: Page) -> None:
    page = many(person, page, 9)
    all_rows = outer(page)
    form = {**person.content(page), f"{all_rows[8]}/where": "کوچه", "go": "next"}
    page = person.checked(person.client.post(str(page.one("#page-form")["action"]), data=form), 422)

    assert page.one(f'[id="q-{all_rows[0]}"]')["data-row"] == "open"
    assert [link["href"] for link in page.soup.select("#error-summary a")][1] == f"#q-{all_rows[1]}"


def test_writing_into_a_row_that_another_window_removed_brings_it_back(
    person: Rows, page: Page
) -> None:
    (first,) = outer(page)
    other = person.open(str(page.one("#page-form")["action"]))
    person.click(page, f"remove:{first}")
    page = person.fill(other, "1", where="پارک")

    assert outer(page) == [first]
    assert "A row that was removed in another window is back" in page.text


def test_one_answer_into_a_row_that_another_window_removed_brings_it_back(
    person: Rows, page: Page, laptop: Laptop
) -> None:
    (first,) = outer(page)
    other = person.open(str(page.one("#page-form")["action"]))
    person.click(page, f"remove:{first}", where="بازار")
    part = Page.of(person.change(other, "kind", kind="dark"))

    assert outer(part) == [first]
    assert saved(laptop)[f"{first}/where"] == "بازار"
    assert saved(laptop)[f"{first}/kind"] == "dark"


def test_a_page_that_changes_nothing_in_a_removed_row_does_not_bring_it_back(
    person: Rows, page: Page, laptop: Laptop
) -> None:
    page = person.click(page, "add:hazard[", where="بازار")
    first = rows_of(page)[0]
    person.click(page, f"remove:{first}")
    page = person.fill(page, "1")

    assert first not in rows_of(page)
    assert saved(laptop)[first] == "removed"


@pytest.mark.parametrize("value", ["", "add:", "add:hazard", "fly:hazard[aaaaaa]", "add:x[aaaaaa]"])
def test_a_button_that_is_none_is_refused(person: Rows, page: Page, value: str) -> None:
    answer = person.press(page, {"row": value})

    assert answer.status_code == 404


def test_the_review_names_the_rows(person: Rows, page: Page) -> None:
    page = person.click(page, "add:hazard[", where="بازار")
    second = rows_of(page)[2]
    page = person.open(address_of(page, "/review"))
    link = next(href for href in page.links() if "#q-hazard" in href)

    assert words(page.soup.select("h3")[0]) == "خطر 1 of 2"
    assert unquote(link).endswith(f"open={second}/where#q-{second}/where")
