"""A compiled form as plain JSON, for the cache on disk."""

from __future__ import annotations

from typing import cast

from fieldtool.forms.definition.form import Form
from fieldtool.forms.definition.model import (
    Action,
    Bind,
    Control,
    Definition,
    Expression,
    Itemset,
    Secondary,
    TextSource,
)
from fieldtool.forms.definition.texts import write_parts
from fieldtool.forms.graph import Formula
from fieldtool.forms.nodes import node_to_json
from fieldtool.forms.version import ENGINE_VERSION
from fieldtool.forms.xpath import ast
from fieldtool.forms.xpath.ast import Json


def form_to_tree(form: Form) -> dict[str, Json]:
    """Return *form* as JSON-able data; it names the engine version that made it."""
    return {
        "engine": ENGINE_VERSION,
        "form_id": form.form_id,
        "version": form.version,
        "title": form.title,
        "hash": form.hash,
        "languages": [each.name for each in form.languages],
        "default_language": form.default_language,
        "definitions": [_definition(each) for each in form.definitions],
        "blank": node_to_json(form.blank),
        "body": [_control(each) for each in form.body],
        "actions": [_action(each) for each in form.actions],
        "secondaries": [_secondary(each) for each in form.secondaries.values()],
        "texts": cast("Json", form.texts.table),
        "namespaces": dict(form.namespaces),
        "graph": [_formula(each) for each in form.graph.formulas],
        "attributes": [[a.node, a.name, _expression(a.calculate)] for a in form.attributes],
        "submission": dict(form.submission),
        "entities_version": form.entities_version,
        "warnings": [[each.code.name, dict(each.values)] for each in form.warnings],
    }


def _expression(expression: Expression | None) -> Json:
    return None if expression is None else [expression.source, ast.to_json(expression.tree)]


def _text(source: TextSource) -> Json:
    if not source:
        return None
    return [source.itext, write_parts(source.parts)]


def _definition(each: Definition) -> Json:
    return [
        each.name,
        each.uri,
        each.path,
        each.parent,
        list(each.children),
        each.default,
        [list(attribute) for attribute in each.attributes],
        _bind(each.bind),
        each.repeat,
        each.rows,
    ]


def _bind(bind: Bind) -> Json:
    if bind == Bind():
        return None
    return [
        bind.type,
        _expression(bind.relevant),
        _expression(bind.required),
        _expression(bind.readonly),
        _expression(bind.constraint),
        _expression(bind.calculate),
        _text(bind.constraint_message),
        _text(bind.required_message),
        bind.preload,
        bind.preload_parameter,
        bind.save_to,
        [list(pair) for pair in bind.extras],
    ]


def _control(control: Control) -> Json:
    return [
        control.kind,
        control.node,
        control.appearance,
        _text(control.label),
        _text(control.hint),
        [[item.value, _text(item.label)] for item in control.items],
        _itemset(control.itemset),
        _expression(control.count),
        _expression(control.fixed),
        dict(control.attributes),
        [_control(each) for each in control.children],
    ]


def _itemset(itemset: Itemset | None) -> Json:
    if itemset is None:
        return None
    return [_expression(itemset.nodes), _expression(itemset.value), _expression(itemset.label)]


def _action(action: Action) -> Json:
    return [
        action.kind,
        list(action.events),
        action.place,
        action.target,
        _expression(action.reference),
        _expression(action.value),
        action.literal,
        action.attribute,
    ]


def _secondary(each: Secondary) -> Json:
    document = each.document
    return [each.name, each.source, None if document is None else node_to_json(document)]


def _formula(formula: Formula) -> Json:
    reads: list[Json] = [[reference.node, reference.row] for reference in formula.reads]
    return [formula.node, formula.aspect, reads, formula.writes]
