"""Location paths and predicates as closures."""

from __future__ import annotations

from collections.abc import Callable

from fieldtool.forms.nodes import Node, in_document_order
from fieldtool.forms.xpath import ast
from fieldtool.forms.xpath.axes import AXES, FAR, REVERSE, XHTML, matcher
from fieldtool.forms.xpath.context import Context, Evaluate
from fieldtool.forms.xpath.values import Nodes, Value, to_boolean
from fieldtool.problems import Code, Problem

Advance = Callable[[Node, Context], Nodes]
Compile = Callable[[ast.Ast], Evaluate]

_UP = frozenset({"parent", "self"})
_DOWN = frozenset({"child", "self", "attribute"})


def path(tree: ast.Path, compile_: Compile, namespace: Callable[[str], str]) -> Evaluate:
    """Return the closure of a location path."""
    steps = _without_detours(tree.steps)
    advances = tuple(_step(step, compile_, namespace) for step in steps)
    single = _keeps_order(steps)
    begin = _beginning(tree, compile_)

    def evaluate(context: Context) -> Value:
        nodes = begin(context)
        ordered = single and len(nodes) <= 1
        for advance in advances:
            if len(nodes) == 1:
                nodes = advance(nodes[0], context)
            else:
                nodes = [after for node in nodes for after in advance(node, context)]
        if not ordered and len(nodes) > 1:
            nodes = in_document_order(nodes)
        # Irrelevant answers read as blank, but where some are relevant only those count.
        return [node for node in nodes if node.relevant] or nodes

    return evaluate


def _keeps_order(steps: tuple[ast.Step, ...]) -> bool:
    """Return whether one node to begin with can only lead to nodes in document order."""
    axes = [step.axis for step in steps]
    while len(axes) > 1 and axes[0] in _UP:
        del axes[0]
    return len(axes) <= 1 or all(axis in _DOWN for axis in axes)


def _without_detours(steps: tuple[ast.Step, ...]) -> tuple[ast.Step, ...]:
    """Turn `//name` into one descendant step, which is the same where nothing counts positions."""
    kept: list[ast.Step] = []
    for step in steps:
        detour = kept and kept[-1] == ast.Step("descendant-or-self", ast.Test("node"))
        if detour and step.axis == "child" and not step.predicates:
            kept[-1] = ast.Step("descendant", step.test)
        else:
            kept.append(step)
    return tuple(kept)


def _beginning(tree: ast.Path, compile_: Compile) -> Callable[[Context], Nodes]:
    if tree.start is not None:
        start = compile_(tree.start)
        return lambda context: nodes_of(start(context), "/")
    if tree.absolute:
        # Inside a predicate over a list, an absolute path still means the form's own answers.
        return lambda context: [context.current.root()]
    return lambda context: [context.node]


def nodes_of(value: Value, function: str) -> Nodes:
    """Return *value* as nodes; raises Problem when it is something else."""
    if not isinstance(value, list):
        raise Problem(
            Code.EVALUATION_FAILED,
            {"function": function, "reason": "a reference to questions is needed here"},
        )
    return value


def _step(step: ast.Step, compile_: Compile, namespace: Callable[[str], str]) -> Advance:
    predicates = tuple(compile_(each) for each in step.predicates)
    select = _selection(step, namespace)
    if not predicates:
        return _counted(select) if step.axis in FAR else lambda node, _context: select(node)
    backwards = step.axis in REVERSE

    def advance(node: Node, context: Context) -> Nodes:
        nodes = select(node)
        context.world.spend(len(nodes))
        if backwards:
            nodes.reverse()  # positions on reverse axes count away from the node
        for predicate in predicates:
            nodes = _keep(nodes, predicate, context)
        return nodes[::-1] if backwards else nodes

    return advance


def _counted(select: Callable[[Node], Nodes]) -> Advance:
    def advance(node: Node, context: Context) -> Nodes:
        nodes = select(node)
        # Where few of many pass, looking is still more than finding; one counts for the way there.
        context.world.spend(len(nodes) + 1)
        return nodes

    return advance


def _selection(step: ast.Step, namespace: Callable[[str], str]) -> Callable[[Node], Nodes]:
    """Return nodes of one axis that pass the test, in document order."""
    if step.axis == "child" and step.test.kind == "name" and ":" not in step.test.name:
        return _children_named(step.test.name)
    axis, passes = AXES[step.axis], matcher(step.test, step.axis, namespace)
    backwards = step.axis in REVERSE

    def select(node: Node) -> Nodes:
        found = [each for each in axis(node) if passes is None or passes(each)]
        return found[::-1] if backwards else found

    return select


def _children_named(name: str) -> Callable[[Node], Nodes]:
    def select(node: Node) -> Nodes:
        return [each for each in node.named(name) if each.uri != XHTML]

    return select


def _keep(nodes: Nodes, predicate: Evaluate, context: Context) -> Nodes:
    size = len(nodes)
    kept: Nodes = []
    for place, node in enumerate(nodes, 1):
        value = predicate(context.at(node, place, size))
        if value == place if isinstance(value, float) else to_boolean(value):
            kept.append(node)
    return kept


def filtered(primary: Evaluate, predicates: tuple[Evaluate, ...]) -> Evaluate:
    """Return the closure of `(…)[…]`."""
    if not predicates:
        return primary

    def evaluate(context: Context) -> Value:
        nodes = nodes_of(primary(context), "[ ]")
        context.world.spend(len(nodes))
        for predicate in predicates:
            nodes = _keep(nodes, predicate, context)
        return nodes

    return evaluate
