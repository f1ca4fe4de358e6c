"""Reads the model of an XForm: instance, binds, translations, actions."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from fieldtool.forms.definition.findings import Findings
from fieldtool.forms.definition.model import (
    NO_TEXT,
    Attribute,
    Bind,
    Definition,
    Part,
    TextSource,
)
from fieldtool.forms.definition.texts import Table, write_parts
from fieldtool.forms.nodes import ELEMENT, Node
from fieldtool.forms.safety import NAMESPACE
from fieldtool.forms.xpath import ast
from fieldtool.problems import Code

JAVAROSA = "http://openrosa.org/javarosa"
OPENROSA = "http://openrosa.org/xforms"
ENTITIES = "http://www.opendatakit.org/xforms/entities"
_FOR_CLIENTS = ("http://www.opendatakit.org/xforms", "http://openrosa.org/xforms", NAMESPACE)
_COLUMNS = {
    "relevant": "relevance",
    "required": "required",
    "readonly": "read_only",
    "constraint": "constraint",
    "calculate": "calculation",
}


def attribute(node: Node, uri: str, name: str) -> str:
    """Return an attribute by namespace, whatever prefix the form uses for it."""
    for each in node.attributes:
        if each.local_name == name and (each.uri == uri or each.name == f"jr:{name}"):
            return each.value
    return ""


def is_template(node: Node) -> bool:
    """Return whether the element is the model of a repeat's rows."""
    return any(
        each.local_name == "template" and each.name != "template" for each in node.attributes
    )


def with_meta(instance: Node, namespaces: Mapping[str, str]) -> tuple[str, str]:
    """Give the instance the ids that OpenRosa wants; return the paths of those it had not.

    The first is the instanceID, the second the deprecatedID, which only an edited interview has.
    """
    meta = next((each for each in instance.elements() if each.local_name == "meta"), None)
    if meta is None:
        prefix = "orx:" if namespaces.get("orx") else ""
        meta = Node(ELEMENT, f"{prefix}meta", namespaces.get("orx", instance.uri))
        instance.append(meta)
    return _with(meta, instance, "instanceID"), _with(meta, instance, "deprecatedID")


def _with(meta: Node, instance: Node, name: str) -> str:
    if any(each.local_name == name for each in meta.elements()):
        return ""
    prefix = meta.name.removesuffix("meta")
    meta.append(Node(ELEMENT, f"{prefix}{name}", meta.uri))
    return f"/{instance.name}/{meta.name}/{prefix}{name}"


def read_definitions(instance: Node, repeats: set[str], findings: Findings) -> list[Definition]:
    """Return the definitions of the instance, without logic, in document order."""
    found: list[Definition] = []
    _define(instance, -1, "", (found, repeats, findings))
    return found


def _define(
    node: Node, parent: int, above: str, into: tuple[list[Definition], set[str], Findings]
) -> int:
    found, repeats, _ = into
    path = f"{above}/{node.name}"
    index = len(found)
    attributes = tuple(
        (a.name, a.uri, a.value) for a in node.attributes if a.local_name != "template"
    )
    default = "" if any(node.elements()) else node.text()
    repeat = path in repeats
    found.append(
        Definition(
            index, node.name, node.uri, path, parent, (), default, attributes, Bind(), repeat
        )
    )
    children: list[int] = []
    for each in _models(node, path, into):
        child = _define(each, index, path, into)
        rows = sum(1 for other in node.elements(each.name) if not is_template(other))
        found[child] = replace(found[child], rows=rows)
        children.append(child)
    found[index] = replace(found[index], children=tuple(children))
    return index


def _models(node: Node, path: str, into: tuple[list[Definition], set[str], Findings]) -> list[Node]:
    """Return one element for each child name: of a repeat, its template before its first row."""
    _, repeats, findings = into
    chosen: dict[str, Node] = {}
    for each in node.elements():
        known = chosen.get(each.name)
        if known is None or (is_template(each) and not is_template(known)):
            chosen[each.name] = each
        elif f"{path}/{each.name}" not in repeats and not is_template(known):
            findings.add(Code.QUESTION_TWICE, {"question": each.name})
    return list(chosen.values())


def without_templates(instance: Node) -> Node:
    """Return a copy of the instance without templates: what a new interview begins with."""
    copy = Node(ELEMENT, instance.name, instance.uri, instance.value)
    copy.namespaces = instance.namespaces
    for each in instance.attributes:
        copy.set_attribute(each.name, each.value, each.uri)
    for child in instance.children:
        if child.kind == ELEMENT and not is_template(child):
            copy.append(without_templates(child))
    if not any(instance.elements()):
        copy.value = instance.text()
    return copy


def read_bind(node: Node, question: str, findings: Findings) -> Bind:
    """Return the logic of one `<bind>`."""
    logic = {
        name: findings.expression(node.attribute(name), question, column)
        for name, column in _COLUMNS.items()
    }
    kind = node.attribute("type", "string").rpartition(":")[2] or "string"
    return Bind(
        type=kind,
        constraint_message=message(attribute(node, JAVAROSA, "constraintMsg"), question, findings),
        required_message=message(attribute(node, JAVAROSA, "requiredMsg"), question, findings),
        preload=attribute(node, JAVAROSA, "preload"),
        preload_parameter=attribute(node, JAVAROSA, "preloadParams"),
        save_to=attribute(node, ENTITIES, "saveto"),
        extras=tuple(
            (each.local_name, each.value)
            for each in node.attributes
            if each.uri in _FOR_CLIENTS or each.name == "saveIncomplete"
        ),
        **logic,
    )


def is_attribute_name(name: str) -> bool:
    """Return whether XML can have an attribute *name*."""
    return re.fullmatch(r"[A-Za-z_][A-Za-z0-9_.-]*", name) is not None


ENTITY_COLUMNS = {"create": "create_if", "update": "update_if", "id": "entity_id"}


def read_attribute(node: Node, index: int, name: str, findings: Findings) -> Attribute:
    """Return the rule of a bound attribute, which entities have."""
    column = ENTITY_COLUMNS.get(name, name)
    return Attribute(
        index, name, findings.expression(node.attribute("calculate"), "entities", column)
    )


def message(source: str, question: str, findings: Findings) -> TextSource:
    """Return the text of an attribute: a reference to a translation, or the words themselves."""
    if not source:
        return NO_TEXT
    if source.startswith("jr:itext("):
        made = findings.expression(source, question, "message")
        if made is not None:
            return reference(made.tree) or TextSource(parts=(made,))
    return TextSource(parts=(source,))


def reference(tree: ast.Ast) -> TextSource | None:
    """Return the text that `jr:itext('id')` names, None when the id is worked out."""
    if isinstance(tree, ast.Call) and tree.name in ("jr:itext", "itext"):
        first = tree.arguments[0]
        if isinstance(first, ast.Literal):
            return TextSource(itext=first.value)
    return None


def read_content(node: Node, question: str, findings: Findings) -> tuple[Part, ...]:
    """Return the parts of a label: words, and expressions of its outputs."""
    if not node.children:
        return (node.value,) if node.value else ()
    parts: list[Part] = []
    for each in node.children:
        if each.kind == ELEMENT and each.local_name == "output":
            source = each.attribute("value") or each.attribute("ref")
            made = findings.expression(source, question, "label")
            parts.extend([made] if made is not None else [])
        else:
            parts.append(each.text())
    return tuple(part for part in parts if part != "")


def read_itext(itext: Node | None, findings: Findings) -> tuple[Table, list[str], str]:
    """Return all translations, the languages in the form's order, and the default one."""
    table: Table = {}
    default = ""
    for translation in itext.elements("translation") if itext is not None else ():
        language = translation.attribute("lang")
        if translation.has_attribute("default") and not default:
            default = language
        texts = table.setdefault(language, {})
        for text in translation.elements("text"):
            name = text.attribute("id")
            texts[name] = {
                value.attribute("form"): write_parts(read_content(value, name, findings))
                for value in text.elements("value")
            }
    languages = list(table)
    return table, languages, default or (languages[0] if languages else "")
