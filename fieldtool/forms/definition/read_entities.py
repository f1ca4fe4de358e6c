"""Reads which entities a form creates or updates, and checks that they can be."""

from __future__ import annotations

from collections.abc import Sequence

from fieldtool.forms.definition.findings import Findings
from fieldtool.forms.definition.model import Definition
from fieldtool.forms.definition.read_model import ENTITIES, attribute
from fieldtool.forms.nodes import Node
from fieldtool.problems import Code

NEWEST = (2025, 1)  # of the specification of entities; what is newer must be refused


def entities_version(model: Node, definitions: Sequence[Definition], findings: Findings) -> str:
    """Return the version of the specification that the form follows, "" without entities."""
    version = attribute(model, ENTITIES, "entities-version")
    parts = version.split(".")
    if version and not (
        len(parts) >= 2
        and all(part.isdecimal() for part in parts)
        and (int(parts[0]), int(parts[1])) <= NEWEST
    ):
        findings.add(Code.ENTITIES_VERSION_UNKNOWN, {"version": version})
    scopes = {definitions[each.parent].parent for each in definitions if is_entity(each)}
    for each in definitions:
        if each.bind.save_to and scope_of(each, definitions, scopes) is None:
            findings.add(
                Code.ENTITY_MISSING, {"question": each.name, "property": each.bind.save_to}
            )
    return version


def is_entity(definition: Definition) -> bool:
    """Return whether the node declares an entity: `meta/entity` with its list."""
    *_, above, name = ["", *definition.path.split("/")]
    named = above.rpartition(":")[2] == "meta" and name.rpartition(":")[2] == "entity"
    return named and any(each[0] == "dataset" for each in definition.attributes)


def datasets(definitions: Sequence[Definition]) -> tuple[str, ...]:
    """Return the registers that a form of these *definitions* creates or updates entities of."""
    found = {
        attribute[2]
        for each in definitions
        if is_entity(each)
        for attribute in each.attributes
        if attribute[0] == "dataset"
    }
    return tuple(sorted(found))


def scope_of(
    definition: Definition, definitions: Sequence[Definition], scopes: set[int]
) -> int | None:
    """Return the group, repeat or form around *definition* whose entity takes its answer."""
    above = definition.parent
    while above >= 0:
        if above in scopes:
            return above
        above = definitions[above].parent
    return None
