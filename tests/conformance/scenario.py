"""Walks through forms as recorded, comparing every node after every step."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from random import Random
from typing import Any
from xml.sax.saxutils import escape
from zoneinfo import ZoneInfo

from fieldtool.forms import Form, Interview, NodeState, compile_form, plain
from fieldtool.forms.instance.nodes import AnswerNode
from fieldtool.problems import Problem, Problems
from tests.conformance.cases import Case, Tally, read
from tests.conformance.decisions import reason_for

ZONE = ZoneInfo("America/Phoenix")
NOW = datetime(2026, 11, 21, 19, 8, 36, tzinfo=ZONE)
_CHANGING = re.compile(r"\d{4}-\d\d-\d\dT|[0-9a-f]{8}-[0-9a-f]{4}|^0\.\d{6,}")
NAME = "0f0f0f0f-1111-4222-8333-444444444444"
Seen = dict[str, dict[str, Any]]


class Walk:
    """One interview, seen as the recording sees it."""

    def __init__(self, form: Form, case: Case, xml: str | None = None) -> None:
        self.form = form
        if xml is None:
            known = _properties(form, case)
            self.interview = Interview(
                form, lambda: NOW, instance_id=NAME, chance=Random(3), properties=known
            )
        else:
            edit = any(state["ref"].endswith("deprecatedID") for state in case["init"])
            self.interview = Interview.from_xml(form, xml, lambda: NOW, new_id=NAME if edit else "")

    def refs(self) -> Iterator[tuple[str, AnswerNode]]:
        """Iterate over the nodes with their positional paths."""
        root = next(self.interview.document.elements())
        assert isinstance(root, AnswerNode)
        waiting: list[tuple[str, AnswerNode]] = [(f"/{root.name}", root)]
        while waiting:
            ref, node = waiting.pop()
            yield ref, node
            counts: dict[str, int] = {}
            inner: list[tuple[str, AnswerNode]] = []
            for child in node.answer_nodes():
                counts[child.name] = counts.get(child.name, 0) + 1
                place = f"[{counts[child.name]}]" if child.definition.repeat else ""
                inner.append((f"{ref}/{child.name}{place}", child))
            waiting.extend(reversed(inner))

    def seen(self) -> Seen:
        """Return the state of every node by its positional path."""
        states: Seen = {}
        for ref, node in self.refs():
            states[ref] = self._state(ref, node)
            for index in node.definition.children:
                inner = self.form.definitions[index]
                if inner.repeat:
                    states[f"{ref}/{inner.name}"] = self._range(f"{ref}/{inner.name}", node, index)
        return states

    def _state(self, ref: str, node: AnswerNode) -> dict[str, Any]:
        state = self.interview.state(node.path) if node.parent is not None and node.path else None
        shown: dict[str, Any] = {"ref": ref, "relevant": node.relevant}
        if state is None:
            return shown
        shown.update(required=state.required, readonly=state.readonly)
        if node.is_leaf:
            shown.update(_leaf(state))
            calculate = node.definition.bind.calculate
            shown["calculate"] = "" if calculate is None else calculate.source
            shown["random"] = calculate is not None and "random(" in calculate.source
        return shown

    def _range(self, ref: str, parent: AnswerNode, index: int) -> dict[str, Any]:
        name = self.form.definitions[index].name
        state = self.interview.state(f"{parent.path}/{name}".lstrip("/"))
        return {"ref": ref, "relevant": state.relevant, "range": True}

    def path(self, ref: str) -> str:
        """Return our path of a positional one."""
        for known, node in self.refs():
            if known == ref:
                return node.path
        raise LookupError(ref)

    def do(self, step: Case) -> None:
        """Repeat one recorded step."""
        arguments = step["args"]
        if step["op"] == "answer":
            self.interview.answer(self.path(arguments[0]), _answer(step))
        elif step["op"] == "setLanguage":
            self.interview.set_language(arguments[1])
        elif step["op"] == "createNewRepeat":
            above, _, name = re.sub(r"\[\d+\]$", "", arguments[0]).rpartition("/")
            self.interview.add_row(f"{self.path(above)}/{name}".lstrip("/"))
        else:
            self.interview.remove_row(self.path(arguments[1]))


def _properties(form: Form, case: Case) -> dict[str, str]:
    """Return the metadata that the recorded client had."""
    values = {state["ref"]: state.get("value", "") for state in case["init"]}
    return {
        each.bind.preload_parameter: values.get(each.path, "")
        for each in form.definitions
        if each.bind.preload == "property"
    }


def _is_restored(case: Case) -> bool:
    """Return whether the walk began with an earlier instance, which the recording only shows."""
    words = ("restor", "edit", "deserializ", "instance-input", "attachments")
    return any(word in f"{case['file']} {case['test']}" for word in words)


def _leaf(state: NodeState) -> dict[str, Any]:
    leaf: dict[str, Any] = {
        "value": state.value if state.relevant else "",
        "violation": None if state.violation is None else state.violation.kind,
        "label": plain(state.label) or None,
    }
    if state.control in ("select", "select1", "rank"):
        leaf["choices"] = [choice.value for choice in state.choices]
    return leaf


def _answer(step: Case) -> str:
    """Return the text that was answered; objects are known by the value they became."""
    ref, *values = step["args"]
    if len(values) > 1 and values[0] == ref:
        values = values[1:]
    opaque = any(isinstance(each, bool) or str(each).startswith("[object") for each in values)
    became = next((state["value"] for state in step["changed"] if state["ref"] == ref), "")
    return became if opaque else " ".join("" if each is None else str(each) for each in values)


def instance_of(form: Form, states: list[Case]) -> str:
    """Return the XML of an instance that would have begun with these states."""
    root = form.blank.name
    spaces = "".join(
        f' xmlns:{p}="{u}"' for p, u in form.namespaces.items() if p not in ("", "xml")
    )
    tree: dict[str, Any] = {}
    for state in states:
        steps = state["ref"].split("/")[2:]
        if not steps or not state["relevant"] or state["kind"].startswith("repeat-range"):
            continue
        place = tree
        for step in steps[:-1]:
            place = place.setdefault(step, {})
        if "value" in state:
            place[steps[-1]] = state["value"]
        else:
            place.setdefault(steps[-1], {})
    return f"<{root}{spaces}>{_xml(tree)}</{root}>"


def _xml(tree: dict[str, Any]) -> str:
    parts: list[str] = []
    for step, inner in sorted(tree.items(), key=_by_row):
        name = step.partition("[")[0]
        parts.append(
            f"<{name}>{_xml(inner) if isinstance(inner, dict) else escape(inner)}</{name}>"
        )
    return "".join(parts)


def _by_row(pair: tuple[str, Any]) -> int:
    row = pair[0].partition("[")[2].rstrip("]")
    return int(row or 0)


@dataclass(frozen=True)
class Difference:
    """One property of one node that is not as recorded."""

    ref: str
    key: str
    recorded: object
    got: object
    state: dict[str, Any]
    case: Case
    form: Form

    def __str__(self) -> str:
        return f"{self.ref} {self.key}: expected {self.recorded!r}, got {self.got!r}"


def differences(expected: Seen, got: Seen, case: Case, form: Form) -> Iterator[Difference]:
    """Iterate over what is not as recorded."""
    for ref, recorded in expected.items():
        if ref not in got:
            yield Difference(ref, "node", "there", None, {}, case, form)
            continue
        state = got[ref]
        for key, value in recorded.items():
            if (
                key in ("ref", "kind")
                or key not in state
                or (key == "value" and state.get("random"))
            ):
                continue
            if not _same(key, value, state[key]):
                yield Difference(ref, key, value, state[key], state, case, form)
    for ref in got:
        if ref not in expected:
            yield Difference(ref, "node", None, "there", got[ref], case, form)


def _same(key: str, recorded: object, got: object) -> bool:
    if key == "label":
        return _words(recorded) == _words(got)
    if isinstance(recorded, str) and isinstance(got, str) and _CHANGING.search(recorded):
        return bool(_CHANGING.search(got)) or recorded == got
    return recorded == got or (key == "value" and _same_numbers(str(recorded), str(got)))


def _same_numbers(recorded: str, got: str) -> bool:
    """Return whether both are the same numbers, however they are written: 89 is 89.0."""
    firsts, seconds = (text.replace(";", " ; ").strip(" ;").split() for text in (recorded, got))
    try:
        pairs = list(zip(firsts, seconds, strict=True))
        return bool(pairs) and all(
            a == b or math.isclose(float(a), float(b), rel_tol=1e-12, abs_tol=1e-9)
            for a, b in pairs
        )
    except ValueError:
        return False


def _words(text: object) -> str:
    """Return words alone, numbers without the dust of binary fractions."""
    words = " ".join(str(text or "").split())
    return re.sub(r"-?\d+\.\d+(e-\d+)?", lambda found: f"{float(found[0]):.6g}", words).replace(
        ".0 ", " "
    )


def outcome(case: Case, form: Form) -> tuple[str | None, str | None]:
    """Return (what differs, why that is decided otherwise); None when the walk is as recorded."""
    label = f"{case['file']} | {case['test'][-90:]} | {case['form']}"
    first: tuple[str, str] | None = None
    try:
        for place, found in walk_through(case, form):
            reason = reason_for("scenario", case, found)
            if reason is None:
                return f"{label} | {place} | {found}", None
            first = first or (f"{label} | {place} | {found}", reason)
    except (Problem, LookupError) as error:
        return f"{label} | {type(error).__name__} {error} {getattr(error, 'values', '')}", None
    return first or (None, None)


def walk_through(case: Case, form: Form) -> Iterator[tuple[str, Difference]]:
    """Repeat the walk; iterate over every difference with the step where it is seen."""
    expected: Seen = {state["ref"]: state for state in case["init"]}
    walk = Walk(form, case)
    if _is_restored(case) and any(differences(expected, walk.seen(), case, form)):
        walk = Walk(form, case, instance_of(form, case["init"]))
    for found in differences(expected, walk.seen(), case, form):
        yield "beginning", found
    for number, step in enumerate(case["steps"], 1):
        walk.do(step)
        for ref in step["removed"]:
            expected.pop(ref, None)
        expected.update({state["ref"]: state for state in step["changed"]})
        for found in differences(expected, walk.seen(), case, form):
            yield f"step {number} {step['op']} {step['args']}", found


def run(folder: Path) -> Tally:
    """Run the file."""
    tally = Tally("scenario")
    forms: dict[str, Form | Problems] = {}
    for row in read(folder, "scenario_forms"):
        try:
            forms[row["form"]] = compile_form(row["xml"])
        except Problems as problems:
            forms[row["form"]] = problems
    for case in read(folder, "scenario"):
        form = forms[case["form"]]
        if isinstance(form, Problems):
            tally.count(f"{case['file']} | {case['form']} | refused: {form}", None)
            continue
        tally.count(*outcome(case, form))
    return tally
