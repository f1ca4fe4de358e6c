"""Small cells of tables of counts: which must be left out, so that nobody can be counted out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

Table = Sequence[Sequence[int]]
_Place = tuple[int, int]


def hidden(table: Table, least: int) -> frozenset[_Place]:
    """Return the (row, column) of the cells that may not be shown.

    The last row and the last column are the sums of the others, or may be taken for it. A cell of
    fewer than *least* people, and not of nobody, is small. In each row and each column either no
    cell is left out, or two and more that stand for *least* people together: otherwise the rest
    would tell what was left out.
    """
    found = {
        (row, column)
        for row, cells in enumerate(table)
        for column, count in enumerate(cells)
        if 0 < count < least
    }
    while extra := next(_missing(table, found, least), None):
        found.add(extra)
    return frozenset(found)


def _missing(table: Table, found: set[_Place], least: int) -> Iterator[_Place]:
    for line in _lines(table):
        gone = [place for place in line if place in found]
        if not gone or (len(gone) > 1 and _people(table, gone) >= least):
            continue
        # The smallest tells least; cells of nobody come last, for they hide nothing.
        left = [place for place in line if place not in found]
        if left:
            yield min(left, key=lambda place: (_count(table, place) == 0, _count(table, place)))


def _lines(table: Table) -> Iterator[list[_Place]]:
    for row, cells in enumerate(table):
        if len(cells) > 1:
            yield [(row, column) for column in range(len(cells))]
    for column in range(len(table[0]) if len(table) > 1 else 0):
        yield [(row, column) for row in range(len(table))]


def _people(table: Table, places: Sequence[_Place]) -> int:
    return sum(_count(table, place) for place in places)


def _count(table: Table, place: _Place) -> int:
    return table[place[0]][place[1]]
