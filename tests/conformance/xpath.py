"""Runs single XPath evaluations."""

from __future__ import annotations

import math
import re
from datetime import datetime
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

from fieldtool.forms.nodes import ATTRIBUTE, COMMENT, ELEMENT, INSTRUCTION, NAMESPACE, TEXT, Node
from fieldtool.forms.xmltext import in_scope, read_xml
from fieldtool.forms.xpath.compile import Compiler
from fieldtool.forms.xpath.context import Context
from fieldtool.forms.xpath.parse import parse
from fieldtool.forms.xpath.values import Value, to_boolean, to_number, to_text
from fieldtool.problems import Problem
from tests.conformance.cases import Case, Tally, read
from tests.conformance.decisions import by_other_rules, reason_for

ZONE = ZoneInfo("America/Phoenix")
_STEP = re.compile(r"(\*|text\(\)|comment\(\)|processing-instruction\(\))\[(\d+)\]|@(.+)")
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$")
PREFIXES = {
    "xhtml": "http://www.w3.org/1999/xhtml",
    "h": "http://www.w3.org/1999/xhtml",
    "jr": "http://openrosa.org/javarosa",
    "orx": "http://openrosa.org/xforms",
    "odk": "http://www.opendatakit.org/xforms",
}
_KINDS = {
    "*": ELEMENT,
    "text()": TEXT,
    "comment()": COMMENT,
    "processing-instruction()": INSTRUCTION,
}


class RecordedWorld:
    """The world of one case: its clock, language, and the instances inside its document."""

    def __init__(self, case: Case, document: Node) -> None:
        self.zone = ZONE
        self.chance = Random(1)  # noqa: S311 - the same each time
        self._now = datetime.fromisoformat(case["now"].replace("Z", "+00:00")).astimezone(ZONE)
        self._language = case.get("lang")
        self._document = document

    def now(self) -> datetime:
        return self._now

    def instance(self, name: str) -> Node | None:
        for node in _everywhere(self._document):
            if node.local_name == "instance" and node.attribute("id") == name:
                return node
        return None

    def spend(self, _nodes: int) -> None:
        """Recorded documents are small."""

    def itext(self, name: str) -> str:
        translations = [n for n in _everywhere(self._document) if n.local_name == "translation"]
        default = next((n for n in translations if n.has_attribute("default")), translations[0])
        chosen = next((n for n in translations if n.attribute("lang") == self._language), default)
        for text in chosen.elements():
            if text.attribute("id") == name:
                values = list(text.elements())
                return next((v.text() for v in values if not v.attribute("form")), "")
        return ""

    def choice_label(self, _value: str, _reference: Value, _context: Context) -> str:
        return ""

    def property(self, _name: str) -> str:
        return ""


def _everywhere(document: Node) -> list[Node]:
    found = [document]
    for node in found:
        found.extend(node.elements())
    return found


def at(document: Node, path: str) -> Node:
    """Return the node at a recorded path such as `/*[1]/*[2]/@id`."""
    node = document
    for step in path.split("/")[1:]:
        if not step:
            continue
        match = _STEP.fullmatch(step)
        assert match is not None, path
        if match[3]:
            node = next(each for each in node.attributes if each.name == match[3])
        else:
            alike = [each for each in node.content() if each.kind == _KINDS[match[1]]]
            node = alike[int(match[2]) - 1]
    return node


def path_of(node: Node) -> str:
    """Return a node's path as it is recorded."""
    if node.parent is None:
        return "/"
    above = path_of(node.parent)
    above = "" if above == "/" else above
    if node.kind == NAMESPACE:
        return f"{above}/@xmlns:{node.name}"
    if node.kind == ATTRIBUTE:
        return f"{above}/@{node.name}"
    name = next((name for name, kind in _KINDS.items() if kind == node.kind), "namespace()")
    alike = [each for each in node.parent.content() if each.kind == node.kind]
    place = next((i for i, each in enumerate(alike, 1) if each is node), 1)
    return f"{above}/{name}[{place}]"


def evaluate(case: Case) -> tuple[str, object]:
    """Return (type, value) as the case asks for it."""
    text = re.sub(r"<!DOCTYPE[^>]*>", "", case["doc"])
    document = read_xml(text)
    world = RecordedWorld(case, document)
    node = at(document, case["context"])
    scope = {**PREFIXES, **in_scope(next(document.elements()))}
    if case.get("customNs"):
        scope["jr"] = "https://example.com/not-javarosa"  # what the recording's resolver said
    root = at(document, case.get("root") or "/")
    above, root.parent = root.parent, None  # absolute paths begin here
    try:
        compiler = Compiler(lambda prefix: scope.get(prefix, ""), late=True)
        value = compiler.compile(parse(case["expression"]))(Context(node, world))
    finally:
        root.parent = above
    return _as_wanted(value, case["want"])


def _as_wanted(value: Value, want: int) -> tuple[str, object]:
    if want == 1:
        return "number", to_number(value, ZONE)
    if want == 2:
        return "string", to_text(value)
    if want == 3:
        return "boolean", to_boolean(value)
    if want in (8, 9):
        nodes = value if isinstance(value, list) else []
        return "node", path_of(nodes[0]) if nodes else None
    if isinstance(value, list):
        return "nodeset", [path_of(node) for node in value]
    return "value", to_text(value)


def same(got: tuple[str, object], result: Case, expression: str) -> bool:
    """Return whether what came out is what was recorded."""
    kind, value = got
    expected = result["value"]
    if "uuid(" in expression and isinstance(value, str):
        # Random: only the shape can be compared.
        return len(value) == len(expected) and bool(_UUID.search(value)) == bool(
            _UUID.search(expected)
        )
    if expression.startswith("randomize(") and expression.count(",") == 0 and kind == "nodeset":
        return sorted(map(str, _items(value))) == sorted(map(str, expected))
    if kind == "number" and isinstance(value, float):
        return _same_number(value, expected)
    if kind == "node":
        return bool(value == expected) or (value is None and not expected)
    return bool(value == expected)


def _items(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _same_number(value: float, expected: object) -> bool:
    expected = float(str(expected))
    if math.isnan(value) or math.isnan(expected):
        return math.isnan(value) and math.isnan(expected)
    return value == expected or math.isclose(value, expected, rel_tol=1e-9, abs_tol=1e-9)


def outcome(case: Case) -> tuple[str | None, object]:
    """Return (what differs, what came out); None when the case passes."""
    result = case["result"]
    label = f"{case.get('file')} | {case['context']} | {case['expression']} | want {case['want']}"
    try:
        got = evaluate(case)
    except Problem as problem:
        if result["type"] == "error":
            return None, None
        return f"{label} | expected {result['value']!r}, got {problem} {problem.values}", problem
    if result["type"] == "error" or not same(got, result, case["expression"]):
        return f"{label} | expected {result['type']} {result['value']!r}, got {got}", got[1]
    return None, got[1]


def run(folder: Path) -> Tally:
    """Run the file."""
    tally = Tally("xpath")
    for case in read(folder, "xpath"):
        found, got = guarded(case)
        tally.count(found, None if found is None else _reason(case, got))
    return tally


def guarded(case: Case) -> tuple[str | None, object]:
    """Return the outcome; a case that cannot even be set up has failed, and the next one runs."""
    try:
        return outcome(case)
    except Exception as error:  # noqa: BLE001 - whatever a row of a file nobody has seen may hold
        return f"{case.get('expression')} | {type(error).__name__}: {error}", error


def _reason(case: Case, got: object) -> str | None:
    if isinstance(got, Exception) and not isinstance(got, Problem):
        return None
    return reason_for("xpath", case, got) or by_other_rules(case, guarded)
