"""Brings a compiled form back from its JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from fieldtool.forms.definition.form import Form
from fieldtool.forms.definition.model import (
    NO_TEXT,
    Action,
    Attribute,
    Bind,
    Control,
    Definition,
    Expression,
    Item,
    Itemset,
    Secondary,
    TextSource,
)
from fieldtool.forms.definition.texts import Table, Texts, read_parts
from fieldtool.forms.graph import Formula, Graph, Reference
from fieldtool.forms.languages import language
from fieldtool.forms.nodes import node_from_json
from fieldtool.forms.version import ENGINE_VERSION
from fieldtool.forms.xpath.ast import Json
from fieldtool.problems import CATALOGUE, Code, Problem

# The tree is our own writing, named by its hash and engine version; its shape is trusted here.
Written = Any


def form_from_tree(tree: Mapping[str, Json]) -> Form:
    """Return the form; raises Problem when another engine version wrote the tree."""
    if tree.get("engine") != ENGINE_VERSION:
        raise Problem(Code.FORM_TREE_OLD)
    return _TreeReader(cast("Mapping[str, Written]", tree)).form()


class _TreeReader:
    def __init__(self, tree: Mapping[str, Written]) -> None:
        self.tree = tree
        self.namespaces: dict[str, str] = dict(tree["namespaces"])

    def form(self) -> Form:
        tree = self.tree
        table: Table = tree["texts"]
        return Form(
            form_id=tree["form_id"],
            version=tree["version"],
            title=tree["title"],
            hash=tree["hash"],
            languages=tuple(map(language, tree["languages"])),
            default_language=tree["default_language"],
            definitions=tuple(
                self._definition(i, each) for i, each in enumerate(tree["definitions"])
            ),
            blank=node_from_json(tree["blank"]),
            body=tuple(map(self._control, tree["body"])),
            actions=tuple(map(self._action, tree["actions"])),
            secondaries={
                each[0]: Secondary(each[0], each[1], None, each[2]) for each in tree["secondaries"]
            },
            texts=Texts(table, tree["default_language"], self.namespaces),
            namespaces=self.namespaces,
            graph=Graph(tuple(map(_formula, tree["graph"]))),
            attributes=tuple(
                Attribute(node, name, self._expression(calculate))
                for node, name, calculate in tree["attributes"]
            ),
            submission=tree["submission"],
            entities_version=tree["entities_version"],
            warnings=tuple(Problem(CATALOGUE[name], values) for name, values in tree["warnings"]),
        )

    def _expression(self, written: Written) -> Expression | None:
        return None if written is None else self._certain(written)

    def _certain(self, written: Written) -> Expression:
        return Expression(written[0], None, self.namespaces, written[1])

    def _text(self, written: Written) -> TextSource:
        if written is None:
            return NO_TEXT
        return TextSource(written[0], read_parts(written[1], self.namespaces))

    def _definition(self, index: int, written: Written) -> Definition:
        name, uri, path, parent, children, default, attributes, bind, repeat, rows = written
        return Definition(
            index,
            name,
            uri,
            path,
            parent,
            tuple(children),
            default,
            tuple((each[0], each[1], each[2]) for each in attributes),
            _PLAIN if bind is None else self._bind(bind),
            repeat,
            rows,
        )

    def _bind(self, written: Written) -> Bind:
        kind, relevant, required, readonly, constraint, calculate, *texts = written
        constraint_message, required_message, preload, parameter, save_to, extras = texts
        return Bind(
            kind,
            self._expression(relevant),
            self._expression(required),
            self._expression(readonly),
            self._expression(constraint),
            self._expression(calculate),
            self._text(constraint_message),
            self._text(required_message),
            preload,
            parameter,
            save_to,
            tuple((name, value) for name, value in extras),
        )

    def _control(self, written: Written) -> Control:
        kind, node, appearance, label, hint, items, itemset, count, fixed, attributes, inner = (
            written
        )
        return Control(
            kind,
            node,
            appearance,
            self._text(label),
            self._text(hint),
            tuple(Item(value, self._text(text)) for value, text in items),
            None if itemset is None else self._itemset(itemset),
            self._expression(count),
            self._expression(fixed),
            attributes,
            tuple(map(self._control, inner)),
        )

    def _itemset(self, written: Written) -> Itemset:
        return Itemset(
            self._certain(written[0]), self._certain(written[1]), self._expression(written[2])
        )

    def _action(self, written: Written) -> Action:
        kind, events, place, target, reference, value, literal, attribute = written
        return Action(
            kind,
            tuple(events),
            place,
            target,
            self._certain(reference),
            self._expression(value),
            literal,
            attribute,
        )


_PLAIN = Bind()


def _formula(written: Written) -> Formula:
    node, aspect, reads, writes = written
    return Formula(node, aspect, tuple(Reference(*each) for each in reads), writes)
