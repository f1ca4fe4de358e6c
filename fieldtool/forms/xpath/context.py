"""Where an expression is evaluated: its node, and the world around the form."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, tzinfo
from random import Random
from typing import Protocol, TypeAlias

from fieldtool.forms.nodes import Node
from fieldtool.forms.xpath.values import Value


class World(Protocol):
    """What functions may ask for; the engine itself has no clock, language or chance."""

    @property
    def chance(self) -> Random:
        """Return the source of randomness."""

    @property
    def zone(self) -> tzinfo:
        """Return the project's time zone."""

    def spend(self, nodes: int) -> None:
        """Count *nodes* that an expression looks at; raises Problem beyond all measure."""

    def now(self) -> datetime:
        """Return the moment, aware, in the project's zone."""

    def instance(self, name: str) -> Node | None:
        """Return the document node of a secondary instance."""

    def itext(self, name: str) -> str:
        """Return a translated text in the active language."""

    def choice_label(self, value: str, reference: Value, context: Context) -> str:
        """Return the label of *value* among the choices of the question *reference*."""

    def property(self, name: str) -> str:
        """Return a metadata property of the interview, such as `deviceid`."""


class Context:
    """The context node, position and size of XPath, plus the node of the whole expression."""

    __slots__ = ("current", "node", "position", "size", "world")

    def __init__(
        self,
        node: Node,
        world: World,
        *,
        position: int = 1,
        size: int = 1,
        current: Node | None = None,
    ) -> None:
        self.node = node
        self.world = world
        self.position = position
        self.size = size
        self.current = node if current is None else current

    def at(self, node: Node, position: int, size: int) -> Context:
        """Return the context of a predicate, for one node of the list it filters."""
        return Context(node, self.world, position=position, size=size, current=self.current)


Evaluate: TypeAlias = Callable[[Context], Value]
