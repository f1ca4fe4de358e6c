"""`fieldtool forms`: what a designer types, sees and keeps."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from fieldtool.cli import fieldtool
from fieldtool.forms import convert_workbook
from fieldtool.problems import Code, Problem
from fieldtool.questionnaires import workbook
from tests.cli import terminal
from tests.cli.terminal import Said

GOOD = """
| survey |
|  | type | name | label |
|  | integer | عمر | چند ساله هستید؟ |
"""
BAD = """
| survey |
|  | type | name | label | relevant |
|  | integer | age | Age | nosuch(1) |
|  | text | road | Road | 1 + |
"""
HALF = """
| survey |
|  | type | name | label::دری (fa-AF) | label::English (en) |
|  | integer | age | | Age |
"""


def put(folder: Path, name: str, text: str | bytes) -> str:
    """Write a file and return its path."""
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(text.strip().encode() if isinstance(text, str) else text)
    return str(path)


def run(*arguments: str, typed: str = "") -> Said:
    """Run `fieldtool …` in this process, which is quicker than a new one."""
    done = CliRunner().invoke(fieldtool, arguments, input=typed.encode())
    return Said(done.exit_code, done.stdout, done.stderr)


# -- check


def test_a_good_form_is_said_to_be_good(tmp_path: Path) -> None:
    said = run("forms", "check", put(tmp_path, "سروی.md", GOOD))

    assert (said.code, said.err) == (0, "")
    assert said.out == "سروی.md: nothing found.\n"


def test_all_that_is_wrong_is_said_with_its_place_and_each_form_ends_with_a_summary(
    tmp_path: Path,
) -> None:
    good, bad = put(tmp_path, "good.md", GOOD), put(tmp_path, "bad.md", BAD)

    said = run("forms", "check", bad, good)

    lines = said.out.splitlines()
    assert said.code == 1
    assert lines[0].startswith("bad.md: error FT-109: survey, row 2, column “relevant”: ")
    assert lines[1].startswith("bad.md: error FT-107: survey, row 3, column “relevant”: ")
    assert lines[2:] == ["bad.md: 2 errors, 0 warnings.", "good.md: nothing found."]


def test_warnings_count_only_when_that_is_asked_for(tmp_path: Path) -> None:
    form = put(tmp_path, "half.md", HALF)

    assert run("forms", "check", form).code == 0
    assert run("forms", "check", "--strict", form).code == 1


def test_messages_come_in_the_language_that_is_asked_for(tmp_path: Path) -> None:
    said = run("forms", "check", "--language", "it", put(tmp_path, "half.md", HALF))

    assert "avviso FT-160" in said.out
    assert "half.md: 0 errori, 1 avviso." in said.out


def test_files_are_found_beside_the_form_and_in_its_folder_of_media(tmp_path: Path) -> None:
    form = put(
        tmp_path,
        "survey.md",
        """
        | survey |
        |  | type | name | label | image |
        |  | select_one_from_file districts.csv | district | Where? | |
        |  | note | look | Look | my map.png |
        """,
    )
    missing = run("forms", "check", form)
    put(tmp_path, "districts.csv", "name,label\n1,هرات\n")
    put(tmp_path / "survey-media", "my map.png", b"\x89PNG")

    assert missing.code == 1
    assert "districts.csv" in missing.out
    assert "my map.png" in missing.out
    assert run("forms", "check", "--strict", form).out == "survey.md: nothing found.\n"


def test_a_shipped_questionnaire_passes_without_a_word(tmp_path: Path) -> None:
    name, content = workbook("safety-perception")

    said = run("forms", "check", "--strict", put(tmp_path, name, content))

    assert (said.code, said.out) == (0, f"{name}: nothing found.\n")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("photo.xlsx", b"\x89PNG\r\n"),
        ("form.xls", b""),
        ("form.txt", b"hello"),
        ("bomb.xml", b"<!DOCTYPE a [<!ENTITY b 'bomb'>]><a>&b;</a>"),
        ("outside.xml", b"<!DOCTYPE a SYSTEM 'file:///etc/hosts'><a/>"),
        ("deep.xml", b"<a>" * 100_000),
        ("big.csv", b"x" * 20_000_001),
    ],
)
def test_what_is_no_form_is_refused_in_one_line(tmp_path: Path, name: str, content: bytes) -> None:
    path = put(tmp_path, name, content)

    said = run("forms", "check", path)

    assert (said.code, said.err) == (1, "")
    assert re.fullmatch(rf"{name}: error FT-\d+: .+\n{name}: 1 error, 0 warnings\.\n", said.out)
    assert name in said.out.split("FT-")[1]


def test_a_list_of_a_hundred_thousand_rows_is_no_trouble(tmp_path: Path) -> None:
    form = put(
        tmp_path,
        "form.md",
        "| survey |\n| | type | name | label |\n| | select_one_from_file p.csv | p | P |\n",
    )
    rows = "".join(f"{number},جای {number}\n" for number in range(100_000))
    put(tmp_path, "p.csv", "name,label\n" + rows)

    assert run("forms", "check", form).out == "form.md: nothing found.\n"


# -- convert


def test_a_workbook_is_converted_and_never_overwrites_unasked(tmp_path: Path) -> None:
    form = put(tmp_path, "form.md", GOOD)
    made = tmp_path / "form.xml"

    first = run("forms", "convert", form)
    made.write_text("mine")
    second = run("forms", "convert", form)

    assert (first.code, first.out) == (0, f"form.md: written to {made}\n")
    assert second.code == 1
    assert "FT-810" in second.err
    assert made.read_text() == "mine"
    assert run("forms", "convert", "--force", form).code == 0
    assert made.read_text() == convert_workbook("form.md", GOOD.strip().encode()).xform


def test_the_file_to_write_and_the_files_that_are_read_are_told(tmp_path: Path) -> None:
    name, content = workbook("safety-perception")
    target = tmp_path / "q1.xml"

    said = run("forms", "convert", put(tmp_path, name, content), "--output", str(target))

    assert said.out.splitlines() == [f"{name}: written to {target}", f"{name}: reads project.csv"]
    assert target.exists()


def test_external_choices_are_written_beside_the_form(tmp_path: Path) -> None:
    form = put(
        tmp_path,
        "form.md",
        """
        | survey |
        |  | type | name | label | choice_filter |
        |  | text | province | Province | |
        |  | select_one_external towns | town | Town | province=${province} |
        | choices |
        |  | list_name | name | label |
        |  | yn | 1 | Yes |
        | external_choices |
        |  | list_name | name | province |
        |  | towns | herat | AF32 |
        """,
    )

    assert run("forms", "convert", form).code == 0
    assert "herat" in (tmp_path / "itemsets.csv").read_text()


def test_a_form_that_cannot_be_converted_is_told_and_the_others_are_written(tmp_path: Path) -> None:
    wrong = put(tmp_path, "wrong.md", GOOD.replace("integer", "intteger"))
    good = put(tmp_path, "good.md", GOOD)

    said = run("forms", "convert", wrong, good, "--output", str(tmp_path))

    assert said.code == 1
    assert "wrong.md: error FT-102" in said.err
    assert not (tmp_path / "wrong.xml").exists()
    assert (tmp_path / "good.xml").exists()


def test_an_xform_is_not_converted_again(tmp_path: Path) -> None:
    said = run("forms", "convert", put(tmp_path, "form.xml", "<a/>"))

    assert said.code == 1
    assert "FT-814" in said.err


# -- play


def play(path: str, script: str, *options: str) -> list[dict[str, Any]]:
    said = run("forms", "play", path, *options, typed=script)
    assert (said.code, said.err) == (0, "")
    return [json.loads(line) for line in said.out.splitlines()]


def test_each_line_is_answered_by_one_line_and_a_bad_one_ends_nothing(tmp_path: Path) -> None:
    form = put(tmp_path, "form.md", GOOD)
    script = "set\tعمر\t34\n\nnonsense\n# a comment\n\x00\xff\nvalidate\nsubmit"

    said = terminal.run("forms", "play", form, typed=script)

    answers = [json.loads(line) for line in said.out.splitlines()]
    assert (said.code, said.err) == (0, "")
    assert [each["ok"] for each in answers] == [True, False, False, True, True]
    assert answers[0]["changed"][0]["value"] == "34"
    assert "<عمر>34</عمر>" in answers[-1]["xml"]


def test_the_same_seed_and_moment_give_the_same_interview(tmp_path: Path) -> None:
    form = put(
        tmp_path,
        "form.md",
        """
        | survey |
        |  | type | name | label | calculation |
        |  | today | today | | |
        |  | note | n | N | |
        |  | calculate | dice | | once(random()) |
        |  | calculate | at | | string(now()) |
        """,
    )
    fixed = ("--seed", "7", "--now", "2026-11-22T23:30:00+00:00", "--zone", "Asia/Kabul")

    first, second = (play(form, "state\nsubmit\n", *fixed) for _ in range(2))
    other = play(form, "submit\n", "--seed", "8", "--now", "2026-11-22T23:30:00+00:00")

    assert first == second
    assert first[1]["xml"] != other[0]["xml"]
    assert "<today>2026-11-23</today>" in first[1]["xml"]


def test_a_form_as_xml_and_a_shipped_questionnaire_can_be_played(tmp_path: Path) -> None:
    name, content = workbook("safety-perception")
    book = put(tmp_path, name, content)
    xml = put(tmp_path, "q1.xml", convert_workbook(name, content).xform)
    script = "lang\tItaliano (it)\neval\t/data/profile\n"

    for path in (book, xml):
        answers = play(path, script, "--profile", "italy")
        assert answers[1]["value"] == ["italy"]


def test_messages_of_a_script_come_in_the_language_that_is_asked_for(tmp_path: Path) -> None:
    (answer,) = play(put(tmp_path, "form.md", GOOD), "dance\n", "--language", "it")

    assert answer["error"]["message"].startswith("Il comando «dance» non c’è.")


def test_a_form_that_cannot_be_played_is_refused_before_the_first_line(tmp_path: Path) -> None:
    said = terminal.run("forms", "play", put(tmp_path, "bad.md", BAD), typed="state\n")

    assert said.code == 1
    assert said.out == ""
    assert "FT-109" in said.err
    assert "Traceback" not in said.err


@pytest.mark.parametrize("option", [("--now", "yesterday"), ("--zone", "Herat")])
def test_a_moment_or_zone_that_does_not_exist_is_refused(
    tmp_path: Path, option: tuple[str, str]
) -> None:
    said = terminal.run("forms", "play", put(tmp_path, "form.md", GOOD), *option)

    assert said.code != 0
    assert option[1] in said.err
    assert "Traceback" not in said.err


# -- print


def test_a_blank_form_is_one_file_that_needs_nothing_beside_it(tmp_path: Path) -> None:
    form = put(tmp_path, "safety.xlsx", workbook("safety-perception")[1])
    page = tmp_path / "paper.html"
    said = run("forms", "print", form, "--language", "ps", "--copies", "2", "-o", str(page))
    html = page.read_text("utf-8")

    assert (said.code, said.err) == (0, "")
    assert '<html lang="ps" dir="rtl"' in html
    assert "د خونديتوب احساس" in html
    assert not re.search(r'(?:src|href)=|url\("(?!data:)', html)
    numbers = re.findall(r'dir="ltr">((?:[0-9A-Z]{4}-){3}[0-9A-Z]{4})<', html)
    assert len(set(numbers)) == 2
    assert len({number[:4] for number in numbers}) == 1


def test_a_form_is_not_printed_in_a_language_that_it_has_not(tmp_path: Path) -> None:
    form, page = put(tmp_path, "half.md", HALF), str(tmp_path / "page.html")
    done = CliRunner().invoke(fieldtool, ["forms", "print", form, "--language", "it", "-o", page])

    assert isinstance(done.exception, Problem)
    assert done.exception.code is Code.LANGUAGE_UNKNOWN


def test_a_printed_form_is_not_written_over_a_file_that_is_there(tmp_path: Path) -> None:
    form, there = put(tmp_path, "form.md", GOOD), put(tmp_path, "there.html", "x")
    done = CliRunner().invoke(fieldtool, ["forms", "print", form, "--language", "en", "-o", there])

    assert isinstance(done.exception, Problem)
    assert done.exception.code is Code.FILE_THERE_ALREADY
    assert Path(there).read_text() == "x"
