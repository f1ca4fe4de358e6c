"""What holds for every shipped questionnaire: complete, coded alike, with its protections."""

from __future__ import annotations

import re
from itertools import groupby

import pytest

from fieldtool.forms.checking import check_form
from fieldtool.questionnaires import PROFILES, media, workbook
from fieldtool.questionnaires.catalogue import find
from fieldtool.questionnaires.registers import REGISTERS
from tests.questionnaires.sheets import (
    BEGINS,
    EN,
    ENDS,
    FA,
    IDS,
    LANGUAGES,
    MESSAGES,
    PERSONAL,
    PS,
    Row,
    book,
    choices,
    kind,
    of_respondents,
    questions,
    rows,
    survey,
    visible,
)

CODES_WITH_A_MEANING = ["96", "97", "98", "99"]
# What the law or the rules need; nobody can leave these out and go on.
GATES = {"age_check", "consent", "guardian_consent", "assent", "council_agrees"}

every = pytest.mark.parametrize("form", IDS)


@every
def test_the_settings_name_the_form_and_its_version(form: str) -> None:
    (settings,) = rows(form, "settings")

    assert settings["form_id"] == form
    assert re.fullmatch(r"20\d{8}", settings["version"])
    assert settings["default_language"] == EN


@every
@pytest.mark.parametrize("profile", PROFILES)
def test_the_check_finds_nothing(form: str, profile: str) -> None:
    report = check_form(*workbook(form), media(form, profile), REGISTERS)

    assert [str(each.problem) for each in report.findings] == []


@every
def test_names_are_plain_and_used_once(form: str) -> None:
    names = [row["name"] for row in survey(form) if row["name"] and kind(row) not in ENDS]

    assert all(re.fullmatch("[a-z][a-z0-9_]*", name) for name in names)
    assert len(names) == len(set(names))


@every
def test_every_question_is_on_a_page(form: str) -> None:
    depth = 0
    for row in survey(form):
        depth += (kind(row) in BEGINS) - (kind(row) in ENDS)
        assert depth or row not in questions(form), row["name"]
    assert depth == 0


@every
@pytest.mark.parametrize("column", MESSAGES)
def test_a_text_that_is_there_in_one_language_is_there_in_all_four(form: str, column: str) -> None:
    for row in survey(form):
        filled = [language for language in LANGUAGES if row[f"{column}::{language}"]]

        assert filled in ([], list(LANGUAGES)), row["name"]


@every
def test_everything_that_is_read_has_a_label(form: str) -> None:
    assert [row["name"] for row in visible(form) if not row[f"label::{EN}"]] == []


@every
def test_every_choice_has_a_label_in_all_four_languages(form: str) -> None:
    unlabelled = [
        row for row in choices(form) if not all(row[f"label::{each}"] for each in LANGUAGES)
    ]

    assert unlabelled == []


@every
def test_every_list_is_used(form: str) -> None:
    listed = [row["type"].split(" ") for row in questions(form) if " " in row["type"]]
    used = {words[1] for words in listed if words[0] != "select_one_from_file"}

    assert {row["list_name"] for row in choices(form)} == used


@every
def test_whatever_can_be_refused_says_why_in_words(form: str) -> None:
    for row in survey(form):
        assert bool(row["required"]) == bool(row[f"required_message::{EN}"]), row["name"]
        assert bool(row["constraint"]) == bool(row[f"constraint_message::{EN}"]), row["name"]


@every
def test_answers_are_coded_in_their_order_and_then_from_96_to_99(form: str) -> None:
    for name, group in groupby(choices(form), key=lambda row: row["list_name"]):
        codes = [row["name"] for row in group]
        plain = [code for code in codes if code not in CODES_WITH_A_MEANING]
        # Ratings of places run from 0 to 3, as in other safety audits.
        first = 0 if name.startswith("r_") else 1

        assert plain == [str(n) for n in range(first, first + len(plain))], name
        assert codes == plain + [code for code in CODES_WITH_A_MEANING if code in codes], name


@pytest.mark.parametrize("form", PERSONAL)
@pytest.mark.parametrize("code", ["98", "99"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_not_knowing_and_not_answering_are_said_alike_everywhere(
    form: str, code: str, language: str
) -> None:
    labels = {row[f"label::{language}"] for row in choices(form) if row["name"] == code}

    assert len(labels) == 1
    assert "(" in labels.pop(), "says that it is not read out"


@pytest.mark.parametrize("form", PERSONAL)
def test_every_question_to_the_respondent_can_be_left_unanswered(form: str) -> None:
    refusable = {row["list_name"] for row in choices(form) if row["name"] == "99"}
    for row in of_respondents(form):
        if row["name"] in GATES or not row["required"]:
            continue
        if kind(row) == "integer":
            assert ". = 98 or . = 99" in row["constraint"], row["name"]
        else:
            assert row["type"].split(" ")[1] in refusable, row["name"]


@every
def test_every_question_says_where_it_comes_from_and_who_may_be_asked(form: str) -> None:
    for row in survey(form):
        if kind(row) in (*BEGINS, *ENDS):
            continue
        assert row["source"], row["name"]
        assert row["who"], row["name"]
        assert row["sensitivity"] in {"A", "B", "C"}, row["name"]
        assert row["review"] in {"draft", "reviewed"}, row["name"]


@every
def test_the_form_is_as_sensitive_as_its_most_sensitive_question(form: str) -> None:
    assert max(row["sensitivity"] for row in survey(form)) == find(form).sensitivity


@every
def test_the_version_of_the_consent_text_is_that_of_the_form(form: str) -> None:
    (settings,) = rows(form, "settings")
    stored = [row["calculation"] for row in survey(form) if row["name"] == "consent_text"]

    assert stored == ([f"'{settings['version']}'"] if form in PERSONAL else [])


@every
def test_a_person_is_never_asked_for_a_name_or_a_way_to_find_them(form: str) -> None:
    forbidden = re.compile(r"(^|_)(name|phone|address|tazkira|email|gps|location)(_|$)")
    asked_of_a_person = {"select_one", "select_multiple", "integer", "text"}

    assert [row["name"] for row in questions(form) if forbidden.search(row["name"])] == []
    if form in PERSONAL:
        assert {kind(row) for row in questions(form)} <= asked_of_a_person


@every
def test_no_names_are_asked_for_before_every_free_text(form: str) -> None:
    notices: set[str] = set()
    for row in survey(form):
        if row["name"].endswith("_no_names"):
            notices.add(row["name"].removesuffix("_no_names"))
        free = kind(row) == "text" and "regex(" not in row["constraint"]
        if free:
            assert any(row["name"].startswith(each) or each in row["name"] for each in notices)


@every
def test_pictures_are_taken_without_people(form: str) -> None:
    reminded = False
    for row in survey(form):
        if kind(row) == "begin_group":
            reminded = False
        reminded = reminded or row["name"].endswith("_no_people")
        assert kind(row) != "image" or reminded, row["name"]


@every
def test_the_workbook_is_tidy_for_its_reviewers(form: str) -> None:
    for name in ("survey", "choices"):
        sheet = book(form)[name]
        assert sheet.freeze_panes == "C2"
        for column in sheet.iter_cols():
            if str(column[0].value).endswith((FA, PS)):
                assert all(cell.alignment.readingOrder == 2 for cell in column[1:])
            assert all(cell.alignment.wrap_text for cell in column)


def test_only_what_happened_to_a_person_is_restricted() -> None:
    restricted = {form for form in IDS if find(form).restricted}

    assert restricted == {"victimisation-restricted"}
    assert {form for form in IDS if find(form).sensitivity == "C"} == restricted


def test_the_restricted_form_has_a_title_that_gives_nothing_away() -> None:
    words = re.compile(
        "victim|violen|harass|crim|قربان|خشونت|آزار|تاوتریخوالی|ځورون", re.IGNORECASE
    )
    (settings,) = rows("victimisation-restricted", "settings")
    titles = [settings["form_title"], *find("victimisation-restricted").title.values()]

    assert [title for title in titles if words.search(title)] == []


def asked_before(form: str, name: str) -> list[Row]:
    found: list[Row] = []
    for row in questions(form):
        if row["name"] == name:
            return found
        found.append(row)
    raise AssertionError(name)


@pytest.mark.parametrize("form", PERSONAL)
def test_nobody_is_asked_anything_about_themselves_before_agreeing(form: str) -> None:
    early = asked_before(form, "consent")

    assert {row["sensitivity"] for row in early} <= {"A"}


@every
def test_whoever_is_asked_can_leave_every_question(form: str) -> None:
    listed: dict[str, set[str]] = {}
    for choice in choices(form):
        listed.setdefault(choice["list_name"], set()).add(choice["name"])
    # Taking part is a yes or a no; and who is chosen, and how old, is not asked of the person.
    apart = re.compile("^(consent|guardian|assent|quote|age)( |$)")
    # What a council or an office states, and how many raised a hand, nobody says of themselves.
    stated = re.compile("^(council|official)")
    stuck = []
    for row in of_respondents(form):
        is_count = kind(row) == "integer" and form not in PERSONAL
        if row["required"] != "yes" or apart.match(row.get("asks", "")):
            continue
        if is_count or stated.match(row["who"]):
            continue
        if kind(row).startswith("select"):
            can_leave = "99" in listed[row["type"].split(" ")[1]]
        else:
            can_leave = not row["constraint"] or "99" in row["constraint"]
        if not can_leave:
            stuck.append((row["name"], row["who"]))

    assert stuck == []
