"""Small cells are left out, and so is what would tell them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from fieldtool.outputs.suppression import hidden

LEAST = 5


def with_sums(cells: list[list[int]]) -> list[list[int]]:
    """Return the table with its sums in the last row and the last column."""
    rows = [[*row, sum(row)] for row in cells]
    return [*rows, [sum(column) for column in zip(*rows, strict=True)]]


def test_a_table_without_small_cells_is_shown_whole() -> None:
    assert hidden(with_sums([[5, 9], [0, 12]]), LEAST) == frozenset()


def test_a_small_cell_takes_along_what_it_could_be_worked_out_from() -> None:
    gone = hidden(with_sums([[3, 40], [50, 60]]), LEAST)

    assert (0, 0) in gone
    assert {row for row, _column in gone} == {0, 1}
    assert {column for _row, column in gone} == {0, 1}


def test_nobody_is_no_group_and_may_be_said() -> None:
    assert (0, 0) not in hidden(with_sums([[0, 40], [50, 60]]), LEAST)


def test_cells_that_are_small_together_take_another_along() -> None:
    """Two of one person each would be told by their sum."""
    gone = hidden([[1, 1, 40, 42]], LEAST)

    assert gone >= {(0, 0), (0, 1)}
    assert len(gone) == 3


tables = st.integers(1, 4).flatmap(
    lambda width: st.lists(
        st.lists(st.integers(0, 30), min_size=width, max_size=width), min_size=1, max_size=5
    )
)


@given(tables)
def test_no_row_and_no_column_tells_fewer_than_the_least(cells: list[list[int]]) -> None:
    table = with_sums(cells)
    gone = hidden(table, LEAST)
    lines = [[(row, column) for column in range(len(table[0]))] for row in range(len(table))]
    lines += [[(row, column) for row in range(len(table))] for column in range(len(table[0]))]

    shown = [
        count
        for row, counts in enumerate(table)
        for column, count in enumerate(counts)
        if (row, column) not in gone
    ]
    assert all(count == 0 or count >= LEAST for count in shown)
    for line in lines:
        out = [place for place in line if place in gone]
        together = sum(table[row][column] for row, column in out)
        assert not out or (len(out) > 1 and together >= LEAST) or len(out) == len(line)
