"""What a check of a form finds, with the place in the workbook."""

from __future__ import annotations

from textwrap import dedent

import pytest

from fieldtool.forms.checking import Report, check_form
from fieldtool.forms.checking.report import Severity
from fieldtool.problems import Code, ProblemKind
from fieldtool.questionnaires import PROFILES, QUESTIONNAIRES, media, workbook
from fieldtool.questionnaires.registers import REGISTERS

BOTH = """
| survey |
|  | type | name | label::دری (fa-AF) | label::پښتو (ps) | hint::دری (fa-AF) | image |
|  | text | قریه | قریه | کلی | نام رسمی | |
|  | text | ولسوالی | ولسوالی | | | map.png |
"""


def check(markdown: str, **files: bytes) -> Report:
    """Return what is found in a form of markdown tables."""
    attached = {name.replace("_", "."): content for name, content in files.items()}
    return check_form("form.md", dedent(markdown).strip().encode(), attached)


def found(report: Report, code: ProblemKind) -> list[tuple[str, int, str, str]]:
    """Return sheet, row, column and question of every finding of one kind."""
    return [
        (each.sheet, each.row, each.column, each.question)
        for each in report.findings
        if each.problem.code is code
    ]


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("questionnaire", QUESTIONNAIRES, ids=lambda each: each.id)
def test_nothing_is_found_in_a_shipped_questionnaire(questionnaire, profile) -> None:  # type: ignore[no-untyped-def]
    name, content = workbook(questionnaire.id)

    report = check_form(name, content, media(questionnaire.id, profile), REGISTERS)

    assert [each.problem.sentence() for each in report.findings] == []
    assert report.form is not None


def test_a_missing_translation_is_told_with_its_row_and_column() -> None:
    report = check(BOTH, map_png=b"")

    assert found(report, Code.TRANSLATION_MISSING) == [("survey", 3, "label::پښتو (ps)", "ولسوالی")]


def test_a_column_that_a_language_lacks_is_told_once() -> None:
    report = check(BOTH, map_png=b"")

    assert found(report, Code.TRANSLATIONS_MISSING) == [("survey", 1, "hint::پښتو (ps)", "")]


def test_a_column_without_a_language_beside_others_is_told() -> None:
    assert found(check(BOTH, map_png=b""), Code.LANGUAGE_NOT_NAMED) == [("survey", 1, "image", "")]


def test_a_form_in_one_unnamed_language_lacks_no_translation() -> None:
    report = check("""
        | survey |
        |  | type | name | label | hint |
        |  | text | village | Village | Its usual name |
    """)

    assert report.findings == ()


def test_choices_are_looked_at_like_questions() -> None:
    report = check("""
        | survey |
        |  | type | name | label::English (en) | label::Italiano (it) |
        |  | select_one yn | light | Is there light? | C’è luce? |
        | choices |
        |  | list_name | name | label::English (en) | label::Italiano (it) |
        |  | yn | 1 | Yes | Sì |
        |  | yn | 2 | No | |
    """)

    assert found(report, Code.TRANSLATION_MISSING) == [("choices", 3, "label::Italiano (it)", "")]


def test_a_picture_that_is_named_and_not_there_is_told() -> None:
    assert found(check(BOTH), Code.FILE_NOT_WITH_FORM) == [("survey", 3, "image", "")]
    assert found(check(BOTH, map_png=b""), Code.FILE_NOT_WITH_FORM) == []


def test_a_list_that_is_not_there_stops_the_form() -> None:
    report = check("""
        | survey |
        |  | type | name | label |
        |  | select_one_from_file places.csv | place | Where? |
    """)

    assert [each.row for each in report.errors] == [2]
    assert report.errors[0].problem.values["file"] == "places.csv"


def test_what_pyxform_refuses_has_its_row_and_what_else_is_wrong_is_told_too() -> None:
    report = check("""
        | survey |
        |  | type | name | label::English (en) | label::Italiano (it) | relevant |
        |  | text | road | Road | | ${nowhere} = 1 |
    """)

    assert [(each.sheet, each.row) for each in report.errors] == [("survey", 2)]
    assert found(report, Code.TRANSLATION_MISSING) == [
        ("survey", 2, "label::Italiano (it)", "road")
    ]


def test_what_the_engine_refuses_has_its_row_and_column() -> None:
    report = check("""
        | survey |
        |  | type | name | label | relevance |
        |  | text | road | Road | nosuch(1) |
        |  | text | lane | Lane | 1 + |
    """)

    assert found(report, Code.FUNCTION_UNKNOWN) == [("survey", 2, "relevance", "road")]
    assert found(report, Code.EXPRESSION_NOT_VALID) == [("survey", 3, "relevance", "lane")]


def test_questions_in_a_circle_are_told_at_the_first_of_them() -> None:
    report = check("""
        | survey |
        |  | type | name | label | calculation |
        |  | note | n | N | |
        |  | calculate | a | | ${b} + 1 |
        |  | calculate | b | | ${a} + 1 |
    """)

    assert [each.row for each in report.errors] == [3]


def test_pyxforms_doubt_about_a_tag_with_a_region_is_not_passed_on() -> None:
    report = check("""
        | survey |
        |  | type | name | label::دری (fa-AF) | label::Klingonish (zzz-QQ) |
        |  | text | road | سرک | Road |
    """)
    said = [str(each.problem.values["reason"]) for each in report.warnings]

    assert len(said) == 1
    assert "zzz-QQ" in said[0]
    assert "fa-AF" not in said[0]


def test_a_form_that_comes_as_xml_is_checked_too() -> None:
    made = check(BOTH).xform

    report = check_form("form.xml", made.encode())

    assert [each.question for each in report.warnings if each.question] != []
    assert report.errors == ()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("form.xlsx", b"no workbook"),
        ("form.xls", b""),
        ("form.pdf", b"%PDF"),
        ("form.xml", b"<!DOCTYPE a [<!ENTITY b 'bomb'>]><a>&b;</a>"),
        ("form.xml", b"<a>" * 5000),
        ("form.md", b"\xff\xfe"),
    ],
)
def test_what_is_no_form_is_one_finding_and_no_crash(name: str, content: bytes) -> None:
    report = check_form(name, content)

    assert len(report.errors) == 1
    assert report.form is None
    assert name in report.errors[0].problem.sentence()


# -- questions that nobody can reach

LISTS = """
| choices |
|  | list_name | name | label |
|  | yn | 1 | بلی |
|  | yn | 2 | نخیر |
"""


def reached(relevant: str, *, kind: str = "select_one yn", around: str = "") -> list[str]:
    """Return the names of what can never be reached when `asked` has this condition."""
    report = check(
        f"""| survey |
|  | type | name | label | relevant |
|  | {kind} | first | اول | |
|  | begin_group | part | بخش | {around} |
|  | note | asked | سوال | {relevant} |
|  | note | after | بعد | ${{first}} = 1 or true() |
|  | end_group | | | |
{LISTS}"""
    )
    assert report.errors == ()
    return [row[3] for row in found(report, Code.NEVER_REACHED)]


@pytest.mark.parametrize(
    "relevant",
    [
        "false()",
        "0",
        "1 = 2",
        "not(true())",
        "${first} = '7'",
        "selected(${first}, '7')",
        "${first} = '1' and ${first} = '2'",
        "${first} = '' and ${first} = '1'",
        "${first} != '1' and ${first} != '2' and ${first} != ''",
        "not(${first} = '1' or ${first} = '2' or ${first} = '')",
    ],
)
def test_a_question_whose_condition_no_answer_fulfils_is_told(relevant: str) -> None:
    assert reached(relevant) == ["asked"]


@pytest.mark.parametrize(
    "relevant",
    [
        "",
        "true()",
        "${first} = '1'",
        "${first} = 2",
        "${first} != '7'",
        "${first} = '1' or ${first} = '7'",
        "${first} != ''",
        "${first} = ''",
        "selected(${first}, '1') and not(selected(${first}, '2'))",
        "count(${first}) = 7",
        "string-length(${first}) > 40",
        "${first} = concat('', '7')",
        "position(..) = 3",
        "today() < date('2020-01-01')",
    ],
)
def test_a_question_that_may_be_reached_is_left_alone(relevant: str) -> None:
    assert reached(relevant) == []


@pytest.mark.parametrize(
    ("relevant", "kind", "never"),
    [
        ("${first} > 18 and ${first} < 10", "integer", True),
        ("${first} > 17 and ${first} < 18", "integer", True),
        ("${first} > 17 and ${first} < 18", "decimal", False),
        ("${first} > 17 and ${first} <= 18", "integer", False),
        ("${first} != ''", "integer", False),
        ("${first} = '' or ${first} > 4", "integer", False),
        ("${first} = 'a' and ${first} = 'b'", "text", True),
        ("${first} = 'a' and ${first} != 'b'", "text", False),
        ("${first} < date('2020-01-01') and ${first} > 7", "date", False),
        ("selected(${first}, '1') and selected(${first}, '2')", "select_multiple yn", False),
        ("selected(${first}, '7')", "select_multiple yn", True),
    ],
)
def test_numbers_and_texts_are_reasoned_about_as_their_types_allow(
    relevant: str, kind: str, never: bool
) -> None:
    assert reached(relevant, kind=kind) == (["asked"] if never else [])


def test_the_condition_of_a_group_counts_for_what_is_inside() -> None:
    assert reached("${first} = '2'", around="${first} = '1'") == ["asked"]


def test_only_the_group_is_told_when_it_can_never_be_reached() -> None:
    assert reached("${first} = '1'", around="false()") == ["part"]


def test_what_hangs_on_a_question_that_is_never_asked_is_never_asked_either() -> None:
    report = check("""
        | survey |
        |  | type | name | label | relevant |
        |  | text | a | A | false() |
        |  | note | b | B | ${a} = 'x' |
        |  | note | c | C | ${a} != 'x' |
    """)

    assert [row[1] for row in found(report, Code.NEVER_REACHED)] == [2, 3]
    assert report.warnings[1].problem.values["expression"] == "${a} = 'x'"


def test_a_value_that_is_not_in_the_list_is_told_with_its_place() -> None:
    report = check(f"""| survey |
|  | type | name | label | relevant | constraint |
|  | select_one yn | a | A | | . != '8' |
|  | note | b | B | ${{a}} = '1' or ${{a}} = '7' | |
{LISTS}""")

    assert found(report, Code.VALUE_NOT_IN_LIST) == [
        ("survey", 2, "constraint", "a"),
        ("survey", 3, "relevant", "b"),
    ]


def test_a_list_from_a_file_is_not_guessed_at() -> None:
    report = check(
        """
        | survey |
        |  | type | name | label | relevant |
        |  | select_one_from_file p.csv | a | A | |
        |  | note | b | B | ${a} = 'herat' |
        """,
        p_csv=b"name,label\nkabul,Kabul\n",
    )

    assert report.findings == ()


def test_a_list_that_nothing_uses_is_told() -> None:
    report = check(f"| survey |\n|  | type | name | label |\n|  | note | n | N |\n{LISTS}")

    assert found(report, Code.LIST_NOT_USED) == [("choices", 2, "", "")]


# -- rules of data protection


def asked(
    kind: str, name: str, label: str, language: str = "English (en)", **columns: str
) -> Report:
    """Return what is found in a form with one question."""
    names = "".join(f" {column} |" for column in columns)
    cells = "".join(f" {cell} |" for cell in columns.values())
    return check(f"""| survey |
|  | type | name | label::{language} |{names}
|  | {kind} | {name} | {label} |{cells}
{LISTS if " " in kind else ""}""")


@pytest.mark.parametrize(
    ("kind", "name", "label"),
    [
        ("text", "q1", "What is your name?"),
        ("text", "q1", "Name of the respondent"),
        ("text", "respondent_name", "Who?"),
        ("integer", "q1", "Phone number"),
        ("text", "phone", "How do we find you again?"),
        ("text", "q1", "Your e-mail"),
        ("text", "q1", "Home address"),
        ("text", "q1", "Tazkira number"),
        ("date", "q1", "Date of birth"),
        ("text", "q1", "نام شما چیست؟"),
        ("text", "q1", "نام و تخلص"),
        ("text", "q1", "شمارهٔ تلفون"),
        ("text", "q1", "نمبر تذكره"),
        ("text", "q1", "آدرس خانه"),
        ("text", "q1", "ستاسو نوم څه دی؟"),
        ("text", "q1", "د ټلیفون شمېره"),
        ("text", "q1", "د کور پته"),
        ("text", "q1", "Nome e cognome"),
        ("text", "q1", "Numero di telefono"),
        ("text", "q1", "Indirizzo"),
        ("text", "q1", "Codice fiscale"),
        ("geopoint", "q1", "Where is it?"),
        ("audio", "q1", "Record the answer"),
        ("image", "q1", "A picture of the family"),
    ],
)
def test_a_question_for_personal_data_is_told_unless_it_is_flagged(
    kind: str, name: str, label: str
) -> None:
    bare = asked(kind, name, label)
    flagged = asked(kind, name, label, sensitivity="B", pii="yes", purpose="to call again")
    denied = asked(kind, name, label, pii="no")

    assert found(bare, Code.PERSONAL_DATA_NOT_FLAGGED) == [("survey", 2, "sensitivity", name)]
    assert "DP-01" in bare.errors[0].problem.sentence()
    assert flagged.errors == ()
    assert found(flagged, Code.PERSONAL_DATA_WITHOUT_PURPOSE) == []
    assert found(denied, Code.PERSONAL_DATA_NOT_FLAGGED) == []


@pytest.mark.parametrize(
    ("kind", "name", "label"),
    [
        ("text", "village_name", "Name of the village"),
        ("text", "q1", "How should the municipality address this problem?"),
        ("integer", "q1", "How many people with a passport live here?"),
        ("select_one yn", "phone", "Do you have a telephone?"),
        ("note", "q1", "We do not write down your name or telephone number."),
        ("text", "q1", "نام قریه"),
        ("text", "q1", "د کلي نوم"),
        ("text", "q1", "Nome del quartiere"),
        ("image", "q1", "A picture of the lamp"),
        ("text", "q1", "What is the other reason?"),
    ],
)
def test_a_question_for_nothing_personal_is_left_alone(kind: str, name: str, label: str) -> None:
    assert asked(kind, name, label).errors == ()


@pytest.mark.parametrize(
    "columns", [{"sensitivity": "A"}, {"sensitivity": "B"}, {"sensitivity": "B", "pii": "yes"}]
)
def test_a_flag_without_class_or_purpose_is_a_warning(columns: dict[str, str]) -> None:
    report = asked("text", "q1", "Your name", **columns)

    assert report.errors == ()
    assert len(found(report, Code.PERSONAL_DATA_WITHOUT_PURPOSE)) == 1


def test_an_xform_cannot_flag_so_personal_data_is_a_warning_there() -> None:
    made = asked("text", "q1", "Your name").xform

    report = check_form("form.xml", made.encode())

    assert report.errors == ()
    assert len(found(report, Code.PERSONAL_DATA_NOT_FLAGGED)) == 1


DELICATE = """
| survey |
|  | type | name | label | required | sensitivity | asks |
|  | select_one who | sex | Who answers? | yes | A | {sex} |
|  | {before} | before | {said} | yes | A | {asks} |
|  | select_one {listed} | hit | Were you hit? | yes | C |
|  | note | notice | {notice} | | A |
|  | text | how | How was it? | | C |
|  | integer | times | How often? | | {sensitivity} |
| choices |
|  | list_name | name | label |
|  | yn | 1 | Yes |
|  | yn | 2 | No |
|  | yn99 | 1 | Yes |
|  | yn99 | 99 | Does not want to answer |
|  | agree | 1 | Agrees |
|  | who | 1 | A woman |
|  | who | 2 | A man |
"""
SAFE = {
    "before": "select_one agree",
    "said": "Do you agree to take part?",
    "asks": "consent",
    "sex": "sex 1=female 2=male",
    "listed": "yn99",
    "notice": "Please write no names.",
    "sensitivity": "C",
}


def delicate(**changed: str) -> list[ProblemKind]:
    report = check(DELICATE.format(**{**SAFE, **changed}))
    ours = [each for each in report.findings if each.problem.code is not Code.LIST_NOT_USED]
    return [each.problem.code for each in ours]


def test_a_careful_form_of_class_c_passes() -> None:
    assert delicate() == []


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"said": "Is it raining?", "asks": ""}, Code.CONSENT_MISSING),
        ({"asks": ""}, Code.CONSENT_NOT_DECLARED),
        ({"sex": ""}, Code.SEX_NOT_ASKED),
        ({"listed": "yn"}, Code.REFUSAL_MISSING),
        ({"notice": "Now write."}, Code.NOTICE_MISSING),
        ({"sensitivity": ""}, Code.CLASS_NOT_VALID),
        ({"sensitivity": "D"}, Code.CLASS_NOT_VALID),
    ],
)
def test_each_rule_is_told_when_it_is_broken(changed: dict[str, str], code: ProblemKind) -> None:
    assert delicate(**changed) == [code]


@pytest.mark.parametrize("asks", ["konsent", "sex 1=woman", "age 1", "consent=yes"])
def test_what_is_declared_wrongly_is_refused(asks: str) -> None:
    assert Code.ASKS_NOT_VALID in delicate(asks=asks)


@pytest.mark.parametrize(("letter", "severity"), [("B", Severity.WARNING), ("C", Severity.ERROR)])
def test_without_a_declared_consent_class_c_is_refused_and_class_b_is_warned_of(
    letter: str, severity: Severity
) -> None:
    sheet = DELICATE.replace("| C |", f"| {letter} |")
    report = check(sheet.format(**{**SAFE, "asks": "", "sensitivity": letter}))
    told = {each.problem.code: each.severity for each in report.findings}

    assert told[Code.CONSENT_NOT_DECLARED] is severity


def test_a_form_that_uses_no_classes_is_not_asked_for_them() -> None:
    assert asked("text", "q1", "What is the other reason?").findings == ()


def test_a_delicate_answer_must_not_go_into_a_list_for_every_laptop() -> None:
    report = check("""
        | survey |
        |  | type | name | label | save_to | sensitivity |
        |  | text | village | Village | village | A |
        |  | text | quarrel | With whom did you quarrel? | quarrel | B |
        | entities |
        |  | list_name | label |
        |  | places | ${village} |
    """)

    assert found(report, Code.DELICATE_ANSWER_IN_LIST) == [("survey", 3, "save_to", "quarrel")]


@pytest.mark.parametrize(
    ("label", "create_if", "column"),
    [("${quarrel}", "", "label"), ("${village}", "${told} != ''", "create_if")],
)
def test_an_entity_must_not_tell_a_delicate_answer_in_its_label_nor_by_being_there(
    label: str, create_if: str, column: str
) -> None:
    report = check(f"""
        | survey |
        |  | type | name | label | calculation | sensitivity |
        |  | text | village | Village | | A |
        |  | text | quarrel | With whom did you quarrel? | | B |
        |  | calculate | told | | substr(${{quarrel}}, 0, 1) | |
        | entities |
        |  | list_name | label | create_if |
        |  | places | {label} | {create_if} |
    """)

    (place,) = found(report, Code.DELICATE_ANSWER_IN_ENTITY)
    assert place[:3] == ("entities", 2, column)


def test_what_is_calculated_from_a_delicate_answer_must_not_be_saved_either() -> None:
    report = check("""
        | survey |
        |  | type | name | label | calculation | save_to | sensitivity |
        |  | text | village | Village | | | A |
        |  | text | quarrel | With whom did you quarrel? | | | B |
        |  | calculate | first | | substr(${quarrel}, 0, 1) | | |
        |  | calculate | second | | concat(${first}, '-') | mark | |
        | entities |
        |  | list_name | label |
        |  | places | ${village} |
    """)

    assert found(report, Code.DELICATE_ANSWER_IN_LIST) == [("survey", 5, "save_to", "second")]


def test_a_list_that_the_project_keeps_as_a_register_needs_no_file() -> None:
    sheet = """
        | survey |
        |  | type | name | label |
        |  | select_one_from_file wells.csv | well | Which well? |
    """
    markdown = dedent(sheet).strip().encode()

    assert check_form("f.md", markdown, registers=("wells",)).errors == ()
    (missing,) = check_form("f.md", markdown).errors
    assert missing.problem.code is Code.FILE_NOT_WITH_FORM


# -- all in one pass


def test_every_row_that_pyxform_refuses_is_told_and_the_rest_is_looked_at_too() -> None:
    report = check("""
        | survey |
        |  | type | name | label | relevant | calculation |
        |  | text | a | A | ${nowhere} = 1 | |
        |  | text | a | A again | | |
        |  | texxt | b | B | | |
        |  | text | | Nameless | | |
        |  | calculate | c | | | |
        |  | note | d | D | nosuch(1) | |
        |  | note | e | E | ${a} = 1 and ${b} = 2 and ${c} = 3 | |
        |  | select_one nolist | f | F | | |
        |  | select_one yn | g | G | | |
        | choices |
        |  | list_name | name | label |
        |  | yn | 1 | Yes |
        |  | yn | | No |
    """)

    assert [(each.sheet, each.row) for each in report.errors] == [
        ("survey", 2),
        ("survey", 3),
        ("survey", 4),
        ("survey", 5),
        ("survey", 6),
        ("survey", 7),
        ("survey", 9),
        ("choices", 3),
    ]
    assert report.form is None
    assert report.xform == ""


def test_a_group_that_is_not_closed_ends_the_search() -> None:
    report = check("""
        | survey |
        |  | type | name | label |
        |  | begin_group | g | G |
        |  | text | a | A |
    """)

    assert [each.row for each in report.errors] == [2]


def test_many_wrong_rows_are_told_up_to_a_bound() -> None:
    rows = "\n".join(f"|  | text | q{number} | Q | ${{gone{number}}} = 1 |" for number in range(40))

    report = check(f"| survey |\n|  | type | name | label | relevant |\n{rows}")

    assert len(report.errors) == 20


def test_a_form_as_csv_is_checked_like_a_workbook() -> None:
    content = "survey\n,type,name,label,relevant\n,text,a,نام قریه,\n,text,b,B,nosuch(1)\n"

    report = check_form("form.csv", content.encode())

    assert found(report, Code.FUNCTION_UNKNOWN) == [("survey", 3, "relevant", "b")]
    assert len(report.findings) == 1


def test_a_sheet_with_more_rows_than_any_questionnaire_is_refused_before_pyxform() -> None:
    rows = "".join(f",note,n{number},N\n" for number in range(10_001))

    report = check_form("form.csv", f"survey\n,type,name,label\n{rows}".encode())

    assert [each.problem.code for each in report.findings] == [Code.WORKBOOK_TOO_LONG]
