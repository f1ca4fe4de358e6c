"""Entities that an interview creates or updates, and the attributes that declare them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from fieldtool.forms.definition.form import Form
from fieldtool.forms.definition.model import Attribute
from fieldtool.forms.definition.read_entities import is_entity, scope_of
from fieldtool.forms.instance.nodes import AnswerNode
from fieldtool.forms.instance.recalculation import Recalculation
from fieldtool.forms.instance.world import InterviewWorld
from fieldtool.forms.nodes import Node
from fieldtool.forms.xpath.values import to_text

_YES = ("1", "true")


@dataclass(frozen=True, slots=True)
class Entity:
    """One entity that an interview creates or updates.

    Attributes:
        path: of its declaration, such as `meta/entity` or `tree[k3f9qa]/meta/entity`.
        dataset: the list it belongs to.
        id: its UUID.
        base_version: the version that was known when it was updated; "" for a new one.
        trunk_version, branch_id: where a line of offline changes began, and its name.
        properties: what the answers are saved as; blank answers too.
    """

    path: str
    dataset: str
    id: str
    label: str
    create: bool
    update: bool
    base_version: str
    trunk_version: str
    branch_id: str
    properties: Mapping[str, str]


class Attributes:
    """The attributes of one interview that its form fills in."""

    def __init__(self, form: Form, world: InterviewWorld, recalculation: Recalculation) -> None:
        self.form = form
        self.world = world
        self.recalculation = recalculation
        self.rules = {(each.node, each.name): each for each in form.attributes}

    def settle(self) -> None:
        """Work out what is calculated; nothing else reads attributes, so it is not done before."""
        for rule in self.form.attributes:
            if rule.calculate is not None:
                for node in self.recalculation.at.get(rule.node, ()):
                    value = self.world.value(rule.calculate, _attribute(node, rule))
                    node.set_attribute(rule.name, to_text(value))

    def each(self) -> Iterator[tuple[AnswerNode, str, str]]:
        """Iterate over (node, name, value) of what the form fills in, in its present state."""
        self.settle()
        for rule in self.form.attributes:
            for node in self.recalculation.at.get(rule.node, ()):
                yield node, rule.name, node.attribute(rule.name)

    def put(self, node: AnswerNode, name: str, value: str) -> None:
        """Bring back a value from a draft, unless the form does not fill in that attribute."""
        if (node.definition.index, name) in self.rules:
            node.set_attribute(name, value)

    def entities(self) -> tuple[Entity, ...]:
        """Return what is to be created or updated, in form order."""
        self.settle()
        declared = [each for each in self.form.definitions if is_entity(each)]
        nodes = [node for each in declared for node in self.recalculation.at.get(each.index, ())]
        made = (self._entity(node) for node in nodes if node.relevant)
        return tuple(each for each in made if each.create or each.update)

    def _entity(self, node: AnswerNode) -> Entity:
        label = node.first("label")
        return Entity(
            path=node.path,
            dataset=node.attribute("dataset"),
            id=node.attribute("id"),
            label="" if label is None else label.text(),
            create=node.attribute("create") in _YES,
            update=node.attribute("update") in _YES,
            base_version=node.attribute("baseVersion"),
            trunk_version=node.attribute("trunkVersion"),
            branch_id=node.attribute("branchId"),
            properties=dict(self._properties(node)),
        )

    def _properties(self, node: AnswerNode) -> Iterator[tuple[str, str]]:
        around = node.parent.parent if node.parent is not None else None
        definitions = self.form.definitions
        scopes = {definitions[each.parent].parent for each in definitions if is_entity(each)}
        for each in around.subtree() if isinstance(around, AnswerNode) else ():
            name = each.definition.bind.save_to
            if name and each.relevant:
                place = scope_of(each.definition, definitions, scopes)
                if isinstance(around, AnswerNode) and place == around.definition.index:
                    yield name, each.value


def _attribute(node: AnswerNode, rule: Attribute) -> Node:
    found = next((each for each in node.attributes if each.name == rule.name), None)
    if found is None:
        node.set_attribute(rule.name, "")
        return _attribute(node, rule)
    return found
