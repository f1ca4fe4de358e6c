"""Columns: what many entries have in common is said once, and like stands beside like.

A column holds one cell per row, a tree or nothing (None). On the wire it is one of

    "text"                       every row has this text
    ["a", "b", …]                a text per row
    {"of": […], "at": "0012-"}   a table of values, and which of them each row has; "-": nothing
    {"of": […], "in": "++-+"}    texts in order, for the rows marked "+"
    {"record": {name: column}, "rows": {table: …}, "times": {…}}   an object in every row
    {"json": column}             anything else, as canonical JSON

Keys such as `hazard[k3f7qa]/note` are answers in the rows of a repeat. They go into a table per
repeat, so that an answer is one column whatever the rows are called. When each question was
answered, the field `paradata`, is written in the way of `times`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from fieldtool.log import canonical, times
from fieldtool.log.canonical import NotCanonicalError, Tree

Cell: TypeAlias = "Tree | None"

MARKS = times.MARKS
ABSENT, PRESENT = times.ABSENT, "+"
# The field of a payload that says how an interview was filled.
PARADATA = "paradata"
# Deeper objects are rare and travel as JSON.
_DEEPEST = 3
_ROW = re.compile(r"(.*\[[a-z2-7]{6}\])([^\[\]]*)", re.DOTALL)
_ID = re.compile(r"\[([a-z2-7]{6})\]")
_ID_SIZE = 6
# What a cell costs a receiver beside its text.
_CELL = 16
_OBJECT = 64


def encode(cells: Sequence[Cell], depth: int = 0) -> Tree:
    """Return the column that holds *cells*."""
    present = [cell for cell in cells if cell is not None]
    if all(isinstance(cell, str) for cell in present):
        return _texts([cell if isinstance(cell, str) else None for cell in cells])
    records = [cell for cell in cells if isinstance(cell, dict)]
    if len(records) == len(cells) and depth < _DEEPEST:
        return _record(records, depth)
    return {"json": _texts([None if cell is None else _json(cell) for cell in cells])}


def decode(column: Tree, count: int, budget: Budget) -> list[Cell]:
    """Return the *count* cells of *column*.

    Raises:
        NotCanonicalError: it is no column of so many rows, or unpacks to more than *budget* allows.
    """
    if isinstance(column, str):
        budget.spend(count * (len(column) + _CELL))
        return [column] * count
    if isinstance(column, list):
        return list[Cell](_listed(column, count, budget))
    if "record" in column:
        return list[Cell](_decode_record(column, count, budget))
    if "json" in column:
        return [_parsed(cell) for cell in decode(column["json"], count, budget)]
    return _marked(column, count, budget)


@dataclass
class Budget:
    """How much a receiver is willing to unpack, in characters: a small column may say a lot."""

    left: int

    def spend(self, characters: int) -> None:
        """Take *characters* off, or refuse."""
        self.left -= characters
        if self.left < 0:
            raise NotCanonicalError("unpacks to too much")


# -- texts


def _texts(cells: list[str | None]) -> Tree:
    present = [cell for cell in cells if cell is not None]
    values = list(dict.fromkeys(present))
    is_whole = len(present) == len(cells)
    if is_whole and len(values) == 1:
        return values[0]
    if len(values) <= min(len(MARKS), len(cells) // 2):
        mark: dict[str | None, str] = dict(zip(values, MARKS, strict=False))
        at = "".join(mark.get(cell, ABSENT) for cell in cells)
        return {"at": at, "of": list[Tree](values)}
    if is_whole:
        return list[Tree](present)
    marks = "".join(ABSENT if cell is None else PRESENT for cell in cells)
    return {"in": marks, "of": list[Tree](present)}


def _listed(column: list[Tree], count: int, budget: Budget) -> list[str]:
    texts = [cell for cell in column if isinstance(cell, str)]
    if len(texts) != len(column) or len(texts) != count:
        raise NotCanonicalError("other rows")
    budget.spend(sum(map(len, texts)) + count * _CELL)
    return texts


def _marked(column: dict[str, Tree], count: int, budget: Budget) -> list[Cell]:
    values, marks = column.get("of"), column.get("at", column.get("in"))
    if not isinstance(values, list) or not isinstance(marks, str) or len(marks) != count:
        raise NotCanonicalError("no column")
    texts = _listed(values, len(values), budget)
    if "at" not in column:
        return _in_order(texts, marks)
    value = dict(zip(MARKS, texts, strict=False))
    cells: list[Cell] = [value.get(mark) for mark in marks]
    if len(texts) > len(MARKS) or any(
        cell is None and mark != ABSENT for cell, mark in zip(cells, marks, strict=True)
    ):
        raise NotCanonicalError("no such value")
    budget.spend(sum(len(cell) + _CELL for cell in cells if cell is not None))
    return cells


def _in_order(texts: list[str], marks: str) -> list[Cell]:
    if marks.count(PRESENT) != len(texts) or marks.count(ABSENT) != len(marks) - len(texts):
        raise NotCanonicalError("other rows")
    following = iter(texts)
    return [next(following) if mark == PRESENT else None for mark in marks]


def _json(cell: Tree) -> str:
    return canonical.encode(cell).decode()


def _parsed(cell: Cell) -> Cell:
    if cell is None:
        return None
    if not isinstance(cell, str):
        raise NotCanonicalError("no JSON")
    try:
        return canonical.decode(cell.encode())
    except UnicodeEncodeError as error:
        raise NotCanonicalError("no UTF-8") from error


# -- objects


def _record(records: list[dict[str, Tree]], depth: int) -> dict[str, Tree]:
    keys = dict.fromkeys(key for record in records for key in record)
    plain = sorted(key for key in keys if _place(key) is None)
    made: dict[str, Tree] = {
        "record": {
            key: _field(key, [record.get(key) for record in records], depth) for key in plain
        }
    }
    if len(plain) < len(keys):
        made["rows"] = _tables(records, depth)
    return made


def _field(key: str, cells: list[Cell], depth: int) -> Tree:
    records = [cell for cell in cells if isinstance(cell, dict)]
    if key != PARADATA or depth or len(records) < len(cells):
        return encode(cells, depth + 1)
    timed = [{name: one[name] for name in one if _place(name) is None} for one in records]
    if not any(timed) or not all(map(times.are_times, timed)):
        return encode(cells, depth + 1)
    rest = [{name: one[name] for name in one if _place(name)} for one in records]
    made = _record(rest, depth + 1)
    return {**made, "times": times.encode(timed)}


def _place(key: str) -> tuple[str, str] | None:
    """Return a row's path and what follows it; None where *key* is in no row of a repeat."""
    found = _ROW.fullmatch(key)
    return None if found is None or "[]" in key else (found[1], found[2])


def _tables(records: list[dict[str, Tree]], depth: int) -> dict[str, Tree]:
    tables: dict[str, dict[tuple[int, str], dict[str, Tree]]] = {}
    for number, record in enumerate(records):
        for key, value in sorted(record.items()):
            place = _place(key)
            if place is not None:
                row = tables.setdefault(_ID.sub("[]", place[0]), {}).setdefault(
                    (number, place[0]), {}
                )
                row[place[1]] = value
    return {name: _table(rows, depth) for name, rows in tables.items()}


def _table(rows: dict[tuple[int, str], dict[str, Tree]], depth: int) -> Tree:
    names = sorted({name for row in rows.values() for name in row})
    return {
        "columns": {
            name: encode([row.get(name) for row in rows.values()], depth + 1) for name in names
        },
        "ids": "".join("".join(_ID.findall(place)) for _number, place in rows),
        "of": " ".join(str(number) for number, _place in rows),
    }


def _decode_record(column: dict[str, Tree], count: int, budget: Budget) -> list[dict[str, Tree]]:
    budget.spend(count * _OBJECT)
    records: list[dict[str, Tree]] = [{} for _row in range(count)]
    for key, inner in _object(column["record"]).items():
        for record, cell in zip(records, decode(inner, count, budget), strict=True):
            if cell is not None:
                record[key] = cell
    for name, table in _object(column.get("rows", {})).items():
        _decode_table(name, _object(table), records, budget)
    if "times" in column:
        times.decode(column["times"], records, budget)
    return records


def _decode_table(
    name: str, table: dict[str, Tree], records: list[dict[str, Tree]], budget: Budget
) -> None:
    numbers, ids = table.get("of"), table.get("ids")
    if not isinstance(numbers, str) or not isinstance(ids, str):
        raise NotCanonicalError("no table")
    owners = [canonical.whole(number) for number in numbers.split(" ")]
    places = _places(name, ids, len(owners))
    for leaf, column in _object(table.get("columns", "")).items():
        cells = decode(column, len(owners), budget)
        budget.spend(sum(len(place) + len(leaf) for place in places))
        for owner, place, cell in zip(owners, places, cells, strict=True):
            if not 0 <= owner < len(records):
                raise NotCanonicalError("no such row")
            if cell is not None:
                records[owner][place + leaf] = cell


def _places(name: str, ids: str, count: int) -> list[str]:
    """Return the path of each row: *name* with the next ids in its brackets."""
    parts = name.split("[]")
    levels = len(parts) - 1
    if levels < 1 or parts[-1] or len(ids) != levels * count * _ID_SIZE:
        raise NotCanonicalError("other rows")
    following = (ids[at : at + _ID_SIZE] for at in range(0, len(ids), _ID_SIZE))
    return [
        "".join(f"{part}[{next(following)}]" for part in parts[:levels]) for _row in range(count)
    ]


def _object(tree: Tree) -> dict[str, Tree]:
    if not isinstance(tree, dict):
        raise NotCanonicalError("no object")
    return tree
