"""Lists as spreadsheets and people write them."""

from __future__ import annotations

import pytest

from fieldtool.i18n import typed_lists


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["linux", "windows", "old mac"])
def test_lines_may_end_as_on_any_system(end: str) -> None:
    text = end.join(["کود,نام", 'HRT-07,"فریبا, ""جان"""', ""])

    assert typed_lists.rows(text) == [["کود", "نام"], ["HRT-07", 'فریبا, "جان"']]


def test_a_quotation_mark_without_an_end_gives_a_row_that_fits_nowhere() -> None:
    rows = typed_lists.rows('کود,نام\nHRT-07,"فریبا\n' + "x" * 200_000)

    assert rows[0] == ["کود", "نام"]
    assert [len(row) for row in rows[1:]] == [1]
