"""Gathers every expression of a form into its graph, and checks what each refers to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

from fieldtool.forms.definition.findings import Findings
from fieldtool.forms.definition.form import everything
from fieldtool.forms.definition.model import (
    Action,
    Attribute,
    Control,
    Definition,
    Expression,
    Itemset,
    Secondary,
    TextSource,
)
from fieldtool.forms.definition.texts import Table, read_parts
from fieldtool.forms.graph import ANOTHER_ROW, Formula, Graph, Reference, build
from fieldtool.forms.references import Reader
from fieldtool.forms.xpath import ast
from fieldtool.problems import Code

Parts: TypeAlias = (
    "tuple[Sequence[Definition], tuple[Control, ...], Sequence[Action], Table, Sequence[Attribute]]"
)
Use: TypeAlias = "tuple[int, str, str, ast.Ast]"  # node, aspect, column for messages, expression

COLUMNS = {
    "action": "trigger",
    "attribute": "entities",
    "calculate": "calculation",
    "choices": "choices",
    "constraint": "constraint",
    "count": "repeat_count",
    "itemset": "choice_filter",
    "label": "label",
    "readonly": "read_only",
    "relevant": "relevance",
    "required": "required",
}


def graph_of(
    parts: Parts,
    namespaces: Mapping[str, str],
    secondaries: Mapping[str, Secondary],
    findings: Findings,
) -> Graph:
    """Return the graph of a form; notes unknown references, lists and circles in *findings*."""
    definitions, body, actions, table, attributes = parts
    reader = Reader(definitions)
    formulas: list[Formula] = []
    texts = _Texts(table, namespaces)
    itemsets = {c.node: c.itemset for c in everything(body) if c.itemset is not None}
    for node, aspect, tree in _uses(definitions, body, texts):
        reads = reader.references(tree, node)
        if aspect == "itemset":
            reads = _with_items(reader, reads, tree, (node, itemsets[node]))
        if aspect == "constraint":
            # A constraint always looks at the answer itself; that is no circle.
            reads = tuple(each for each in reads if each.node != node or each.row < 0)
        place = definitions[node].parent if aspect == "count" else node
        formulas.append(Formula(place, aspect, reads, node))
        _check(reader, definitions[node], aspect, secondaries, findings)
    _check_the_rest(reader, actions, attributes, secondaries, findings)
    graph = build(formulas, definitions)
    for circle in graph.circles:
        names = ", ".join(definitions[node].name for node in circle)
        findings.add(Code.QUESTIONS_IN_A_CIRCLE, {"questions": names})
    return graph


def _check_the_rest(
    reader: Reader,
    actions: Sequence[Action],
    attributes: Sequence[Attribute],
    secondaries: Mapping[str, Secondary],
    findings: Findings,
) -> None:
    """Check what has no place in the graph: nothing reads attributes, and actions only write."""
    uses = [(each.target, "action", each.value) for each in actions]
    uses.extend((each.node, "attribute", each.calculate) for each in attributes)
    for node, aspect, expression in uses:
        if expression is not None:
            reader.references(expression.tree, node)
            _check(reader, reader.definitions[node], aspect, secondaries, findings)


def _check(
    reader: Reader,
    definition: Definition,
    aspect: str,
    secondaries: Mapping[str, Secondary],
    findings: Findings,
) -> None:
    """Note what the expression just read could not find."""
    for missing in reader.missing:
        values = {"question": definition.name, "column": COLUMNS[aspect], "reference": missing.path}
        findings.add(Code.QUESTION_UNKNOWN, values)
    for name in sorted(reader.instances):
        if name not in secondaries and aspect != "label":
            findings.add(
                Code.INSTANCE_UNKNOWN,
                {"place": f"{definition.name} ({COLUMNS[aspect]})", "instance": name},
            )
    reader.missing.clear()
    reader.instances.clear()


def _with_items(
    reader: Reader, reads: tuple[Reference, ...], tree: ast.Ast, of: tuple[int, Itemset]
) -> tuple[Reference, ...]:
    """Add what choices taken from the answers themselves read: their values and labels."""
    node, itemset = of
    found = set(reads)
    for target in reader.targets(tree, node):
        for each in (itemset.value, itemset.label):
            inner = () if each is None else reader.references(each.tree, target)
            found.update(Reference(reference.node, ANOTHER_ROW) for reference in inner)
    return tuple(sorted(found, key=lambda reference: (reference.node, reference.row)))


class _Texts:
    """Finds the outputs inside translated texts."""

    def __init__(self, table: Table, namespaces: Mapping[str, str]) -> None:
        self.table = table
        self.namespaces = namespaces

    def trees(self, source: TextSource) -> Iterator[ast.Ast]:
        for part in source.parts:
            if isinstance(part, Expression):
                yield part.tree
        if source.itext:
            for texts in self.table.values():
                for written in texts.get(source.itext, {}).values():
                    for part in read_parts(written, self.namespaces):
                        if isinstance(part, Expression):
                            yield part.tree


def _uses(
    definitions: Sequence[Definition], body: tuple[Control, ...], texts: _Texts
) -> Iterator[tuple[int, str, ast.Ast]]:
    for each in definitions:
        bind = each.bind
        for aspect in ("relevant", "calculate", "required", "readonly", "constraint"):
            expression = getattr(bind, aspect)
            if expression is not None:
                yield each.index, aspect, expression.tree
        for message in (bind.constraint_message, bind.required_message):
            for tree in texts.trees(message):
                yield each.index, "label", tree
    for control in body:
        yield from _of_control(control, 0, texts)


def _of_control(control: Control, above: int, texts: _Texts) -> Iterator[tuple[int, str, ast.Ast]]:
    node = control.node if control.node >= 0 else above
    for source in (control.label, control.hint):
        for tree in texts.trees(source):
            yield node, "label", tree
    for item in control.items:
        for tree in texts.trees(item.label):
            yield node, "choices", tree
    if control.itemset is not None and control.node >= 0:
        yield node, "itemset", control.itemset.nodes.tree
    if control.count is not None:
        yield node, "count", control.count.tree
    for child in control.children:
        yield from _of_control(child, node, texts)
