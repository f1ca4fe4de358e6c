"""Invents forms: types, logic, groups, repeats, lists; the same ones for the same seed."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

from fieldtool.forms import convert_workbook
from tests.differential.expressions import DAYS, WORDS, Expressions, Known

SITES = (
    "name,label,region,size\n"
    "a,Herat,west,3\nb,Injil,west,1\nc,کابل,centre,5\nd,Torino,north,\ny,Ivrea,north,2\n"
)
LISTS = {
    "yesno": ("y", "n", "98"),
    "levels": ("1", "2", "3", "4"),
    "places": ("a", "b", "c", "d"),
}
_COLUMNS = (
    "type", "name", "label::English (en)", "label::دری (fa)", "hint::English (en)", "relevant",
    "required", "readonly", "constraint", "constraint_message::English (en)", "calculation",
    "choice_filter", "repeat_count", "default", "trigger", "parameters",
)  # fmt: skip
_KINDS = (
    "integer", "integer", "integer", "decimal", "text", "text", "select_one", "select_one",
    "select_one", "select_multiple", "select_multiple", "date", "calculate", "calculate",
    "calculate", "calculate", "note", "range", "acknowledge", "time", "dateTime", "rank",
    "from_file", "geopoint",
)  # fmt: skip


@dataclass
class _Node:
    kind: str
    name: str
    rank: float
    rows: tuple[str, ...]
    listed: str = ""
    counted: bool = False
    children: list[_Node] = field(default_factory=list)


@dataclass(frozen=True)
class Invented:
    """An invented form as markdown tables."""

    markdown: str

    def xform(self) -> str:
        """Return its XForm."""
        return convert_workbook("form.md", self.markdown.encode()).xform


def invent(seed: int) -> Invented:
    """Return the form of *seed*."""
    return _Inventor(Random(seed)).form()  # noqa: S311 - the same form each time


class _Inventor:
    def __init__(self, chance: Random) -> None:
        self.chance = chance
        self.count = 0
        self.all: list[_Node] = []
        self.rows: list[dict[str, str]] = []

    def form(self) -> Invented:
        top = self._inside(_Node("", "", 0.0, ()), (), self.chance.randint(4, 14), 0)
        self.rows.append({"type": "csv-external", "name": "sites"})
        for node in top:
            self._write(node)
        return Invented("\n".join([*_table("survey", _COLUMNS, self.rows), *_choices()]))

    # -- what is in the form

    def _inside(self, above: _Node, rows: tuple[str, ...], size: int, depth: int) -> list[_Node]:
        return [self._node(above, rows, depth) for _ in range(size)]

    def _node(self, above: _Node, rows: tuple[str, ...], depth: int) -> _Node:
        self.count += 1
        # An expression reads only what has a lower rank, so there are no circles.
        rank = self.chance.uniform(above.rank, 1.0)
        if depth < 2 and self.chance.random() < 0.16:
            kind = self.chance.choice(("group", "repeat", "repeat"))
            name = f"{kind[0]}{self.count}"
            inner = (*rows, name) if kind == "repeat" else rows
            node = _Node(kind, name, rank, rows)
            # In JavaRosa a row that a count makes begins without rows in it.
            node.counted = (kind == "repeat" and self._sometimes(0.4)) or above.counted
            self.all.append(node)
            node.children = self._inside(node, inner, self.chance.randint(1, 5), depth + 1)
            return node
        kind = self.chance.choice(_KINDS)
        listed = self.chance.choice(sorted(LISTS))
        node = _Node(kind, f"q{self.count}", rank, rows, listed)
        self.all.append(node)
        return node

    def _expressions(self, node: _Node, rows: tuple[str, ...] | None = None) -> Expressions:
        known = [
            Known(
                each.name,
                "select_one" if each.kind == "from_file" else each.kind,
                each.rows,
                LISTS.get(each.listed, ()),
            )
            for each in self.all
            if each.rank < node.rank and each.kind not in ("group", "repeat", "note")
        ]
        return Expressions(self.chance, known, node.rows if rows is None else rows)

    def _answered(self, node: _Node) -> Expressions:
        """Return what a dynamic default may read: JavaRosa has not calculated anything by then."""
        make = self._expressions(node)
        named = {each.name for each in self.all if each.rows and each.rows == node.rows}
        make.here = [
            each for each in make.here
            if each.kind not in ("calculate", *_DEFAULTS) and each.name not in named
        ]  # fmt: skip
        make.inside = []
        return make

    def _sometimes(self, share: float) -> bool:
        return self.chance.random() < share

    # -- as a sheet

    def _write(self, node: _Node) -> None:
        if node.kind in ("group", "repeat"):
            self._write_group(node)
        else:
            self._write_question(node)

    def _write_group(self, node: _Node) -> None:
        make = self._expressions(node)
        row = {"type": f"begin {node.kind}", "name": node.name, **self._labels(node, make)}
        if self._sometimes(0.4):
            row["relevant"] = make.condition()
        if node.kind == "group" and self._sometimes(0.15):
            row["readonly"] = make.condition(1)
        if node.counted and node.kind == "repeat":
            row["repeat_count"] = self._counted(make)
        self.rows.append(row)
        for child in node.children:
            self._write(child)
        self.rows.append({"type": f"end {node.kind}"})

    def _counted(self, make: Expressions) -> str:
        found = make.one(("integer",))
        if found is None or self._sometimes(0.3):
            return str(self.chance.randint(0, 3))
        return f"if(${{{found.name}}} > 4, 4, ${{{found.name}}})"

    def _labels(self, node: _Node, make: Expressions) -> dict[str, str]:
        shown = make.one(("integer", "text", "select_one", "calculate"))
        output = f" ${{{shown.name}}}!" if shown and self._sometimes(0.3) else ""
        labels = {"label::English (en)": f"{node.name} here{output}"}
        if self._sometimes(0.8):
            labels["label::دری (fa)"] = f"سوال {node.name}{output}"
        return labels

    def _write_question(self, node: _Node) -> None:
        make = self._expressions(node)
        row = {"type": _TYPES.get(node.kind, node.kind).format(node.listed), "name": node.name}
        if node.kind == "calculate":
            row["calculation"] = make.anything(3)
            self._trigger(row, make, 0.15)
        else:
            row |= self._labels(node, make)
            self._logic(row, node, make)
        if self._sometimes(0.3):
            row["relevant"] = make.condition()
        self.rows.append(row)

    def _logic(self, row: dict[str, str], node: _Node, make: Expressions) -> None:
        if self._sometimes(0.2):
            row["required"] = self.chance.choice(("yes", make.condition(1)))
        if self._sometimes(0.1):
            row["readonly"] = make.condition(1)
        if self._sometimes(0.25) and node.kind != "note":
            row["constraint"] = self._constraint(node, make)
            row["constraint_message::English (en)"] = "not so"
        if node.kind in ("select_one", "select_multiple") and self._sometimes(0.35):
            row["choice_filter"] = self._filter(node, make)
        if node.kind == "range":
            row["parameters"] = "start=0 end=10 step=1"
        if node.kind in _DEFAULTS and self._sometimes(0.25):
            first = self._default(node, self._answered(node))
            row["default"] = self.chance.choice((*_DEFAULTS[node.kind], first))

    def _default(self, node: _Node, make: Expressions) -> str:
        if node.kind == "integer":
            return f"int({make.number(1)})"
        return f"date({make.day()})" if node.kind == "date" else f"string({make.text(1)})"

    def _trigger(self, row: dict[str, str], make: Expressions, share: float) -> None:
        # JavaRosa sets nothing in rows from outside them.
        make.here = [each for each in make.here if each.rows == make.rows]
        found = make.one(("integer", "text", "select_one", "date"))
        if found and self._sometimes(share):
            row["trigger"] = f"${{{found.name}}}"

    def _constraint(self, node: _Node, make: Expressions) -> str:
        own = {
            "integer": f". > {make.number(1)}",
            "decimal": f". <= {make.number(1)} or . = 2.5",
            "text": "string-length(.) < 4",
            "select_multiple": "count-selected(.) < 3",
            "date": f". <= {make.day()}",
            "select_one": f". != '{self.chance.choice(LISTS[node.listed])}'",
        }
        return own.get(node.kind) or make.condition(1)

    def _filter(self, node: _Node, make: Expressions) -> str:
        return self.chance.choice(
            (
                f"weight > {make.number(1)}",
                f"{make.condition(1)} or name = '{LISTS[node.listed][0]}'",
                f"family = {make.text(0)} or weight = 2",
                "selected('1 2', weight)",
            )
        )


_TYPES = {
    "select_one": "select_one {}",
    "select_multiple": "select_multiple {}",
    "rank": "rank {}",
    "from_file": "select_one_from_file sites.csv",
}
_DEFAULTS = {
    "integer": ("3",),
    "text": ("x", "امن"),
    "date": ("2026-01-31", "today()"),
}


def _choices() -> list[str]:
    rows = [
        {
            "list_name": name,
            "name": code,
            "label::English (en)": f"{name} {code}",
            "label::دری (fa)": f"انتخاب {code}",
            "family": ("x", "امن")[place % 2],
            "weight": str(place),
        }
        for name, codes in LISTS.items()
        for place, code in enumerate(codes)
    ]
    return _table("choices", tuple(rows[0]), rows)


def _table(name: str, columns: tuple[str, ...], rows: list[dict[str, str]]) -> list[str]:
    lines = [f"| {name} |" + " |" * len(columns), "| | " + " | ".join(columns) + " |"]
    lines += ["| | " + " | ".join(row.get(each, "") for each in columns) + " |" for row in rows]
    return lines


ANSWERS: dict[str, tuple[str, ...]] = {
    "int": ("", "0", "1", "2", "3", "5", "-1", "12", "7x", "99999999999", "2.5"),
    "decimal": ("", "0.5", "2.5", "-1.25", "10", "3.0", "abc", "1e2"),
    "string": ("", "ab", "abc def", "5", " x ", *WORDS),
    "date": ("", "2026-02-30", *DAYS),
    "time": ("", "09:30:00.000+04:30", "23:59:00.000+04:30"),
    "dateTime": ("", "2026-01-31T09:30:00.000+04:30", "2024-02-29T00:00:00.000+04:30"),
    "geopoint": ("", "34.35 62.2 0 0", "34.35 62.2 920.5 5", "95 10 0 0"),
}
