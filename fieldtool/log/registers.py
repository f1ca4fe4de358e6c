"""Registers: entities such as councils or projects, and what people on several laptops say of them.

A *change* says only what it decided, and which changes of the entity its writer had seen. What is
known of an entity is a function of the set of its changes, property by property as `log.merge` says
it for answers. A change has the same name in every log that says it: the hash of what it says.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from fieldtool.log import merge
from fieldtool.log.canonical import Encodable, Tree, encode
from fieldtool.log.content import Fields
from fieldtool.log.entry import Entry
from fieldtool.log.merge import Conflict, Merged, Version
from fieldtool.problems import Code, Problem

# Subject: the entity; in `workspace/…` by whom it was said, and in the hub's logs for the others.
ENTITY = "entity"

LABEL = "label"  # stands among the properties; ODK lets no property have that name
# An interview's id is not an entity's: erasing one says nothing of the other.
_ENTITY = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]{0,63}")
_CHANGE = re.compile(r"[0-9a-f]{32}")
_PREFIX = b"fieldtool entity change v1\n"


@dataclass(frozen=True)
class Change:
    """What somebody said of an entity.

    Attributes:
        dataset: the register it belongs to, such as councils.
        properties: what was decided, its label among them; what is not here stays as it was.
        known: the changes of this entity that its writer had seen and no other of those had.
        at: ISO time with offset, by the clock of whoever wrote it.
        interview, form, wave: what it follows from; empty where a coordinator wrote it.
    """

    dataset: str
    properties: dict[str, str] = field(repr=False)
    known: tuple[str, ...]
    at: str
    interview: str = ""
    form: str = ""
    wave: str = ""

    def to_content(self) -> dict[str, Encodable]:
        """Return the payload; the entity is the entry's subject and is not said twice."""
        return {
            "at": self.at,
            "dataset": self.dataset,
            "form": self.form,
            "interview": self.interview,
            "known": tuple(sorted(self.known)),
            "properties": self.properties,
            "wave": self.wave,
        }

    @classmethod
    def from_content(cls, tree: Tree) -> Change:
        """Read a payload; raises Problem where a field is missing or of no use."""
        fields = Fields.of_tree(tree, ENTITY)
        change = cls(
            dataset=fields.short("dataset"),
            properties=fields.texts("properties"),
            known=fields.names("known"),
            at=fields.short("at"),
            interview=fields.short("interview"),
            form=fields.short("form"),
            wave=fields.short("wave"),
        )
        wrong = next((part for part, good in _judged(change).items() if not good), "")
        if wrong:
            raise Problem(Code.CONTENT_NOT_VALID, {"kind": ENTITY, "part": wrong})
        return change


def is_entity_id(text: str) -> bool:
    """Say whether *text* is a UUID as forms make them, and so no id of anything else."""
    return _ENTITY.fullmatch(text) is not None


def is_name(text: str) -> bool:
    """Say whether *text* can name a register or a property."""
    return _NAME.fullmatch(text) is not None


def change_of(entry: Entry) -> tuple[str, Change]:
    """Return name and content of the change that *entry* holds; raises Problem."""
    if not is_entity_id(entry.header.subject):
        raise Problem(Code.CONTENT_NOT_VALID, {"kind": ENTITY, "part": "subject"})
    change = Change.from_content(entry.content())
    return name_of(entry.header.subject, entry.payload or b""), change


def name_of(entity: str, payload: bytes) -> str:
    """Return the name of the change of *entity* that *payload* holds, the same in every log."""
    digest = hashlib.sha256(_PREFIX + entity.encode() + b"\n" + payload)
    return digest.hexdigest()[:32]


def written_name(entity: str, change: Change) -> str:
    """Return the name that *change* gets when it is written."""
    return name_of(entity, encode(change.to_content()))


def merged(changes: Mapping[str, Change]) -> Merged:
    """Return what *changes*, by name, say together; the same whatever their order.

    Of a property in conflict the first candidate is shown, which closes nothing.
    """
    seen = merge.ancestors({name: one.known for name, one in changes.items()})
    whole = merge.merge({name: Version(one.known, {}) for name, one in changes.items()})
    values: dict[str, str] = {}
    conflicts: list[Conflict] = []
    for name in sorted({name for one in changes.values() for name in one.properties}):
        writers = {each for each, one in changes.items() if name in one.properties}
        found = merge.merge(
            {
                each: Version(_nearest(seen, each, writers), {name: changes[each].properties[name]})
                for each in writers
            }
        )
        values.update(found.answers)
        conflicts += found.conflicts
    return Merged(values, tuple(conflicts), whole.heads, whole.order, combined=False)


def news(known: Merged, wanted: Mapping[str, str]) -> dict[str, str]:
    """Return those of *wanted* that say something other than what is shown.

    A form saves again what it only showed. Where a property is in conflict, saying what is shown
    anyway is no decision, and the conflict stays. A blank says nothing where nothing is known.
    """
    return {name: value for name, value in wanted.items() if known.answers.get(name, "") != value}


def _nearest(seen: Mapping[str, frozenset[str]], name: str, writers: set[str]) -> tuple[str, ...]:
    """Return the writers that *name* had seen and that no other of those had."""
    before = seen[name] & writers
    hidden = {older for each in before for older in seen[each]}
    return tuple(sorted(before - hidden))


def _judged(change: Change) -> dict[str, bool]:
    return {
        "dataset": is_name(change.dataset),
        "properties": all(map(is_name, change.properties)),
        "known": all(_CHANGE.fullmatch(name) for name in change.known),
        "at": _is_moment(change.at),
    }


def _is_moment(text: str) -> bool:
    try:
        return datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False
