"""Many people from one list, and a card for each of them."""

from __future__ import annotations

import io
import re

import pytest
import segno

from fieldtool.problems import Code, Problem, ProblemKind
from fieldtool.storage.queries import people
from fieldtool.sync.laptop.enrol import spoken
from fieldtool.web.desk.people.people_lists import decoded, read
from fieldtool.web.parts.qr import drawn
from tests.desk.pages import Browser, Page, check
from tests.desk.world import FARIBA, World

LIST = "/people/list"
GOOD = """code,name,sex,language,trained,team
HRT-۰۸,زهره,female,dari,yes,
JAL-04,ګل غوټۍ,ښځه,پښتو,,KBL
TOR-01,Chiara,donna,it,sì,
"""
BAD = """کود;نام;جنس;زبان
HRT-07;فریبا;زن;دری
HRT-7;زهره;زن;دری
KBL-02;;زن;دری
KBL-03;مریم;;دری
KBL-04;لیلا;زن;کلینگون
KBL-05;پروین;زن;دری
KBL-05;پروانه;زن;دری
"""


def _look(browser: Browser, text: str, status: int = 200) -> Page:
    return browser.send(browser.open(LIST), LIST, status, list=text)


def test_a_list_in_any_language_is_shown_before_anybody_is_added(
    world: World, coordinator: Browser
) -> None:
    page = _look(coordinator, GOOD)
    with world.services.database.read() as session:
        assert people.get(session, world.project, "HRT-08") is None
    typed = page.soup.select("textarea")[0].get_text()
    page = coordinator.send(page, LIST, list=typed, do="add")
    with world.services.database.read() as session:
        known = {one.code: one for one in people.all_of(session, world.project)}

    assert "3 people were added" in str(page.soup)
    assert (known["HRT-08"].name, known["HRT-08"].trained, known["HRT-08"].team) == (
        "زهره",
        True,
        "HRT",
    )
    assert (known["JAL-04"].sex, known["JAL-04"].language, known["JAL-04"].team) == (
        "female",
        "ps",
        "KBL",
    )
    assert (known["TOR-01"].name, known["TOR-01"].language) == ("Chiara", "it")


def test_every_problem_stands_at_its_line_and_nobody_is_added(
    world: World, coordinator: Browser
) -> None:
    page = _look(coordinator, BAD, 422)
    wrong = {row[0]: row[-1] for row in page.rows()}
    answer = (
        coordinator.post(page, LIST, do="add") if page.soup.select("button[value=add]") else None
    )

    assert answer is None
    assert "FT-730" not in wrong["2"]
    for line, part in (
        ("2", "HRT-07"),
        ("3", "HRT-7"),
        ("4", "name"),
        ("5", "Choose one of the two"),
        ("6", "language"),
        ("7", "FT-551"),
        ("8", "FT-551"),
    ):
        assert part in wrong[line], (line, wrong[line])
    with world.services.database.read() as session:
        assert [one.code for one in people.all_of(session, world.project)] == ["HRT-07", "JAL-03"]


def test_a_list_that_is_wrong_is_not_added_by_a_hand_made_request(
    world: World, coordinator: Browser
) -> None:
    page = _look(coordinator, GOOD)
    coordinator.send(page, LIST, 422, list=BAD, do="add")

    with world.services.database.read() as session:
        assert len(people.all_of(session, world.project)) == 2


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_file_is_read_in_the_encodings_of_spreadsheets(
    coordinator: Browser, encoding: str
) -> None:
    token = str(coordinator.open(LIST).soup.select_one("main input[name=csrf_token]")["value"])  # type: ignore[index]
    data = {"csrf_token": token, "file": (io.BytesIO(GOOD.encode(encoding)), "هرات.csv")}
    page = check(coordinator.client.post(LIST, data=data))

    assert [row[1] for row in page.rows()] == ["HRT-08", "JAL-04", "TOR-01"]
    assert "ګل غوټۍ" in page.text


def test_the_old_encoding_of_windows_is_explained() -> None:
    with pytest.raises(Problem) as raised:
        decoded("code,name\nHRT-08,زهره".encode("cp1256"))

    assert raised.value.code is Code.PEOPLE_LIST_ENCODING


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", Code.PEOPLE_LIST_COLUMNS),
        ("HRT-08,زهره,female,dari", Code.PEOPLE_LIST_COLUMNS),
        ("code,code,name,sex,language\n", Code.PEOPLE_LIST_COLUMNS),
        ("code,name,sex,language\n", Code.PEOPLE_LIST_LENGTH),
        ("code,name,sex,language\n" + "HRT-08,ز,f,ps\n" * 501, Code.PEOPLE_LIST_LENGTH),
    ],
)
def test_what_is_no_list_is_told(text: str, code: ProblemKind) -> None:
    with pytest.raises(Problem) as raised:
        read(text)

    assert raised.value.code is code


def test_lines_without_anything_are_passed_over_and_short_ones_are_told(
    coordinator: Browser,
) -> None:
    page = _look(coordinator, "code\tname\tsex\tlanguage\n\n\t\t\t\nKBL-09\tمریم\n", 422)

    assert [row[0] for row in page.rows()] == ["4"]


def test_cards_are_in_the_language_of_their_person_and_set_a_laptop_up(
    world: World, coordinator: Browser
) -> None:
    page = coordinator.open("/people/cards")
    assert [box["value"] for box in page.soup.select("input[name=person][checked]")] == [
        "HRT-07",
        "JAL-03",
    ]
    page = coordinator.send(page, "/people/cards", person="HRT-07")
    [card] = page.soup.select(".cards .card")
    code = card.select("strong.code")[0].get_text()
    laptop = world.laptop(FARIBA, code)

    assert (card["lang"], card["dir"]) == ("fa-AF", "rtl")
    assert "فریبا" in card.get_text()
    assert "مصونیت جامعه" in card.get_text()
    assert card.select("svg path[d]")
    assert laptop.person == "HRT-07"
    state = {row[0]: row[6] for row in coordinator.open("/people").rows()}
    assert "set up" in state["HRT-07"]
    assert "No code yet" in state["JAL-03"]
    assert code.replace(" ", "-") not in str(coordinator.open("/people/cards").soup)


def test_the_drawing_has_every_dark_square_of_the_qr_code_and_no_other() -> None:
    text = spoken("https://hub.example.org", "ABCD-EFGH-IJKL-MNOP")
    path, size = drawn(text)
    squares = {
        (int(x) + step, int(y))
        for x, y, width in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\d+z", path)
        for step in range(int(width))
    }
    rows = [bytes(row) for row in segno.make(text, error="m", micro=False).matrix_iter(border=2)]
    dark = {(x, y) for y, row in enumerate(rows) for x, sign in enumerate(row) if sign}

    assert squares == dark
    assert size == len(rows)


def test_whoever_has_a_code_or_a_laptop_is_not_proposed_again(
    world: World, coordinator: Browser
) -> None:
    world.laptop(FARIBA)
    page = coordinator.open("/people/cards")
    coordinator.send(page, "/people/cards", person="JAL-03")
    page = coordinator.open("/people/cards")

    assert page.soup.select("input[name=person][checked]") == []
    assert [row[-1] for row in page.rows()] == ["Laptop is set up", "Code not used yet"]


def test_nobody_chosen_is_told(coordinator: Browser) -> None:
    page = coordinator.open("/people/cards")
    page = coordinator.send(page, "/people/cards", 422, person="XYZ-99")

    assert "Nobody was chosen" in str(page.soup)


@pytest.mark.parametrize("language", ["fa_AF", "ps", "en", "it"])
def test_each_page_is_there_in_every_language(world: World, language: str) -> None:
    browser = world.browser("yusuf.herat", language)

    assert _look(browser, BAD, 422).heading
    assert browser.open("/people/cards").heading
