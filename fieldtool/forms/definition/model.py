"""The parts of a compiled form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from fieldtool.forms.nodes import Node, node_from_json
from fieldtool.forms.xpath import ast
from fieldtool.forms.xpath.compile import Compiler
from fieldtool.forms.xpath.context import Context, Evaluate
from fieldtool.forms.xpath.values import Value
from fieldtool.problems import Code, Problem

MOST_CLOSURES = 4_096

# Closures know nothing of a form, and large forms have the same expressions hundreds of times.
_CLOSURES: dict[tuple[object, ...], Evaluate] = {}


class Expression:
    """An expression of a form; tree and closure are made when they are first needed."""

    __slots__ = ("_closure", "_namespaces", "_tree", "_written", "source")

    def __init__(
        self,
        source: str,
        tree: ast.Ast | None,
        namespaces: Mapping[str, str],
        written: ast.Json = None,
    ) -> None:
        self.source = source
        self._tree = tree
        self._written = written
        self._namespaces = namespaces
        self._closure: Evaluate | None = None

    @property
    def tree(self) -> ast.Ast:
        """Return the tree; a form from the disk cache reads it here."""
        if self._tree is None:
            self._tree = ast.from_json(self._written)
            self._written = None
        return self._tree

    def __repr__(self) -> str:
        return f"Expression({self.source!r})"

    def prepare(self) -> Evaluate:
        """Return the closure; raises Problem when a function is unknown or misused."""
        if self._closure is None:
            key = (self.source, *self._namespaces.items())
            known = _CLOSURES.get(key)
            if known is None:
                known = Compiler(lambda prefix: self._namespaces.get(prefix, "")).compile(self.tree)
                if len(_CLOSURES) < MOST_CLOSURES:
                    _CLOSURES[key] = known
            self._closure = known
        return self._closure

    def evaluate(self, context: Context) -> Value:
        """Return the value in *context*; raises Problem when it cannot be worked out."""
        try:
            return (self._closure or self.prepare())(context)
        except (ArithmeticError, RecursionError, ValueError) as error:
            # No form may stop an interview, whatever it asks of numbers and calendars.
            values = {"function": self.source[:200], "reason": str(error)}
            raise Problem(Code.EVALUATION_FAILED, values) from None


Part: TypeAlias = "str | Expression"


@dataclass(frozen=True, slots=True)
class TextSource:
    """Where a text comes from: a translated text by its id, or parts written on the spot."""

    itext: str = ""
    parts: tuple[Part, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.itext or self.parts)


NO_TEXT = TextSource()


@dataclass(frozen=True, slots=True)
class Bind:
    """The logic of one node.

    Attributes:
        save_to: property of the entity that takes the answer.
        extras: what clients may act upon, such as max-pixels of a photo or track-changes of audit.
    """

    type: str = "string"
    relevant: Expression | None = None
    required: Expression | None = None
    readonly: Expression | None = None
    constraint: Expression | None = None
    calculate: Expression | None = None
    constraint_message: TextSource = NO_TEXT
    required_message: TextSource = NO_TEXT
    preload: str = ""
    preload_parameter: str = ""
    save_to: str = ""
    extras: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Definition:
    """One node of the form's instance, repeats once.

    Attributes:
        index: place in `Form.definitions`, in document order; the root is 0.
        path: from the root with names only, such as `/data/hazard/note`.
        default: text of the node in a new interview or a new row.
        repeat: rows of this node can be several.
        rows: how many rows a new parent begins with.
    """

    index: int
    name: str
    uri: str
    path: str
    parent: int
    children: tuple[int, ...]
    default: str
    attributes: tuple[tuple[str, str, str], ...]
    bind: Bind
    repeat: bool
    rows: int = 1


@dataclass(frozen=True, slots=True)
class Item:
    """One choice that the form writes out."""

    value: str
    label: TextSource


@dataclass(frozen=True, slots=True)
class Itemset:
    """Choices taken from nodes: which ones, and where each keeps its value and label."""

    nodes: Expression
    value: Expression
    label: Expression | None


@dataclass(frozen=True, slots=True)
class Control:
    """One thing on the screen: a question, a group or a repeat.

    Attributes:
        kind: input, select1, select, rank, range, upload, trigger, secret, group or repeat.
        node: index of its definition, -1 for a group that is only on the screen.
    """

    kind: str
    node: int
    appearance: str = ""
    label: TextSource = NO_TEXT
    hint: TextSource = NO_TEXT
    items: tuple[Item, ...] = ()
    itemset: Itemset | None = None
    count: Expression | None = None
    fixed: Expression | None = None
    attributes: Mapping[str, str] = field(default_factory=dict)
    children: tuple[Control, ...] = ()


@dataclass(frozen=True, slots=True)
class Action:
    """`setvalue` and its relatives: what is set, and on which events.

    Attributes:
        place: definition whose change or new row fires it, -1 for the whole form.
        reference: the target, as an expression from *place*.
        kind: setvalue, setgeopoint or recordaudio.
        attribute: of the target, when not the node itself is set (entities).
    """

    kind: str
    events: tuple[str, ...]
    place: int
    target: int
    reference: Expression
    value: Expression | None
    literal: str = ""
    attribute: str = ""


@dataclass(frozen=True, slots=True)
class Attribute:
    """An attribute that the form fills in itself, such as the id of an entity."""

    node: int
    name: str
    calculate: Expression | None = None


LAST_SAVED = "jr://instance/last-saved"  # where a form reads the interview saved before


class Secondary:
    """A list or file that expressions look into; read from the disk cache when first asked for."""

    __slots__ = ("_document", "_written", "name", "source")

    def __init__(
        self, name: str, source: str, document: Node | None, written: ast.Json = None
    ) -> None:
        self.name = name
        self.source = source
        self._document = document
        self._written = written

    @property
    def is_absent(self) -> bool:
        """Return whether it is a file that did not come with the form."""
        return bool(self.source) and self._document is None and self._written is None

    @property
    def document(self) -> Node | None:
        """Return the document, None when the file did not come with the form."""
        if self._document is None and self._written is not None:
            self._document = node_from_json(self._written)
            self._written = None
        return self._document
