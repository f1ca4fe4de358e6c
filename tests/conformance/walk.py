"""One recorded walk: an interview seen by positional paths, as the recording sees it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from random import Random
from typing import Any
from xml.sax.saxutils import escape
from zoneinfo import ZoneInfo

from fieldtool.forms import Changes, Form, Interview, NodeState, plain
from fieldtool.forms.instance.nodes import AnswerNode
from tests.conformance.cases import Case

ZONE = ZoneInfo("America/Phoenix")
NOW = datetime(2026, 11, 21, 19, 8, 36, tzinfo=ZONE)
NAME = "0f0f0f0f-1111-4222-8333-444444444444"
Seen = dict[str, dict[str, Any]]


class Walk:
    """One interview, seen as the recording sees it."""

    def __init__(self, form: Form, case: Case, xml: str | None = None) -> None:
        self.form = form
        if xml is None:
            chance = Random(3)  # noqa: S311 - the same walk each time
            known = _properties(form, case)
            self.interview = Interview(
                form, lambda: NOW, instance_id=NAME, chance=chance, properties=known
            )
        else:
            edit = any(state["ref"].endswith("deprecatedID") for state in case["init"])
            self.interview = Interview.from_xml(form, xml, lambda: NOW, new_id=NAME if edit else "")

        self.states: Seen = {}
        self.nodes: dict[str, AnswerNode] = {}
        self.ref_of: dict[str, str] = {}
        self.look()

    def look(self) -> None:
        """Find all nodes by their positional paths and see every state."""
        self.nodes = dict(self._refs())
        self.ref_of = {node.path: ref for ref, node in self.nodes.items()}
        self.states = {}
        for ref, node in self.nodes.items():
            self.states[ref] = self._state(ref, node)
        self.states.update(self._ranges())

    def _ranges(self) -> Iterator[tuple[str, dict[str, Any]]]:
        for ref, node in self.nodes.items():
            for index in node.definition.children:
                name = self.form.definitions[index].name
                if self.form.definitions[index].repeat:
                    yield f"{ref}/{name}", self._range(f"{ref}/{name}", node, index)

    def _refs(self) -> Iterator[tuple[str, AnswerNode]]:
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
        return self.nodes[ref].path

    def do(self, step: Case) -> set[str]:
        """Repeat one recorded step; return the positional paths that the engine says changed."""
        changes = self._change(step)
        if changes.rows or step["op"] == "setLanguage":
            self.look()  # positions are others now
            return set(self.states)
        refs = {self.ref_of[path] for path in changes.paths}
        for ref in refs:
            self.states[ref] = self._state(ref, self.nodes[ref])
        ranges = dict(self._ranges())
        self.states.update(ranges)
        return refs | set(ranges)

    def _change(self, step: Case) -> Changes:
        arguments = step["args"]
        if step["op"] == "answer":
            return self.interview.answer(self.path(arguments[0]), _answer(step))
        if step["op"] == "setLanguage":
            return self.interview.set_language(arguments[1])
        if step["op"] == "createNewRepeat":
            above, _, name = re.sub(r"\[\d+\]$", "", arguments[0]).rpartition("/")
            return self.interview.add_row(f"{self.path(above)}/{name}".lstrip("/"))[1]
        return self.interview.remove_row(self.path(arguments[1]))


def _properties(form: Form, case: Case) -> dict[str, str]:
    """Return the metadata that the recorded client had."""
    values = {state["ref"]: state.get("value", "") for state in case["init"]}
    return {
        each.bind.preload_parameter: values.get(each.path, "")
        for each in form.definitions
        if each.bind.preload == "property"
    }


def is_restored(case: Case) -> bool:
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
