"""The choices of a question as they are printed: without answers that could narrow them down."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from random import Random

from fieldtool.forms import Choice, Form
from fieldtool.forms.definition.model import Control, Expression
from fieldtool.forms.instance.choices import choices_of
from fieldtool.forms.instance.nodes import build
from fieldtool.forms.instance.world import InterviewWorld
from fieldtool.forms.references import Reader
from fieldtool.forms.xpath import ast

_SOME_DAY = datetime(2026, 11, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Listed:
    """Choices; *is_filtered* where answers decide which of them are offered."""

    choices: tuple[Choice, ...]
    is_filtered: bool = False


class Lists:
    """Looks up the choices of one form's questions in one of its languages."""

    def __init__(self, form: Form, fixed: Mapping[int, str], language: str) -> None:
        self._form, self.fixed = form, fixed
        self._reader = Reader(form.definitions)
        chance = Random(0)  # noqa: S311 - a printed list has one order
        self._world = InterviewWorld(form, lambda: _SOME_DAY, language, chance, {})
        # The document is held on to: nodes know what is above them by weak references.
        self._document, self._root = build(form, "")
        for node in self._root.subtree():
            if node.definition.index in fixed:
                node.value = fixed[node.definition.index]
        self._known: dict[int, Listed] = {}

    def of(self, control: Control) -> Listed:
        """Return the choices of *control*."""
        if control.node not in self._known:
            self._known[control.node] = self._find(control)
        return self._known[control.node]

    def _find(self, control: Control) -> Listed:
        itemset = control.itemset
        if itemset is None:
            return Listed(choices_of(control, self._root, self._world))
        read = self._reader.references(itemset.nodes.tree, control.node)
        if all(one.node in self.fixed for one in read):
            return Listed(choices_of(control, self._root, self._world))
        whole = _whole(itemset.nodes, self._form)
        if whole is None:
            return Listed((), is_filtered=True)
        every = replace(control, itemset=replace(itemset, nodes=whole))
        return Listed(choices_of(every, self._root, self._world), is_filtered=True)


def _whole(nodes: Expression, form: Form) -> Expression | None:
    """Return the expression without its filters; None where it is no list with filters."""
    tree = nodes.tree
    while isinstance(tree, ast.Call) and tree.name == "randomize":
        tree = tree.arguments[0]
    if not isinstance(tree, ast.Path) or not isinstance(tree.start, ast.Call):
        return None
    bare = replace(tree, steps=tuple(replace(step, predicates=()) for step in tree.steps))
    return Expression(f"every {nodes.source}", bare, form.namespaces)
