"""The compiled form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from fieldtool.forms.definition.model import (
    LAST_SAVED,
    Action,
    Attribute,
    Control,
    Definition,
    Secondary,
)
from fieldtool.forms.definition.read_entities import datasets
from fieldtool.forms.definition.texts import Texts
from fieldtool.forms.graph import Graph
from fieldtool.forms.languages import Language
from fieldtool.forms.nodes import Node
from fieldtool.forms.safety import Safety
from fieldtool.problems import Problem


@dataclass(frozen=True)
class Form:
    """A form version, ready for interviews; shared between threads, never changed.

    Attributes:
        hash: see `form_hash`; media are not known here, so it names no version that has some.
        languages: as the form has them; one without a name when it has no translations.
        blank: the instance of a new interview, without templates of repeats.
        attributes: attributes of nodes that the form sets or calculates.
        submission: what the form says of sending, such as base64RsaPublicKey of an encrypted form.
        entities_version: of the specification of entities that the form follows, "" without any.
        warnings: what is odd in the form but does not stop it from working.
    """

    form_id: str
    version: str
    title: str
    hash: str
    languages: tuple[Language, ...]
    default_language: str
    definitions: tuple[Definition, ...]
    blank: Node
    body: tuple[Control, ...]
    actions: tuple[Action, ...]
    secondaries: Mapping[str, Secondary]
    texts: Texts
    namespaces: Mapping[str, str]
    graph: Graph
    attributes: tuple[Attribute, ...] = ()
    submission: Mapping[str, str] = field(default_factory=dict)
    entities_version: str = ""
    warnings: tuple[Problem, ...] = ()

    def __repr__(self) -> str:
        return f"<Form {self.form_id} {self.version}>"

    @cached_property
    def by_path(self) -> Mapping[str, Definition]:
        """Return definitions by their path."""
        return {each.path: each for each in self.definitions}

    @cached_property
    def controls(self) -> Mapping[int, Control]:
        """Return the first control of each node."""
        found: dict[int, Control] = {}
        waiting = list(reversed(self.body))
        while waiting:
            control = waiting.pop()
            if control.node >= 0:
                # <group ref="/r"><repeat nodeset="/r"> stands for one repeat.
                known = found.get(control.node)
                if known is None or (control.kind == "repeat" and known.kind == "group"):
                    found[control.node] = control
            waiting.extend(reversed(control.children))
        return found

    @cached_property
    def safety(self) -> Safety:
        """Return what it declares for the safety of people."""
        return Safety(self)

    @property
    def audit(self) -> Mapping[str, str] | None:
        """Return the settings of the audit log that the form asks for, None when it wants none."""
        for each in self.definitions:
            steps = each.path.split("/")
            if len(steps) == 4 and [_local(step) for step in steps[2:]] == ["meta", "audit"]:
                return dict(each.bind.extras)
        return None

    @property
    def asks_for_last_saved(self) -> bool:
        """Return whether the form reads the interview that was saved before."""
        return any(each.source == LAST_SAVED for each in self.secondaries.values())

    @cached_property
    def datasets(self) -> tuple[str, ...]:
        """Return the registers that it creates or updates entities of."""
        return datasets(self.definitions)

    @property
    def registers(self) -> tuple[str, ...]:
        """Return the lists it reads that came without a file: registers, by name."""
        return tuple(
            each.name
            for each in self.secondaries.values()
            if each.is_absent and each.source.startswith("jr://file") and _is_csv(each.source)
        )

    @property
    def public_key(self) -> str:
        """Return the key to which finished interviews are to be encrypted, "" when to none."""
        return self.submission.get("base64RsaPublicKey", "")

    @cached_property
    def repeat_labels(self) -> Mapping[int, Control]:
        """Return the group around each repeat, which carries its label."""
        return {
            inner.node: outer
            for outer in everything(self.body)
            for inner in outer.children
            if outer.kind == "group" and inner.kind == "repeat" and outer.node == inner.node
        }

    @cached_property
    def ancestors(self) -> tuple[tuple[int, ...], ...]:
        """Return for each definition itself and all above it, nearest first."""
        chains: list[tuple[int, ...]] = []
        for each in self.definitions:
            above = chains[each.parent] if each.parent >= 0 else ()
            chains.append((each.index, *above))
        return tuple(chains)


def _is_csv(source: str) -> bool:
    return source.lower().endswith(".csv")


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def everything(controls: tuple[Control, ...]) -> list[Control]:
    """Return *controls* and all inside them, in form order."""
    found: list[Control] = []
    for control in controls:
        found.append(control)
        found.extend(everything(control.children))
    return found
