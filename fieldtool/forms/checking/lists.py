"""The values that a question can have because it is chosen from a list that the form writes out."""

from __future__ import annotations

import re
from collections.abc import Iterator

from fieldtool.forms.checking.report import Finding, Severity
from fieldtool.forms.checking.tables import Tables
from fieldtool.forms.definition.form import Form
from fieldtool.forms.definition.model import Itemset
from fieldtool.forms.nodes import walk
from fieldtool.forms.xpath import ast
from fieldtool.problems import Code, Problem

_NAMED = re.compile(r"instance\(\s*['\"]([^'\"]+)['\"]")
_CHOOSES = re.compile(r"^\s*(?:select|rank|add select|select1)\b|^select_|^rank", re.IGNORECASE)


def closed_lists(form: Form) -> dict[int, frozenset[str]]:
    """Return the values of each question whose list neither a file nor a calculation changes."""
    set_elsewhere = {action.target for action in form.actions}
    found: dict[int, frozenset[str]] = {}
    for index, control in form.controls.items():
        definition = form.definitions[index]
        if control.kind not in ("select1", "select") or index in set_elsewhere:
            continue
        listed = frozenset() if control.itemset is None else _listed(form, control.itemset)
        if listed is None or definition.bind.calculate is not None:
            continue
        values = listed | {item.value for item in control.items} | set(definition.default.split())
        if values:
            found[index] = values
    return found


def _listed(form: Form, itemset: Itemset) -> frozenset[str] | None:
    """Return the values of a list before any filter, None when the form does not write it out."""
    secondary = form.secondaries.get(_instance(itemset.nodes.tree))
    if secondary is None or secondary.source or secondary.document is None:
        return None
    value = itemset.value.source.strip()
    items = (node.first(value) for node in walk(secondary.document) if node.local_name == "item")
    return frozenset(item.text() for item in items if item is not None)


def _instance(tree: ast.Ast) -> str:
    """Return the list that a path into `instance('…')` names, "" for any other expression."""
    if isinstance(tree, ast.Filter):
        return _instance(tree.primary)
    if isinstance(tree, ast.Path):
        return "" if tree.start is None else _instance(tree.start)
    if isinstance(tree, ast.Call) and tree.name == "instance" and tree.arguments:
        name = tree.arguments[0]
        return name.value if isinstance(name, ast.Literal) else ""
    return ""


def unused_lists(found: Tables) -> Iterator[Finding]:
    """Iterate over the lists of the sheet choices that nothing in the sheet survey names."""
    used: set[str] = set()
    for row in found.survey.rows:
        kind = row.text("type")
        if _CHOOSES.match(kind):
            used.update(kind.split())
            if "${" in kind:
                return  # which list it is depends on an answer
        used.update(name for cell in row.cells.values() for name in _NAMED.findall(cell))
    first: dict[str, int] = {}
    for row in found.choices.rows:
        first.setdefault(row.text("list_name"), row.number)
    for name, number in first.items():
        if name and name not in used:
            problem = Problem(Code.LIST_NOT_USED, {"list": name})
            yield Finding(problem, Severity.WARNING, "choices", number)
