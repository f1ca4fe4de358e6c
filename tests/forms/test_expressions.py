"""Expressions: how the grammar reads them, and what functions do where Collect decides."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fieldtool.forms import Interview
from fieldtool.forms.xpath import ast
from fieldtool.forms.xpath.parse import parse
from fieldtool.problems import Code, Problem, ProblemKind
from tests.forms.workshop import interview

FORM = """
| survey |
|        | type            | name   | label   |
|        | integer         | age    | سن      |
|        | text            | name   | نام     |
|        | date            | born   | تولد    |
|        | select_multiple c | worry | نگرانی |
|        | begin_repeat    | hazard | خطر     |
|        | integer         | people | مردم    |
|        | end_repeat      |        |         |
| choices |
|        | list_name | name  | label |
|        | c         | theft | دزدی  |
|        | c         | fire  | آتش   |
"""


@pytest.fixture(scope="module")
def filled() -> Interview:
    made = interview(FORM)
    made.answer("age", "34")
    made.answer("name", "گل‌آقا")
    made.answer("born", "1992-03-21")
    made.answer("worry", "theft fire")
    made.answer(f"{made.state('hazard').rows[0]}/people", "3")
    row, _ = made.add_row("hazard")
    made.answer(f"{row}/people", "4")
    return made


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("1mod1", "0"),
        ("2 * 3 div 8 * 2", "1.5"),
        ("/data/age - 4 > 29 and not(/data/age = 35)", "true"),
        ("string-length(/data/name)", "6"),
        ("regex(/data/name, '\\p{IsArabic}+.*')", "true"),
        ("regex('123abc', '[0-9]{3}')", "false"),
        ("today() - /data/born", "12664"),
        ("format-date(/data/born, '%d/%m/%Y')", "21/03/1992"),
        ("now()", "2026-11-22T09:30:00.000+04:30"),
        ("selected(/data/worry, 'fire') and count-selected(/data/worry) = 2", "true"),
        ("selected-at(/data/worry, 1)", "fire"),
        ("jr:choice-name('fire', '/data/worry')", "آتش"),
        ("sum(/data/hazard/people)", "7"),
        ("count(/data/hazard)", "2"),
        ("indexed-repeat(/data/hazard/people, /data/hazard, 2)", "4"),
        ("/data/hazard[position() = 1]/people", "3"),
        ("coalesce(/data/hazard[5]/people, 'هیچ')", "هیچ"),
        ("if(/data/age > 60, 'old', if(/data/age > 30, 'middle', 'young'))", "middle"),
        ("max(1, '', 3)", "3"),
        ("round(-1.5)", "-1"),
        ("(1 div 3) * 3 = 1", "true"),
        ("concat('a', 1, true())", "a1true"),
        ("join(', ', /data/hazard/people)", "3, 4"),
        ("decimal-date-time('1970-01-02T00:00:00Z')", "1"),
        ("date(1.5)", "1970-01-02"),
        ("digest('some text', 'MD5', 'hex')", "552e21cd4cd9918678e3c1a0df491bc3"),
    ],
)
def test_an_expression_has_the_value_that_collect_gives_it(
    filled: Interview, expression: str, expected: str
) -> None:
    assert expected == filled.evaluate(expression.replace("/data", filled.form.definitions[0].path))


@pytest.mark.parametrize(
    ("expression", "code"),
    [
        ("1 +", Code.EXPRESSION_NOT_VALID),
        ("explode()", Code.FUNCTION_UNKNOWN),
        ("selected('a')", Code.FUNCTION_ARGUMENTS),
        ("$age", Code.VARIABLE_NOT_ALLOWED),
        ("a/b/wrong::c", Code.EXPRESSION_NOT_VALID),
    ],
)
def test_a_wrong_expression_says_what_is_wrong(
    filled: Interview, expression: str, code: ProblemKind
) -> None:
    with pytest.raises(Problem) as caught:
        filled.evaluate(expression)

    assert code is caught.value.code


def test_a_chain_of_hundreds_of_conditions_is_read_and_worked_out(filled: Interview) -> None:
    chain = " or ".join(f"selected('{i}', 'x')" for i in range(600))

    assert filled.evaluate(chain) == "false"


NAMES = st.sampled_from(["age", "نام", "g/q", "../n", "."])
TREES = st.recursive(
    st.one_of(NAMES, st.integers(0, 99).map(str), st.sampled_from(["'متن'", "true()"])),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(["and", "or", "+", "=", "!=", "<", "mod"]), inner).map(
            lambda three: f"({three[0]} {three[1]} {three[2]})"
        ),
        inner.map(lambda one: f"concat({one}, 'x')"),
        st.tuples(NAMES, inner).map(lambda two: f"/data/r[{two[1]}]/x"),
    ),
    max_leaves=12,
)


@settings(deadline=None)  # the first expression waits for the grammar
@given(TREES)
def test_a_tree_comes_back_from_its_json(expression: str) -> None:
    tree = parse(expression)

    assert tree == ast.from_json(json.loads(json.dumps(ast.to_json(tree))))
