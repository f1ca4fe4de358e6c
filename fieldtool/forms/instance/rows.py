"""Rows of repeats: added, removed, counted, restored."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from itertools import groupby, islice
from random import Random

from fieldtool.forms.definition.form import Form
from fieldtool.forms.instance.changes import Record
from fieldtool.forms.instance.nodes import (
    ALPHABET,
    AnswerNode,
    copy_row,
    insert_row,
    new_row,
    row_id,
    rows,
    written_row,
)
from fieldtool.forms.instance.recalculation import Recalculation
from fieldtool.problems import Code, Problem

REMOVED = "removed"  # value of a row's own path in a draft, after it was taken out
_ROW_ID = re.compile(f"[{ALPHABET}]{{6}}")
_STEP = re.compile(r"([^/\[\]]+)(?:\[([^\]]+)\])?")


class Rows:
    """The rows of one interview."""

    def __init__(
        self, form: Form, chance: Random, recalculation: Recalculation, instance_id: str
    ) -> None:
        self.form = form
        self.instance_id = instance_id
        self.chance = chance
        self.recalculation = recalculation
        self.removed: list[str] = []
        self._counted: dict[int, list[str]] = {}
        self._moved: set[int] = set()
        self.added: Callable[[AnswerNode, Record], None] = _ignore

    def of(self, parent: AnswerNode, repeat: int) -> list[AnswerNode]:
        """Return the rows of a repeat."""
        return rows(parent, repeat)

    def counted(self, repeat: int) -> bool:
        """Return whether the form says how many rows there are."""
        control = self.form.controls.get(repeat)
        return control is not None and (control.count is not None or control.fixed is not None)

    def add(self, parent: AnswerNode, repeat: int, record: Record, name: str = "") -> AnswerNode:
        """Add a row by hand, with *name* as its id where the caller has chosen one."""
        if self.counted(repeat):
            raise _refused(self.form.definitions[repeat].name)
        if name and (not _ROW_ID.fullmatch(name) or name in {e.row for e in rows(parent, repeat)}):
            raise Problem(Code.ANSWER_PATH_UNKNOWN, {"path": name})
        name = name or "".join(self.chance.choice(ALPHABET) for _ in range(6))
        row = self._insert(parent, repeat, name)
        self.recalculation.enter((row,))
        self._begin((row,), record, moved=False)
        return row

    def _begin(self, made: Sequence[AnswerNode], record: Record, *, moved: bool) -> None:
        """Plan and fill new rows of one repeat, which are all known by now."""
        for row in made:
            record.rows.add(_repeat_path(row))
            self.recalculation.plan_row(row, record)
        self.recalculation.plan_rows(made, record, moved=moved)
        for row in made:
            self.added(row, record)

    def _insert(self, parent: AnswerNode, repeat: int, name: str, place: int = 0) -> AnswerNode:
        definition = self.form.definitions[repeat]
        written = written_row(self.form, definition, place) if place else None
        row = (
            new_row(self.form, definition, name)
            if written is None
            else copy_row(self.form, written, definition, name)
        )
        insert_row(parent, row)
        for node in row.subtree():
            node.relevant = parent.relevant
        return row

    def remove(self, row: AnswerNode, record: Record) -> None:
        """Take a row out by hand."""
        if not row.row or self.counted(row.definition.index):
            raise _refused(row.definition.name)
        self.removed.append(row.path)
        self._take_out((row,), record)

    def _take_out(self, gone: Sequence[AnswerNode], record: Record) -> None:
        """Take out rows of one repeat."""
        record.rows.add(_repeat_path(gone[0]))
        parent, out = gone[0].parent, {id(row) for row in gone}
        if parent is not None:
            parent.children = [each for each in parent.children if id(each) not in out]
        for row in reversed(gone):
            self.recalculation.leave(row)
        self.recalculation.plan_rows(gone, record, moved=True)

    def resize(self, parent: AnswerNode, repeat: int, wanted: int, record: Record) -> None:
        """Make a counted repeat have as many rows as its count says.

        The ids of its rows follow from the interview and their place, so that a draft which holds
        only what was answered gets the same rows again.
        """
        present = rows(parent, repeat)
        if len(present) > wanted:
            self._take_out(present[wanted:], record)
        if len(present) >= wanted:
            return
        known = {row.row for row in present}
        names = enumerate(self._names(repeat, wanted + len(present)), 1)
        new = islice((each for each in names if each[1] not in known), wanted - len(known))
        made = [self._insert(parent, repeat, name, place) for place, name in new]
        self._put_in_order(parent, repeat, wanted)
        self.recalculation.new_rows.extend(made)

    def _names(self, repeat: int, wanted: int) -> list[str]:
        """Return the ids of the first rows of a counted repeat."""
        names = self._counted.setdefault(repeat, [])
        path = self.form.definitions[repeat].path
        for place in range(len(names) + 1, wanted + 1):
            names.append(row_id(self.instance_id, path, place))
        return names[:wanted]

    def begin_new(self, record: Record) -> None:
        """Begin the rows that were just counted: all together, since there may be thousands."""
        made, self.recalculation.new_rows = self.recalculation.new_rows, []
        moved, self._moved = self._moved, set()
        repeats: dict[int, list[AnswerNode]] = {}
        for row in made:
            repeats.setdefault(row.definition.index, []).append(row)
        for repeat, new in repeats.items():
            if repeat in moved:
                self.recalculation.reorder(new[-1])
            else:
                self.recalculation.enter(new)
        for repeat, new in repeats.items():
            for _, together in groupby(new, key=lambda row: id(row.parent)):
                self._begin(tuple(together), record, moved=repeat in moved)

    def _put_in_order(self, parent: AnswerNode, repeat: int, wanted: int) -> None:
        """Order rows by place; a draft may have brought back a later one first."""
        present = rows(parent, repeat)
        names = self._names(repeat, wanted)
        if [row.row for row in present] == names:
            return
        places = {name: place for place, name in enumerate(names, 1)}
        ordered = sorted(present, key=lambda row: places.get(row.row, 0))
        if ordered != present:
            self._replace(parent, ordered)
            self._moved.add(repeat)

    def restore(self, root: AnswerNode, answers: Mapping[str, str]) -> None:
        """Bring back the rows that a draft had, without working anything out yet.

        A journal still holds what was answered in a row before it was taken out; that brings no
        row back.
        """
        gone = {path for path, value in answers.items() if value == REMOVED and path[-1:] == "]"}
        there = ""
        for path in answers:
            if "[" in path:
                row = path[: path.rindex("]") + 1]
                if (row != there or path in gone) and not _is_inside(path, gone):
                    self._restore(root, path, gone=path in gone)
                    there = row
            elif path.endswith("deprecatedID"):
                self._restore_edited(root, path)
        for path, value in answers.items():
            self._restore_order(root, path, value.split(), answers)
        self.recalculation.look_around()

    def _restore_order(
        self, root: AnswerNode, path: str, names: list[str], answers: Mapping[str, str]
    ) -> None:
        """Leave the repeat at *path* with the rows of these ids, in this order.

        Rows that have answers and are not named come last: several people may have added some.
        """
        node: AnswerNode | None = root
        *steps, (_, ending) = _STEP.findall(path) or [("", "")]
        definition = None if ending else self._repeat_at(path)
        if definition is None:
            return
        for name, inner in steps:
            found = node.answer_nodes() if node else iter(())
            node = next((e for e in found if e.name == name and e.row == inner), None)
        if node is None:
            return
        for row in rows(node, definition):
            inside = f"{row.path}/"
            if row.row not in names and not any(each.startswith(inside) for each in answers):
                node.children = [each for each in node.children if each is not row]
        places = {name: place for place, name in enumerate(names)}
        last = len(places)
        present = rows(node, definition)
        self._replace(node, sorted(present, key=lambda each: places.get(each.row, last)))

    def _repeat_at(self, path: str) -> int | None:
        plain = re.sub(r"\[[^\]]*\]", "", path)
        definition = self.form.by_path.get(f"/{self.form.definitions[0].name}/{plain}")
        return definition.index if definition is not None and definition.repeat else None

    def _replace(self, parent: AnswerNode, ordered: list[AnswerNode]) -> None:
        """Put the rows *ordered*, which are in *parent* already, in this order."""
        inside = {id(row) for row in ordered}
        each = iter(ordered)
        parent.children = [next(each) if id(c) in inside else c for c in parent.children]

    def _restore_edited(self, root: AnswerNode, path: str) -> None:
        """Bring back the id of the version that this interview replaces."""
        definition = self.form.by_path.get(f"/{root.name}/{path}")
        meta = next((e for e in root.answer_nodes() if e.name.rpartition(":")[2] == "meta"), None)
        if definition is not None and meta is not None and meta.first(definition.name) is None:
            meta.append(AnswerNode(definition))

    def _restore(self, root: AnswerNode, path: str, *, gone: bool) -> None:
        node = root
        steps = _STEP.findall(path)
        for place, (name, row) in enumerate(steps):
            definition = self.form.by_path.get(f"{node.definition.path}/{name}")
            if definition is None:
                return
            present = [each for each in rows(node, definition.index) if each.row == row]
            if gone and place == len(steps) - 1:
                node.children = [each for each in node.children if each not in present]
                self.removed.append(path)
                return
            if not present and (gone or not row):
                return
            if not present:
                made = new_row(self.form, definition, row)
                insert_row(node, made)
                present = [made]
            node = present[0]


def _is_inside(path: str, gone: set[str]) -> bool:
    """Return whether *path* lies in one of the rows that are *gone*."""
    return bool(gone) and any(
        path[: end.end()] in gone for end in re.finditer(r"\]", path) if end.end() < len(path)
    )


def _repeat_path(row: AnswerNode) -> str:
    return row.path.removesuffix(f"[{row.row}]")


def _refused(name: str) -> Problem:
    return Problem(Code.ROW_NOT_ALLOWED, {"path": name, "reason": "the form counts them itself"})


def _ignore(_row: AnswerNode, _record: Record) -> None:
    """Do nothing until the interview says what to do."""
