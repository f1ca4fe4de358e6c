"""Forms and expressions that nobody should have written: refused with a reason, in bounded time."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fieldtool.forms import compile_form, convert_workbook
from fieldtool.forms.xpath.parse import parse
from fieldtool.problems import Problem, Problems

_PIECES = st.lists(
    st.sampled_from(
        ["/", "//", "..", ".", "(", ")", "[", "]", "and", "or", "div", "*", "+", "-", "=", "!=",
         "'", '"', "1", ".5", "data", "selected", "count", ",", "::", "@", "$x", "|", " ", "سلام"]
    ),
    max_size=24,
).map("".join)  # fmt: skip


@settings(deadline=None)  # the grammar is read at the first expression
@given(_PIECES)
def test_an_expression_is_read_or_refused_and_never_crashes(expression: str) -> None:
    try:
        parse(expression)
    except (Problem, Problems):
        return


@given(st.text(max_size=200))
def test_what_is_no_form_is_refused_and_never_crashes(text: str) -> None:
    with pytest.raises((Problem, Problems)):
        compile_form(text, {})


@pytest.mark.parametrize(
    "evil",
    [
        '<!DOCTYPE a [<!ENTITY b "bomb">]><a>&b;</a>',
        '<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>',
        "<a>" * 3000 + "</a>" * 3000,
    ],
    ids=["entities", "an outside document", "deep nesting"],
)
def test_xml_that_attacks_is_refused(evil: str) -> None:
    with pytest.raises((Problem, Problems)):
        compile_form(evil, {})


def test_an_expression_without_a_bottom_is_refused() -> None:
    with pytest.raises((Problem, Problems)):
        parse("not(" * 5000 + "1" + ")" * 5000)


def test_brackets_around_brackets_cost_nothing() -> None:
    assert parse("(" * 5000 + "1" + ")" * 5000) == parse("1")


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04broken", "سلام".encode(), b"\x00" * 1000])
def test_a_broken_workbook_is_refused_with_its_name(content: bytes) -> None:
    with pytest.raises(Problems) as caught:
        convert_workbook("سروی.xlsx", content)

    assert "سروی.xlsx" in caught.value.problems[0].sentence()


def test_all_that_is_wrong_is_told_in_one_pass() -> None:
    xform = convert_workbook(
        "form.md",
        b"""| survey |
|  | type | name | label | relevant |
|  | text | a | A | 1 + |
|  | text | b | B | nosuch(1) |
""",
    )
    with pytest.raises(Problems) as caught:
        compile_form(xform.xform, {})

    assert len(caught.value.problems) >= 2
