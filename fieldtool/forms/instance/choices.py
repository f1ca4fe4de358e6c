"""The choices of a question in one interview."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from fieldtool.forms.definition.model import Control, Itemset, TextSource
from fieldtool.forms.instance.nodes import AnswerNode
from fieldtool.forms.instance.world import InterviewWorld
from fieldtool.forms.nodes import Node
from fieldtool.forms.text import Text
from fieldtool.forms.xpath import ast
from fieldtool.forms.xpath.compile import Compiler
from fieldtool.forms.xpath.context import Context, Evaluate
from fieldtool.forms.xpath.values import to_text


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice as shown now.

    Attributes:
        media: kind → file name, such as image → flag.png.
        geometry: where it is, when the list says so: points as in an answer.
    """

    value: str
    label: Text
    media: tuple[tuple[str, str], ...] = ()
    geometry: str = ""


def choices_of(control: Control, node: AnswerNode, world: InterviewWorld) -> tuple[Choice, ...]:
    """Return the choices of *control* in the active language, filtered by the answers so far."""
    fixed = tuple(
        Choice(item.value, world.text(item.label, node), _media(item.label.itext, world))
        for item in control.items
    )
    if control.itemset is None:
        return fixed
    return fixed + _from_nodes(control.itemset, node, world)


def values_of(itemset: Itemset, node: AnswerNode, world: InterviewWorld) -> list[str]:
    """Return the values alone, without the labels that nobody looks at yet."""
    found = world.value(itemset.nodes, node)
    items = found if isinstance(found, list) else []
    return [to_text(itemset.value.evaluate(Context(item, world, current=node))) for item in items]


def _from_nodes(itemset: Itemset, node: AnswerNode, world: InterviewWorld) -> tuple[Choice, ...]:
    found = world.value(itemset.nodes, node)
    items = found if isinstance(found, list) else []
    return tuple(_choice(itemset, item, node, world) for item in items)


def _choice(itemset: Itemset, item: Node, node: AnswerNode, world: InterviewWorld) -> Choice:
    context = Context(item, world, current=node)
    value = to_text(itemset.value.evaluate(context))
    place = item.first("geometry")
    geometry = "" if place is None else place.text().strip()
    if itemset.label is None:
        return Choice(value, (value,) if value else (), geometry=geometry)
    tree = itemset.label.tree
    if isinstance(tree, ast.Call) and tree.name == "jr:itext":
        name = to_text(_argument(tree)(context))
        label = world.text(TextSource(itext=name), node)
        return Choice(value, label, _media(name, world), geometry)
    said = to_text(itemset.label.evaluate(context))
    return Choice(value, (said,) if said else (), geometry=geometry)


@lru_cache(maxsize=64)
def _argument(tree: ast.Call) -> Evaluate:
    return Compiler().compile(tree.arguments[0])


def _media(name: str, world: InterviewWorld) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(world.form.texts.media(world.language, name).items())) if name else ()
