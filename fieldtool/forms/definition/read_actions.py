"""Reads actions: what a form sets by itself when something happens."""

from __future__ import annotations

from fieldtool.forms.definition.model import Action
from fieldtool.forms.definition.read_body import QUESTIONS, Places
from fieldtool.forms.definition.read_model import is_attribute_name
from fieldtool.forms.nodes import Node
from fieldtool.problems import Code

FIRST_LOAD = "odk-instance-first-load"
LOAD = "odk-instance-load"
NEW_ROW = "odk-new-repeat"
CHANGED = "xforms-value-changed"
AT_END = "xforms-revalidate"
EVENTS = frozenset({FIRST_LOAD, LOAD, NEW_ROW, CHANGED, AT_END})
FORMER_EVENTS = {"xforms-ready": FIRST_LOAD, "jr-insert": NEW_ROW}
KINDS = frozenset({"setvalue", "setgeopoint", "recordaudio"})


def read_actions(model: Node, body: Node | None, places: Places) -> list[Action]:
    """Return the actions of the model, then those of controls and repeats."""
    root = next(iter(places.by_path), "")
    found = _inside(model, -1, root, places)
    if body is not None:
        _collect(body, root, places, found)
    return found


def _collect(parent: Node, above: str, places: Places, found: list[Action]) -> None:
    for each in parent.elements():
        if each.local_name in QUESTIONS or each.local_name in ("group", "repeat"):
            written = each.attribute("nodeset") or each.attribute("ref")
            path = places.path(written, above) if written else above
            known = places.by_path.get(path)
            found.extend(_inside(each, -1 if known is None else known.index, path, places))
            _collect(each, path, places, found)


def _inside(node: Node, place: int, above: str, places: Places) -> list[Action]:
    found: list[Action] = []
    for each in node.elements():
        if each.local_name in KINDS:
            action = _action(each, place, above, places)
            if action is not None:
                found.append(action)
    return found


def _action(node: Node, place: int, above: str, places: Places) -> Action | None:
    written = node.attribute("ref") or node.attribute("nodeset")
    written = written or places.names.get(node.attribute("bind"), "")
    written, _, attribute = written.partition("/@")
    path = places.path(_without_predicates(written), above)
    target = places.node(path, "actions")
    question = path.rpartition("/")[2]
    reference = places.findings.expression(written, question, "action")
    value = places.findings.expression(node.attribute("value"), question, "default")
    if target < 0 or reference is None or (attribute and not is_attribute_name(attribute)):
        return None
    events = tuple(_event(name, places) for name in _written_events(node).split())
    return Action(node.local_name, events, place, target, reference, value, node.text(), attribute)


def _written_events(node: Node) -> str:
    return next((each.value for each in node.attributes if each.local_name == "event"), "")


def _event(name: str, places: Places) -> str:
    name = name.rpartition(":")[2]
    name = FORMER_EVENTS.get(name, name)
    if name not in EVENTS:
        places.findings.warn(Code.EVENT_UNKNOWN, {"event": name})
    return name


def _without_predicates(written: str) -> str:
    kept: list[str] = []
    depth = 0
    for letter in written:
        depth += letter == "["
        if depth == 0:
            kept.append(letter)
        depth -= letter == "]"
    return "".join(kept)
