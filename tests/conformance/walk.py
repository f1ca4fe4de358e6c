"""One recorded walk: an interview seen by positional paths, as the recording sees it."""

from __future__ import annotations

import re
from datetime import datetime
from random import Random
from typing import Any
from xml.sax.saxutils import escape
from zoneinfo import ZoneInfo

from fieldtool.forms import Changes, Form, Interview
from fieldtool.forms.playing import Sight
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
        self.sight = Sight(self.interview)

    def asked(self, ref: str) -> dict[str, Any]:
        """Return what the decisions want to know of a node besides its state."""
        if ref in self.sight.ranges:
            return {"range": True}
        node = self.sight.nodes[ref]
        calculate = node.definition.bind.calculate if node.is_leaf else None
        source = "" if calculate is None else calculate.source
        return {"calculate": source, "random": "random(" in source}

    def path(self, ref: str) -> str:
        """Return our path of a positional one."""
        return self.sight.nodes[ref].path

    def do(self, step: Case) -> set[str]:
        """Repeat one recorded step; return the references of what the engine says changed."""
        changes = self._change(step)
        if changes.rows or step["op"] == "setLanguage":
            self.sight.look()  # positions are others now
            return set(self.sight.states)
        self.sight.look_again(changes)
        return {self.sight.refs[path] for path in changes.paths} | set(self.sight.ranges)

    def _change(self, step: Case) -> Changes:
        arguments = step["args"]
        if step["op"] == "answer":
            return self.interview.answer(self.path(arguments[0]), answered(step))
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


def answered(step: Case) -> str:
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
